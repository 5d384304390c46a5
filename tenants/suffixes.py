"""Names below which strangers register domains: none of them is anybody's own.

Not the whole public list: what somebody in Russia may type instead of a domain. Whoever types another one cannot
prove it, as the record would have to stand in a zone that is not his.
"""

_RU = (
    "ac", "com", "edu", "exnet", "gov", "int", "mil", "msk", "net", "org", "pp", "spb", "test", "adygeya",
    "bashkiria", "bir", "cbg", "dagestan", "grozny", "kalmykia", "kustanai", "marine", "mordovia", "mytis",
    "nalchik", "nov", "pyatigorsk", "vladikavkaz", "vladimir",
)  # fmt: skip
_SU = (
    "abkhazia", "adygeya", "aktyubinsk", "arkhangelsk", "armenia", "ashgabad", "azerbaijan", "balashov",
    "bashkiria", "bryansk", "bukhara", "chimkent", "dagestan", "east-kazakhstan", "exnet", "georgia", "grozny",
    "ivanovo", "jambyl", "kalmykia", "kaluga", "karacol", "karaganda", "karelia", "khakassia", "krasnodar",
    "kurgan", "kustanai", "lenug", "mangyshlak", "mordovia", "msk", "murmansk", "nalchik", "navoi",
    "north-kazakhstan", "nov", "obninsk", "penza", "pokrovsk", "sochi", "spb", "tashkent", "termez", "togliatti",
    "troitsk", "tselinograd", "tula", "tuva", "vladikavkaz", "vladimir", "vologda",
)  # fmt: skip
_HOSTINGS = ("narod.ru", "ucoz.ru", "tilda.ws", "github.io", "wixsite.com", "blogspot.com", "ru.com", "ru.net")
_CYRILLIC = ("ком", "орг", "про", "самара", "спб", "мск")

SUFFIXES = frozenset(
    {
        *(f"{name}.ru" for name in _RU),
        *(f"{name}.su" for name in _SU),
        *_HOSTINGS,
        *(f"{name}.рф".encode("idna").decode() for name in _CYRILLIC),
    }
)


def is_public(host: str) -> bool:
    """True for a host in ASCII below which anybody registers, top-level domains among them."""
    return "." not in host or host in SUFFIXES
