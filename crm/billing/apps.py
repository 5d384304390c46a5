from django.apps import AppConfig


class CrmBillingConfig(AppConfig):
    name = "crm.billing"
    label = "crm_billing"
    verbose_name = "Биллинг"
    default_auto_field = "django.db.models.BigAutoField"
