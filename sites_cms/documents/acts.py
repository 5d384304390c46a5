"""What the journal calls the acts with the site's documents."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from sites_cms.documents.rights import MANAGE_DOCUMENTS

ACTS: list[Act | Words] = [
    Act("site_documents.add_document", "Документ на сайте добавлен", Kind.SITE),
    Act("site_documents.change_document", "Документ на сайте изменён", Kind.SITE),
    Act("site_documents.replace_file", "Файл документа на сайте заменён", Kind.SITE),
    Act("site_documents.delete_document", "Документ на сайте удалён", Kind.SITE),
    Act("site_documents.add_folder", "Папка документов добавлена", Kind.SITE),
    Act("site_documents.change_folder", "Папка документов изменена", Kind.SITE),
    Act("site_documents.delete_folder", "Папка документов удалена", Kind.SITE),
    Words("old_versions", "Прежних файлов"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("site_documents.document", "site_documents:edit", MANAGE_DOCUMENTS)
    declare_screen("site_documents.folder", "document_folders:edit", MANAGE_DOCUMENTS)
