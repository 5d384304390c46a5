from django.apps import AppConfig


class RichTextConfig(AppConfig):
    name = "rich_text"
    verbose_name = "Текст с оформлением"
