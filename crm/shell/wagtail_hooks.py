from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm.shell import menu
from tenants.context import on_platform


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    files = ["crm/brand.css", "crm/find.css", "crm/listing.css"]
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(file),) for file in files))


@hooks.register("insert_global_admin_js")
def without_inline_scripts() -> SafeString:
    files = ["crm/wagtail.js", "crm/find.js", "crm/listing.js"]
    return format_html_join("", '<script src="{}"></script>', ((static(file),) for file in files))


@hooks.register("construct_main_menu")
def our_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's items say nothing to a dispatcher, and their addresses are kept from another host: none stays."""
    if not on_platform():
        items[:] = menu.items(request)
