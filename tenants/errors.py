"""The one exception that domain code raises for a person, and what the database says of a company that is moving."""


class DomainError(Exception):
    """A rule refused what a person asked for.

    `str(error)` is a Russian sentence which says what is wrong and what to do; forms and views show it as it is.
    `field` names the form field it belongs to, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def is_read_only(error: BaseException) -> bool:
    """True if the database refused to write because the company is read-only for some minutes (SQLSTATE 25006)."""
    return getattr(error.__cause__, "pgcode", None) == "25006"
