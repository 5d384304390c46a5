"""Editors on which two people meet: each sees the other, and neither overwrites the other unseen."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm, CheckboxInput, MultiWidget
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from wagtail.admin.views import generic
from wagtail.contrib.settings.views import EditView as WagtailSettingEditView

from editing import authors, presence, versions
from editing.versions import Version


@dataclass(frozen=True)
class Difference:
    """A field that another person changed while the form was open."""

    name: str
    label: str
    theirs: str
    touched: bool  # by this person too: which of the two is to stand?


class ChangedError(Exception):
    """The row was saved by somebody else after the form was opened."""

    def __init__(self, fresh: BaseForm, version: Version) -> None:
        super().__init__()
        self.fresh = fresh
        self.version = version


@dataclass(frozen=True)
class Editing:
    """What the templates of an editor show about the others."""

    version: str
    here: list[presence.Person] = field(default_factory=list)
    save: authors.Save | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def quarrel(self) -> bool:
        """Both changed one field."""
        return any(difference.touched for difference in self.differences)


def who_is_here(request: HttpRequest, row: Model) -> HttpResponse:
    """The answer to `base/here.js` (`?here=reading`, `typing`, `left`): the line of who else has the row open.

    The view has made sure that the person may open it.
    """
    user: Any = request.user
    doing = request.GET.get("here")
    if doing == "left":
        presence.leave(row, user)
        return HttpResponse(status=204)
    return render(request, "editing/here.html", {"here": presence.arrive(row, user, types=doing == "typing")})


class WatchedEdit:
    """A parent of Wagtail's edit views, before them.

    The form carries what it showed when it was opened. Saving locks the row, looks at it through the same form, and
    if somebody else changed a field that differs from what was sent, nothing is saved: the form comes back with the
    person's own text, with the other's values in fields that the person left alone, and says who changed what. The
    form then carries the new version, so saving again is a decision and not an accident.
    """

    request: HttpRequest
    object: Any
    form: Any
    differences: list[Difference] = []
    save: authors.Save | None = None
    version = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; with `?here=` only the line of who else is there, for whoever may open the page."""
        if "here" in request.GET:
            return who_is_here(request, self._row())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # Wagtail's view

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # Wagtail's view
        except ChangedError as changed:
            return self._ask_again(form, changed)

    def save_instance(self) -> Model:
        """Within Wagtail's transaction: lock, compare, save."""
        version = Version.read(self.request.POST.get(versions.FIELD, ""))
        if version is not None:  # without one the form was not opened in a browser
            rows = self.object._meta.default_manager.select_for_update(of=("self",))
            fresh = self._form_of(get_object_or_404(rows, pk=self.object.pk))
            if _changed(version, fresh, self.form):
                raise ChangedError(fresh, version)
        return super().save_instance()  # type: ignore[misc]  # Wagtail's view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # Wagtail's view
        unbound = not self.form.is_bound
        version = str(Version.of(self.form)) if unbound else self.version or self.request.POST.get(versions.FIELD, "")
        context["editing"] = Editing(version, self._others(self.object), self.save, self.differences)
        return context

    def _ask_again(self, form: BaseForm, changed: ChangedError) -> HttpResponse:
        fresh, version = changed.fresh, changed.version
        self.object = self._row(anew=True)
        self.save = authors.last_save(self.object, since=version.at)
        self.differences = [
            _difference(name, version=version, fresh=fresh, form=form) for name in _changed(version, fresh, form)
        ]
        self.form = self._merged(form, fresh)
        self.version = str(Version.of(fresh))
        messages.error(self.request, "Не сохранено: пока вы правили, запись изменилась. Ваш текст цел.")
        return self.render_to_response(self.get_context_data(form=self.form))  # type: ignore[attr-defined]  # Django's

    def _merged(self, form: BaseForm, fresh: BaseForm) -> BaseForm:
        """The form with the person's own text, and the other's values where the person changed nothing."""
        data: QueryDict = form.data.copy()  # type: ignore[attr-defined]  # what a request sent
        for difference in self.differences:
            if not difference.touched:
                _put(data, fresh, difference.name)
        merged = self._form_of(self.object, data=data, files=form.files)
        merged.is_valid()
        for difference in self.differences:
            if difference.touched and difference.name in merged.fields:
                merged.add_error(difference.name, f"Теперь здесь записано: {difference.theirs}.")
        return merged

    def _form_of(self, row: Model, **kwargs: Any) -> BaseForm:
        given = self.get_form_kwargs()  # type: ignore[attr-defined]  # Django's
        unbound = {name: value for name, value in given.items() if name not in {"data", "files"}}
        form: BaseForm = self.get_form_class()(**{**unbound, "instance": row, **kwargs})  # type: ignore[attr-defined]  # as above
        return form

    def _row(self, *, anew: bool = False) -> Any:
        if anew or not hasattr(self, "object"):
            self.object = self.get_object()  # type: ignore[attr-defined]  # Wagtail's
        return self.object

    def _others(self, row: Model) -> list[presence.Person]:
        return presence.arrive(row, self.request.user)  # type: ignore[arg-type]  # only users get here


class WatchedEditView(WatchedEdit, generic.EditView):
    """The edit view of viewsets that save through the model."""


class SettingEditView(WatchedEdit, WagtailSettingEditView):
    """The editor of settings that are one row; stands before Wagtail's own at the same address."""


def _changed(version: Version, fresh: BaseForm, form: BaseForm) -> list[str]:
    """Fields that somebody else changed to something else than was sent."""
    theirs, mine = versions.saved_values(fresh), versions.sent_values(form)
    return [name for name, value in theirs.items() if version.differs(name, value) and mine.get(name) != value]


def _difference(name: str, *, version: Version, fresh: BaseForm, form: BaseForm) -> Difference:
    if name not in fresh.fields:  # a formset: told as a whole
        heading = fresh.formsets[name].model._meta.verbose_name_plural  # type: ignore[attr-defined]  # Wagtail's
        return Difference(name, str(heading).capitalize(), "другие строки", touched=True)
    mine = versions.sent_values(form)[name]
    compound = isinstance(fresh.fields[name].widget, MultiWidget)
    return Difference(
        name,
        str(fresh[name].label),
        versions.in_words(fresh[name]),
        touched=compound or version.differs(name, mine),
    )


def _put(data: QueryDict, fresh: BaseForm, name: str) -> None:
    """Write the saved value of a field into the sent data, as its widget would send it."""
    widget, key = fresh.fields[name].widget, fresh.add_prefix(name)
    value = fresh[name].value()
    if isinstance(widget, CheckboxInput):
        data.pop(key, None)
        if value:
            data[key] = "on"
        return
    value = widget.format_value(value)
    data.setlist(key, [str(one) for one in value] if isinstance(value, list) else ["" if value is None else str(value)])
