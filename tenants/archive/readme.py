"""The first file that a person opens."""

from tenants.archive.format import Manifest
from tenants.models import Tenant

README = "README.txt"

_TEXT = """\
Архив компании {name} (ИНН {inn})
Сделан {taken} сервисом «Бурмистр» ({installation})

Что внутри

  data.xlsx    Таблицы для чтения: дома, лицевые счета, сотрудники, счета и операции.
               Открывается в Excel, LibreOffice и «Р7-Офис».
  site/        Ваш сайт. Откройте site/index.html в браузере: интернет не нужен.
               Папку можно выложить на любой хостинг как есть.
  files/       Загруженные файлы: public были на сайте, private видели только сотрудники.
  database/    Всё до последней строки для программиста: SQL и строки таблиц.
               Как загрузить в PostgreSQL, сказано в начале database/load.sql.
  manifest.json  Опись: число строк каждой таблицы и контрольные суммы.

В архиве персональные данные жителей и сотрудников: храните его как документы с грифом
«для служебного пользования» и не пересылайте без шифрования.
"""


def readme(tenant: Tenant, manifest: Manifest) -> str:
    """Its text, with lines that end as the Notepad of an old Windows wants them."""
    text = _TEXT.format(
        name=tenant.full_name, inn=tenant.inn, taken=manifest.taken_at[:16].replace("T", " ") + " UTC",
        installation=manifest.installation,
    )  # fmt: skip
    return "\ufeff" + text.replace("\n", "\r\n")
