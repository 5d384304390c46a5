from django.urls import path

from operators.views import desk, edit_home, edit_requisites

# The same name and place as Wagtail's own home page: links to "home" lead to the desk.
urlpatterns = [
    path("", desk, name="wagtailadmin_home"),
    path("home-page/", edit_home, name="edit_home"),
    path("requisites/", edit_requisites, name="edit_requisites"),
]
