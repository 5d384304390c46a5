from django.urls import path

from crm.shell.views import desk, due

# The same name and place as Wagtail's own home page: links to "home" lead to the desk.
urlpatterns = [path("", desk, name="wagtailadmin_home"), path("due/", due, name="due")]
