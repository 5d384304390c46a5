"""A visitor puts an alert away: by a script into the browser's own memory, without scripts into a cookie.

Pages are the same for all and remembered; whoever has the cookie gets pages of one's own.
"""

import re

from django.http import HttpRequest

COOKIE = "alerts_away"
MAX_AGE = 30 * 24 * 3600  # seconds
MOST = 20  # alerts that one browser remembers
TOKEN = re.compile(r"[0-9a-f]{12}")


def away(request: HttpRequest) -> list[str]:
    """Tokens of the alerts that this visitor has put away, the newest last."""
    return [token for token in request.COOKIES.get(COOKIE, "").split(".") if TOKEN.fullmatch(token)][-MOST:]
