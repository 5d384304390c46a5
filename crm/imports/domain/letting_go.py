"""Whether a file is before the operators of Бурмистр, and taking it from there when its run goes on without them."""

from crm.imports.models import ImportRun
from support.domain import file_asks


def waits_for_help(run: ImportRun) -> bool:
    """True while an operator may open the file."""
    return run.help_asked_at is not None and not run.help_answer


def let_go(run: ImportRun) -> None:
    """The operator sees the file no longer; the caller saves the run. Nothing happens if nothing was asked."""
    if waits_for_help(run):
        run.help_asked_at = None
        file_asks.withdraw(run_id=run.pk)
