"""Who may publish news: asked by Wagtail's editor, lists, bulk actions and copies alike."""

from wagtail.models import PagePermissionTester

from sites_cms.pages.domain import moderation


class NewsPermissions(PagePermissionTester):
    """As of any page; while news are approved first, publishing is for those who approve. Taking down is not."""

    def can_publish(self) -> bool:
        return bool(super().can_publish() and moderation.may_publish(self.user))

    def can_publish_subpage(self) -> bool:
        return bool(super().can_publish_subpage() and moderation.may_publish(self.user))
