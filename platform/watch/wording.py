"""Spans of time in Russian words."""


def span(seconds: float) -> str:
    """«0,4 с», «40 с», «12 мин», «3 ч», «2 дн.»."""
    for unit, size in (("дн.", 86_400), ("ч", 3_600), ("мин", 60)):
        if seconds >= size * 2:
            return f"{seconds / size:.0f}\N{NO-BREAK SPACE}{unit}"
    number = f"{seconds:.1f}".replace(".", ",") if seconds < 10 else f"{seconds:.0f}"
    return f"{number}\N{NO-BREAK SPACE}с"
