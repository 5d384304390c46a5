"""Actions of «Персональные данные»: the head's alone by default, as a file holds everything of a person at once."""

from crm.rights.registry import Action

MODULE = "Компания"
SEE_FILE = "personal_data.see_file"
ERASE = "personal_data.erase"

ACTIONS = [
    Action(SEE_FILE, "Собирать персональные данные человека", MODULE),
    Action(ERASE, "Стирать персональные данные", MODULE),
]
