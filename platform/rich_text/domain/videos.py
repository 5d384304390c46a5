"""Which video hosts may be shown, and how each is addressed so that it learns as little as possible of a visitor.

An address of a host stands here and nowhere else. A host is compared whole, never by its end:
«youtube.com.evil.example», «youtube.com@evil.example» and look-alike letters are other hosts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

LONGEST = 500  # characters of an address
# What no address of ours holds and browsers read in their own way: spaces, control characters, backslashes.
_ODD = re.compile(r"[^!-~]|\\")

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([A-Za-z0-9_-]{11})/?")
_RUTUBE_PATH = re.compile(r"/(?:play/embed|video(?:/private)?)/([0-9a-f]{32}|[0-9]{1,12})/?")
_RUTUBE_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VK_PATH = re.compile(r"/(?:video|clip)(-?[0-9]{1,20})_([0-9]{1,20})")
_VK_NUMBERS = {"oid": re.compile(r"-?[0-9]{1,20}"), "id": re.compile(r"[0-9]{1,20}")}
_VK_OTHERS = {"hash": re.compile(r"[0-9a-f]{1,32}"), "hd": re.compile(r"[0-9]")}
_DZEN_PATH = re.compile(r"/embed/([A-Za-z0-9_-]{8,64})/?")
_SECONDS = re.compile(r"([0-9]{1,5})s?")


@dataclass(frozen=True)
class Video:
    """A video of a listed host."""

    host: str  # for people: «RuTube»
    player: str  # what stands in the frame
    page: str  # where it is watched without our player

    @property
    def origin(self) -> str:
        """The host of the player as a policy of content names it."""
        return f"https://{urlsplit(self.player).netloc}"


def recognise(address: str) -> Video | None:
    """The video behind an address that somebody pasted (of its page or of its player); None if it is not one of ours.

    Source: the codes for embedding that the four hosts give.
    """
    address = address.strip(" \t\r\n")
    if not address or len(address) > LONGEST or _ODD.search(address):
        return None
    try:
        given = urlsplit(f"https:{address}" if address.startswith("//") else address)
        port = given.port
    except ValueError:
        return None
    if given.scheme not in ("http", "https") or port is not None or ":" in given.netloc or "@" in given.netloc:
        return None
    read = _HOSTS.get(given.netloc.lower())
    return read(given) if read else None


def _youtube(given: SplitResult) -> Video | None:
    asked = _query(given)
    found = _YOUTUBE_PATH.fullmatch(given.path)
    number = found[1] if found else asked.get("v", "") if given.path == "/watch" else ""
    if given.netloc.lower() == "youtu.be":
        number = given.path.strip("/")
    if not _YOUTUBE_ID.fullmatch(number):
        return None
    start = _SECONDS.fullmatch(asked.get("start") or asked.get("t") or "")
    return Video(
        "YouTube",
        f"https://www.youtube-nocookie.com/embed/{number}" + (f"?start={start[1]}" if start else ""),
        f"https://www.youtube.com/watch?v={number}" + (f"&t={start[1]}s" if start else ""),
    )


def _rutube(given: SplitResult) -> Video | None:
    found = _RUTUBE_PATH.fullmatch(given.path)
    if not found:
        return None
    key = _query(given).get("p", "")
    if _RUTUBE_KEY.fullmatch(key):
        return Video(
            "RuTube",
            f"https://rutube.ru/play/embed/{found[1]}?p={key}",
            f"https://rutube.ru/video/private/{found[1]}/?p={key}",
        )
    return Video("RuTube", f"https://rutube.ru/play/embed/{found[1]}", f"https://rutube.ru/video/{found[1]}/")


def _vk(given: SplitResult) -> Video | None:
    asked = _query(given)
    if found := _VK_PATH.fullmatch(given.path):
        asked = {"oid": found[1], "id": found[2]}
    elif given.path != "/video_ext.php":
        return None
    if not all(shape.fullmatch(asked.get(name, "")) for name, shape in _VK_NUMBERS.items()):
        return None
    kept = {name: asked[name] for name in _VK_NUMBERS}
    kept |= {name: asked[name] for name, shape in _VK_OTHERS.items() if shape.fullmatch(asked.get(name, ""))}
    host = "vk.com" if given.netloc.lower().endswith("vk.com") else "vkvideo.ru"
    return Video(
        "VK Видео",
        f"https://{host}/video_ext.php?{urlencode(kept)}",
        f"https://vkvideo.ru/video{kept['oid']}_{kept['id']}",
    )


def _dzen(given: SplitResult) -> Video | None:
    found = _DZEN_PATH.fullmatch(given.path)
    address = f"https://dzen.ru/embed/{found[1]}" if found else ""
    return Video("Дзен", address, address) if found else None


def _query(given: SplitResult) -> dict[str, str]:
    """The first value of each parameter; «&amp;» left over from a code that was pasted as text is read as «&»."""
    return {name: values[0] for name, values in parse_qs(given.query.replace("&amp;", "&")).items()}


_HOSTS: dict[str, Callable[[SplitResult], Video | None]] = {
    "youtube.com": _youtube,
    "www.youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "www.youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "rutube.ru": _rutube,
    "www.rutube.ru": _rutube,
    "vk.com": _vk,
    "www.vk.com": _vk,
    "m.vk.com": _vk,
    "vkvideo.ru": _vk,
    "www.vkvideo.ru": _vk,
    "dzen.ru": _dzen,
    "www.dzen.ru": _dzen,
}
PLAYERS = (
    "https://www.youtube-nocookie.com",
    "https://rutube.ru",
    "https://vk.com",
    "https://vkvideo.ru",
    "https://dzen.ru",
)
