from django.apps import AppConfig


class VacanciesConfig(AppConfig):
    name = "sites_cms.vacancies"
    label = "site_vacancies"
    verbose_name = "Вакансии на сайте"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.vacancies import acts, archive, menu, rights, site  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        acts.register()
        archive.register()
        site.register()
