"""Folders of the section: in one another at most once."""

from django.db import transaction

from crm.journal.domain.entries import differences, record
from identity.models import User
from sites_cms.documents.models import Folder
from tenants.errors import DomainError

MOST = 300
_SHOWN = ["title", "parent", "order"]


@transaction.atomic
def save(before: Folder | None, *, title: str, order: int, by: User | None, parent: Folder | None = None) -> Folder:
    """Add a folder (`before` is None) or change it; smaller orders stand higher.

    Raises DomainError for an empty or taken title, and where a folder would stand in a folder of a folder.
    """
    Folder.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:1].first()  # one at a time
    after = Folder(pk=before.pk if before else None, title=" ".join(title.split()), parent=parent, order=order)
    if not after.title:
        raise DomainError("Напишите название папки.", field="title")
    if before is None and Folder.objects.count() >= MOST:
        raise DomainError(f"Папок уже {MOST}: больше не получится.")
    _refuse_deeper(after)
    if Folder.objects.filter(parent=parent, title=after.title).exclude(pk=after.pk).exists():
        raise DomainError("Папка с таким названием здесь уже есть.", field="title")
    after.save()
    action = "site_documents.change_folder" if before else "site_documents.add_folder"
    if changed := differences(before, after, _SHOWN):
        record(action=action, obj=after, by=by, changes=changed)
    return after


@transaction.atomic
def delete(folder: Folder, *, by: User) -> None:
    """Remove an empty folder. Raises DomainError while something lies in it."""
    folder = Folder.objects.select_for_update().get(pk=folder.pk)
    if folder.folders.exists() or folder.documents.exists():
        raise DomainError("В папке что-то лежит: сначала переложите документы и папки.")
    record(
        action="site_documents.delete_folder", obj=folder, by=by,
        changes={name: [getattr(folder, name), None] for name in _SHOWN},
    )  # fmt: skip
    folder.delete()


def _refuse_deeper(folder: Folder) -> None:
    if folder.parent is None:
        return
    if folder.parent.pk == folder.pk:
        raise DomainError("Папка не может лежать сама в себе.", field="parent")
    if folder.parent.parent_id is not None:
        raise DomainError("Эта папка сама лежит в папке. Выберите папку верхнего уровня.", field="parent")
    if folder.pk and folder.folders.exists():
        raise DomainError("В этой папке есть папки, поэтому она остаётся на верхнем уровне.", field="parent")
