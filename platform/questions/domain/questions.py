"""Reading the shared questions."""

from questions.models import SharedQuestion

MOST = 200  # questions on one page; more is no FAQ but a search


def active() -> list[SharedQuestion]:
    """Active shared questions, heaviest first, at most `MOST`.

    Works from a tenant's schema without a switch: the table is in `public` alone, which ends every search path.
    """
    return list(SharedQuestion.objects.filter(is_active=True)[:MOST])
