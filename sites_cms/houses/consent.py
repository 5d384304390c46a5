"""The texts to which subscribers agree, by version. A version never changes: a new text is a new version.

Source: 152-ФЗ, ст. 9.
"""

from types import MappingProxyType

VERSIONS = MappingProxyType(
    {
        "house-2026-11": "Я согласен получать от управляющей организации письма об отключениях в этом доме "
        "на указанный адрес почты. Для этого она хранит и использует только этот адрес и только пока я подписан. "
        "Отписаться можно в один шаг по ссылке в каждом письме: адрес будет стёрт сразу.",
    }
)
CURRENT = list(VERSIONS)[-1]
