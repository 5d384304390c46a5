from django.apps import AppConfig


class AccountingConfig(AppConfig):
    name = "crm.accounting"
    label = "accounting"
    verbose_name = "Бухгалтерия"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing.domain.metering import register_counter  # noqa: PLC0415  app ready
        from crm.accounting import (  # noqa: PLC0415  app ready
            account_cards,
            acts,
            archive,
            debt_card,
            figures,
            first_steps,
            house_buttons,
            menu,
            owner_card,
            rights,
            rows,
            summary,
        )
        from crm.accounting.debts_importer import DebtsImport  # noqa: PLC0415  app ready
        from crm.accounting.domain import finding  # noqa: PLC0415  app ready
        from crm.accounting.domain.queries import count_active_accounts  # noqa: PLC0415  app ready
        from crm.accounting.importer import AccountsImport  # noqa: PLC0415  app ready
        from crm.imports.registry import goes_with, register  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        rows.register()
        first_steps.register()
        figures.register()
        summary.register()
        register(AccountsImport)
        goes_with("accounting_balancechange")
        register(DebtsImport)
        register_counter(count_active_accounts)
        archive.register()
        acts.register()
        debt_card.register()
        owner_card.register()
        account_cards.register()
        house_buttons.register()
        finding.register()
