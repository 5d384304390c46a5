from crm.company import rights
from crm.company.domain.contract_terms import SOON
from crm.company.domain.contractor_queries import ending_contracts
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User


def contracts(_user: User) -> str:
    """How many contracts end soon or have ended; nothing if none does."""
    count = ending_contracts(SOON).count()
    return str(count) if count else ""


CONTRACTS = FigureSource(
    "contracts", 5, "Договоров с подрядчиками кончается", "contractors:index", rights.SEE_CONTRACTORS, contracts,
    query="?contract=ending", urgent=True,
)  # fmt: skip


def register() -> None:
    """Put what asks for attention onto the desk."""
    figures.register(CONTRACTS)
