from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "crm.company"
    label = "company"
    verbose_name = "Компания"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.company import (  # noqa: PLC0415  app ready
            acts,
            archive,
            due,
            figures,
            first_steps,
            menu,
            mobile,
            notices,
            provisioning,
            rights,
            summary,
        )
        from crm.company.domain.sign_in_rules import requires_second_factor  # noqa: PLC0415  app ready
        from crm.company.importer import EmployeesImport  # noqa: PLC0415  app ready
        from crm.imports.registry import register as register_import  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from identity.domain import second_factor  # noqa: PLC0415  app ready
        from notifications import kinds  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        provisioning.register()
        first_steps.register()
        figures.register()
        summary.register()
        register_import(EmployeesImport)
        archive.register()
        second_factor.ask(requires_second_factor)
        mobile.register()
        acts.register()
        due.register_source()
        kinds.declare(notices.CONTRACT_ENDS)
