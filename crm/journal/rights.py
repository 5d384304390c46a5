"""Actions of the journal: by default the head's alone, as it shows everybody's work."""

from crm.rights.registry import Action

SEE_JOURNAL = "journal.see_journal"
EXPORT_JOURNAL = "journal.export_journal"

ACTIONS = [
    Action(SEE_JOURNAL, "Видеть журнал действий", "Компания"),
    Action(EXPORT_JOURNAL, "Выгружать журнал действий", "Компания"),
]
