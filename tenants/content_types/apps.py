from django.apps import AppConfig


class ContentTypesConfig(AppConfig):
    name = "tenants.content_types"
    label = "content_type_numbers"
    verbose_name = "Номера типов содержимого"
