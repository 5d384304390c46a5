from django.apps import AppConfig


class AccountingConfig(AppConfig):
    name = "crm.accounting"
    label = "accounting"
    verbose_name = "Бухгалтерия"
    default_auto_field = "django.db.models.BigAutoField"
