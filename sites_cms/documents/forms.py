from typing import Any

from django import forms
from django.utils import timezone

from crm.accounting.forms.fields import HouseField, ThroughDomainForm
from files.forms import DOCUMENTS, FileField, FileInput
from identity.models import User
from sites_cms.documents.domain import documents, folders, queries
from sites_cms.documents.domain.documents import About
from sites_cms.documents.enums import Level
from sites_cms.documents.models import Document, Folder


class FilesInput(FileInput):
    allow_multiple_selected = True


class FilesField(FileField):
    """Several files at once, each checked as one is."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data or [None]
        return [super(FilesField, self).clean(one, initial) for one in given]


def _folder(value: str) -> Folder:
    found = Folder.objects.select_related("parent").filter(pk=value).first()
    if found is None:
        raise ValueError("No such folder")
    return found


class FolderField(forms.TypedChoiceField):
    """A folder, with the one it stands in: «Собрания → Протоколы»."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, empty_value=None, coerce=_folder, **options)


class _AboutForm(ThroughDomainForm):
    """What is said of documents, new ones and those that are there."""

    title = forms.CharField(label="Название", max_length=documents.LONGEST)
    folder = FolderField(label="Папка")
    house = HouseField(
        label="Дом", required=False,
        help_text="Документ одного дома: он встанет и на страницу этого дома. Пусто — документ для всех домов.",
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label="Кому виден", coerce=lambda value: Level(int(value)), choices=Level.choices, initial=Level.ALL,
        widget=forms.RadioSelect,
        help_text="Остальные увидят только «ещё документы — после входа», без названия и файла. Пока на сайте нет "
        "личного кабинета, документ не для всех видят лишь сотрудники с этим правом.",
    )  # fmt: skip
    date = forms.DateField(label="Дата документа", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    is_shown = forms.BooleanField(label="Показывать на сайте", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", "Без папки"), *queries.titles(queries.choices())]
        self.fields["date"].initial = timezone.localdate()

    @property
    def about(self) -> About:
        told = {name: self.cleaned_data[name] for name in ("folder", "house", "level", "date", "is_shown")}
        return About(**told)


class AddDocumentsForm(_AboutForm):
    """«Добавить документы»: one file or several."""

    files = FilesField(label="Файлы", kinds=DOCUMENTS, max_bytes=documents.MAX_BYTES)
    field_order = ["files", "title", "folder", "house", "level", "date", "is_shown"]

    class Meta:
        model = Document
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Пусто — возьмём имя файла. Для нескольких файлов оставьте пустым."
        self.fields["files"].help_text = f"Можно выбрать сразу несколько. {self.fields['files'].help_text}"

    def apply(self, *, by: User) -> Document:
        """Add all of them; the first stands for them. Raises DomainError."""
        added = documents.add(self.cleaned_data["files"], self.about, title=self.cleaned_data["title"], by=by)
        return added[0]


class DocumentForm(_AboutForm):
    """One document: what is said of it, and another file in the place of its own."""

    file = FileField(label="Заменить файл", kinds=DOCUMENTS, max_bytes=documents.MAX_BYTES, required=False)

    class Meta:
        model = Document
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "level", "date", "is_shown"):
            self.fields[name].initial = getattr(self.instance, name)
        self.fields["folder"].initial = self.instance.folder_id
        self.fields["house"].initial = str(self.instance.house or "")
        self.fields[
            "file"
        ].help_text = f"Адрес документа останется, прежний файл сохранится в истории. {self.fields['file'].help_text}"

    def apply(self, *, by: User) -> Document:
        """Change it, and replace the file if there is another. Raises DomainError."""
        return documents.change_with_file(
            self.instance, self.about, title=self.cleaned_data["title"], file=self.cleaned_data["file"], by=by
        )


class FolderForm(ThroughDomainForm):
    """«Папка»."""

    title = forms.CharField(
        label="Название", max_length=100,
        help_text="Названия папок видят все посетители сайта, даже если документы в папке — не для всех.",
    )  # fmt: skip
    parent = FolderField(label="Лежит в папке", help_text="Папка в папке — один раз, глубже нельзя.")
    order = forms.IntegerField(
        label="Порядок", min_value=0, max_value=9999, initial=100, help_text="Чем меньше число, тем выше папка."
    )

    class Meta:
        model = Folder
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upper = [one for one in queries.choices() if one.parent_id is None and one.pk != self.instance.pk]
        self.fields["parent"].choices = [("", "На верхнем уровне"), *queries.titles(upper)]
        if self.instance.pk:
            self.fields["title"].initial, self.fields["order"].initial = self.instance.title, self.instance.order
            self.fields["parent"].initial = self.instance.parent_id

    def apply(self, *, by: User) -> Folder:
        """Save it. Raises DomainError."""
        before = Folder.objects.get(pk=self.instance.pk) if self.instance.pk else None
        return folders.save(before, **self.cleaned_data, by=by)
