from django.db import models
from django.utils import timezone

from questions.enums import Category
from rich_text.domain.cleaning import SHARED
from rich_text.fields import HtmlField
from tenants.latin import address_of

# No links to pages, images and documents: their numbers mean something else in each company.
FEATURES = ["bold", "italic", "ol", "ul", "video"]


class SharedQuestion(models.Model):
    """A question with its answer for all companies. Source: manual, section 9, the first type of questions."""

    question = models.CharField("вопрос", max_length=200)
    slug = models.SlugField(
        "адрес", max_length=80, unique=True, blank=True, help_text="Пусто — составится из вопроса. После не меняйте."
    )
    category = models.CharField("о чём", max_length=12, choices=Category.choices)
    answer = HtmlField("ответ", features=FEATURES, kind=SHARED)
    published_on = models.DateField("дата публикации", default=timezone.localdate)
    is_active = models.BooleanField("активен", default=True, help_text="Снимите, чтобы убрать вопрос со всех сайтов.")
    weight = models.IntegerField("вес", default=0, help_text="Чем больше, тем выше вопрос в списке.")

    class Meta:
        verbose_name = "общий вопрос"
        verbose_name_plural = "общие вопросы"
        ordering = ["-weight", "-published_on", "pk"]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or address_of(self.question)
