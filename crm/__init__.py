"""The УК's office: one package for each module of the manual, mounted in the Wagtail admin at `/crm/`.

Glossary, one word for one thing in code and one in Russian on the screen:

    account     лицевой счёт            house       дом
    premises    помещение               import run  загрузка файла
    employee    сотрудник               role        роль
    action      право                   profile     «Моя компания»
    request     заявка                  appeal      обращение
    reading     показание               outage      отключение
    tenant      УК, ТСЖ, ЖСК            settlement  населённый пункт
    transaction операция (ledger)       entry       проводка
    invoice     счёт на оплату          snapshot    число счетов за день
    entry       запись журнала          act         действие (in the journal)
    notice      уведомление             delivery    сообщение одному получателю
    event       событие для жителя      wording     текст уведомления
    topic       о чём пишут (отказ)     consent     согласие
    erasure act акт об уничтожении      ground      законное основание
"""
