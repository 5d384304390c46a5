from django.db.models import TextChoices


class RunState(TextChoices):
    WAITING = "waiting", "Ждёт очереди"
    RUNNING = "running", "Выполняется"
    RETRYING = "retrying", "Повторит сама"
    DONE = "done", "Выполнена"
    FAILED = "failed", "Не удалась"
