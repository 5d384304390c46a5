from django.apps import AppConfig


class AccountingConfig(AppConfig):
    name = "crm.accounting"
    label = "accounting"
    verbose_name = "Бухгалтерия"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing.domain.metering import register_counter  # noqa: PLC0415  app ready
        from crm.accounting import (  # noqa: PLC0415  app ready
            acts,
            archive,
            figures,
            first_steps,
            menu,
            rights,
            rows,
        )
        from crm.accounting.domain.queries import count_active_accounts  # noqa: PLC0415  app ready
        from crm.accounting.importer import AccountsImport  # noqa: PLC0415  app ready
        from crm.imports.registry import register  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        rows.register()
        first_steps.register()
        figures.register()
        register(AccountsImport)
        register_counter(count_active_accounts)
        archive.register()
        acts.register()
