from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"
    label = "questions"
    verbose_name = "Общие вопросы и ответы"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from questions.domain import questions  # noqa: F401, PLC0415  app ready: connects the signals
