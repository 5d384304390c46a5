from typing import Any

from django.core.management.base import BaseCommand

from operators.demo.loading import load_demo


class Command(BaseCommand):
    help = "Makes the demo companies, or what is missing of them."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Демо загружено." if load_demo() else "Демо уже есть.")
