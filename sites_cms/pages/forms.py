import csv
import io
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.accounting.forms.fields import ThroughDomainForm
from files.forms import FileField
from identity.models import User
from sites_cms.pages.domain import old_addresses, questions
from sites_cms.pages.models import OldAddress, Question


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


class OldAddressForm(ThroughDomainForm):
    """«Старый адрес»."""

    old = forms.CharField(
        label="Старый адрес", max_length=1000,
        help_text="Как было на прежнем сайте: «/o-nas.html», «/page.php?id=3» или адрес целиком.",
    )  # fmt: skip
    to = forms.CharField(
        label="Куда ведёт", max_length=1000,
        help_text="Страница сайта: «/kontakty/». Если её потом переименуют, переход останется верным. Можно и другой "
        "сайт: «https://…».",
    )  # fmt: skip

    class Meta:
        model = OldAddress
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["old"].initial, self.fields["to"].initial = self.instance.old_path, self.instance.target

    def apply(self, *, by: User) -> OldAddress:
        """Save it. Raises DomainError."""
        before = OldAddress.objects.get(pk=self.instance.pk) if self.instance.pk else None
        return old_addresses.save(before, **self.cleaned_data, by=by)


class OldAddressesForm(forms.Form):
    """«Загрузить список»: pasted, or as a file."""

    rows = forms.CharField(
        label="Список", required=False, max_length=300_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="По одной паре в строке: старый адрес, точка с запятой, новый адрес. «/o-nas.html;/o-kompanii/».",
    )  # fmt: skip
    file = FileField(label="Или файл CSV", kinds=("csv", "txt"), max_bytes=2**20, required=False)

    def apply(self, *, by: User) -> int:
        """Add all of them; how many. Raises DomainError."""
        upload = self.cleaned_data["file"]
        return old_addresses.add_many(_pairs(_text(upload.read()) if upload else self.cleaned_data["rows"]), by=by)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _pairs(text: str) -> list[tuple[str, str]]:
    """The first two cells of each line, whatever stands between them; a line of headings is left out."""
    first = text.lstrip().partition("\n")[0]
    delimiter = next((sign for sign in (";", "\t", ",") if sign in first), ";")
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    pairs = [(row[0], row[1] if len(row) > 1 else "") for row in rows if any(row)]
    return pairs[1:] if pairs and not pairs[0][1].startswith(("/", "http")) and len(pairs) > 1 else pairs
