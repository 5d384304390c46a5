"""What the search compares: parts of the keys that rows have anyway, as expressions with B-tree indexes upon them.

The columns are under the C collation, so the beginning of a word is a range of the index. Nothing has to be filled in
by whoever writes a row.
"""

from django.db.models import F, Func, TextField, Value


def _part(field: str, separator: str, number: int) -> Func:
    return Func(F(field), Value(separator), Value(number), function="split_part", output_field=TextField())


STREET = _part("match_key", "|", 3)  # «ленина ул»
HOUSE = _part("match_key", "|", 4)  # «44к1»
NAME_WORDS = (_part("name_key", " ", 1), _part("name_key", " ", 2))
PATRONYMIC = _part("name_key", " ", 3)
# "00116501" → "116501": Excel eats zeros, people do not say them.
BARE_NUMBER = Func(F("number"), Value("0"), function="ltrim", output_field=TextField())
# «ооо «лютик»» → «лютик»; the same as `domain.asking.firm_key`.
FIRM = Func(
    Func(F("name_key"), Value("«»\"„“'"), Value(""), function="translate", output_field=TextField()),
    Value(r"^(ооо|оао|ао|пао|зао|ип|тсж|тсн|жск|мку|муп|гуп|фгуп|мбу|гбу|снт|гск|нко|ано)\s+(?=\S)"),
    Value(""),
    function="regexp_replace",
    output_field=TextField(),
)
