from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from identity.models import User
from sites_cms.pages.domain import questions
from sites_cms.pages.models import Question


class QuestionForm(WagtailAdminModelForm):
    """«Добавить FAQ»: manual, section 9."""

    slug = forms.SlugField(
        label="Адрес",
        max_length=80,
        required=False,
        help_text="Пусто — составится из вопроса. С адресом общего вопроса ваш ответ встанет на его место.",
    )

    class Meta:
        model = Question
        fields = ["question", "category", "published_on", "is_active", "weight", "answer", "slug"]

    def apply(self, *, by: User) -> Question:
        before = Question.objects.get(pk=self.instance.pk) if self.instance.pk else None
        return questions.save(before, **self.cleaned_data, by=by)
