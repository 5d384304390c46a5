from django.urls import path

from sites_cms.disclosure.views import forms, lists

_FORM, _YEAR = "<int:part>-<int:number>/", "<int:year>/"
_HOUSE = f"houses/<int:house>/{_FORM}"

urlpatterns = [
    path("", lists.index, name="disclosure"),
    path("add/", lists.add, name="disclosure_add"),
    path("differences/", lists.differences, name="disclosure_differences"),
    path("files/<int:pk>/", lists.file, name="disclosure_file"),
    path("houses/", lists.houses, name="disclosure_houses"),
    path("houses/<slug:table>.xlsx", lists.blank, name="disclosure_blank"),
    path("houses/<int:house>/", lists.house, name="disclosure_house"),
    path(_HOUSE, forms.form, name="disclosure_house_form"),
    path(f"{_HOUSE}{_YEAR}", forms.form, name="disclosure_house_form_year"),
    path(f"{_HOUSE}history/", forms.history, name="disclosure_history_house_form"),
    path(f"{_HOUSE}{_YEAR}history/", forms.history, name="disclosure_history_house_form_year"),
    path(_FORM, forms.form, name="disclosure_form"),
    path(f"{_FORM}{_YEAR}", forms.form, name="disclosure_form_year"),
    path(f"{_FORM}history/", forms.history, name="disclosure_history_form"),
    path(f"{_FORM}{_YEAR}history/", forms.history, name="disclosure_history_form_year"),
]
