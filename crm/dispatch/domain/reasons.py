"""The reason that is asked for before something is put off, cancelled or opened again."""

from tenants.errors import DomainError

LONGEST_REASON = 300


def said(reason: str, otherwise: str) -> str:
    """The reason on one line. Raises DomainError (field "reason"): with the words `otherwise` if there is none."""
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError(otherwise, field="reason")
    if len(reason) > LONGEST_REASON:
        raise DomainError(f"Слишком длинно: не больше {LONGEST_REASON} знаков.", field="reason")
    return reason
