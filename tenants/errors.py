"""The one exception that domain code raises for a person."""


class DomainError(Exception):
    """A rule refused what a person asked for.

    `str(error)` is a Russian sentence which says what is wrong and what to do; forms and views show it as it is.
    `field` names the form field it belongs to, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
