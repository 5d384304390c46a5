"""The rows of the site that both projects of the pages' benchmarks show."""

from datetime import date
from typing import Any

COMPANY = {
    "short_name": "УК «Альфа»",
    "full_name": "ООО «УК Альфа»",
    "inn": "5904123453",
    "emergency_phone": "+7 (342) 200-11-22",
    "phone": "+7 (342) 233-44-55",
    "email": "office@alpha.example",
    "address": "Верхнекамск, ул. Садовая, д. 1",
    "working_hours": "Пн–пт 9:00–18:00",
}
NEWS: list[dict[str, Any]] = [
    {"title": f"Новость {number}", "announcement": "Коротко о том, что будет.", "date": date(2026, 11, number + 1)}
    for number in range(6)
]
QUESTIONS: list[dict[str, Any]] = [
    {"question": f"Вопрос {number}?", "slug": f"vopros-{number}", "answer": "<p>Ответ.</p>", "weight": 100 + number}
    for number in range(20)
]
LONG_TEXT = "<p>Управляем домами и отвечаем за них перед жителями.</p>" * 330  # a page of some 40 KB
