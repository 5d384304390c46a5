from crm.meters import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Показания ИПУ", "Ввести показания", "find_flat", rights.ENTER_READINGS, "edit"),
    MenuEntry("Показания ИПУ", "Ввод по дому", "choose_sheet", rights.ENTER_READINGS, "table"),
    MenuEntry("Показания ИПУ", "Сбор за месяц", "collection", rights.SEE_READINGS, "calendar-check"),
    MenuEntry("Показания ИПУ", "История показаний", "meter_history", rights.SEE_READINGS, "history"),
    MenuEntry("Показания ИПУ", "Экспортировать показания", "export_readings", rights.SEE_READINGS, "download"),
    MenuEntry("Показания ИПУ", "Список приборов ИПУ", "meters:index", rights.SEE_METERS, "list-ul"),
    MenuEntry("Показания ИПУ", "Добавление прибора ИПУ", "meters:add", rights.EDIT_METERS, "plus"),
    MenuEntry("Показания ИПУ", "Общедомовые приборы", "house_meters:index", rights.SEE_METERS, "home"),
    MenuEntry("Показания ИПУ", "Загрузить приборы", "import_meters", rights.IMPORT_METERS, "upload"),
    MenuEntry("Показания ИПУ", "Загрузить показания", "import_readings", rights.IMPORT_METERS, "upload"),
    MenuEntry("Показания ИПУ", "Правила приёма", "meter_settings", rights.METER_SETTINGS, "cog"),
]
