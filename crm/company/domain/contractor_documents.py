"""Documents of a contractor: contracts, licences, estimates."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm.company.models import Contractor, ContractorDocument
from crm.journal.domain.entries import record
from files.domain.kinds import check_kind
from files.forms import DOCUMENTS, refuse_larger
from identity.models import User
from tenants.errors import DomainError

MAX_BYTES = 20 * 2**20


@transaction.atomic
def add_document(contractor: Contractor, *, name: str, file: UploadedFile, by: User | None) -> ContractorDocument:
    """Keep a file with the contractor. Raises DomainError if it is too large or not of the kinds of documents."""
    name = " ".join(name.split())
    if not name:
        raise DomainError("Напишите, что это за документ.", field="name")
    refuse_larger(file, MAX_BYTES)
    check_kind(file, name=file.name or "", allowed=DOCUMENTS)
    document = ContractorDocument(
        contractor=contractor, name=name, file_name=(file.name or "документ")[-200:], added_by=by
    )
    document.file.save(f"contractors/{file.name}", file, save=False)
    document.save()
    record(
        action="company.add_contractor_document",
        obj=contractor,
        by=by,
        changes={"document": [None, f"{name} ({document.file_name})"]},
    )
    return document


@transaction.atomic
def remove_document(document: ContractorDocument, *, by: User) -> ContractorDocument:
    """Take a document off the list; it and its file stay in history. Raises DomainError if it is off already."""
    document = ContractorDocument.objects.select_for_update().get(pk=document.pk)
    if document.removed_at:
        raise DomainError("Этот документ уже убрали из списка.")
    document.removed_at, document.removed_by = timezone.now(), by
    document.save(update_fields=["removed_at", "removed_by"])
    record(
        action="company.remove_contractor_document",
        obj=document.contractor,
        by=by,
        changes={"document": [f"{document.name} ({document.file_name})", None]},
    )
    return document
