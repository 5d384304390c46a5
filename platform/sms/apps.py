from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "sms"
    label = "sms"
    verbose_name = "СМС"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing.domain.invariants import register  # noqa: PLC0415  app ready: needs the models
        from notifications.channels import connect  # noqa: PLC0415  app ready
        from sms import archive  # noqa: PLC0415  app ready: needs the models
        from sms.domain.by_sms import BySms  # noqa: PLC0415  app ready: needs the models
        from sms.domain.by_viber import ByViber  # noqa: PLC0415  app ready: needs the models
        from sms.domain.invariants import check  # noqa: PLC0415  app ready: needs the models

        archive.register()
        register(check)
        connect(BySms())
        connect(ByViber())
