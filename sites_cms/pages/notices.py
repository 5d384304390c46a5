"""Notices of this module that an employee may do without."""

from crm.rights.domain.access import APPROVES_NEWS, EDITS_SITE
from notifications.kinds import NoticeKind

NEWS_WAITS = NoticeKind(
    "pages.news_waits", "Новость ждёт проверки", APPROVES_NEWS, hint="если новости выходят после проверки"
)
NEWS_ANSWERED = NoticeKind(
    "pages.news_answered", "Мою новость проверили", EDITS_SITE, hint="вышла или вернулась с замечанием"
)
