from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm.shell import menu
from tenants.context import on_platform


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("crm/brand.css"),
        static("crm/find.css"),
    )


@hooks.register("insert_global_admin_js")
def without_inline_scripts() -> SafeString:
    return format_html(
        '<script src="{}"></script><script src="{}"></script>', static("crm/wagtail.js"), static("crm/find.js")
    )


@hooks.register("construct_main_menu")
def our_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's items say nothing to a dispatcher, and their addresses are kept from another host: none stays."""
    if not on_platform():
        items[:] = menu.items(request)
