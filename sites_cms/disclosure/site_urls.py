"""Plain and lasting addresses of the disclosure on a site. What is asked for stands in the path, so pages are kept."""

from django.urls import path

from sites_cms.disclosure import site_views as views

_HOUSE = "raskrytie/dom-<int:house>/"
_FORM = "<int:part>-<int:number>/"

urlpatterns = [
    path("raskrytie/", views.disclosure, name="site_disclosure"),
    path("raskrytie/tablitsa.xlsx", views.table, name="site_disclosure_table"),
    path("raskrytie/dannye.json", views.open_data, name="site_disclosure_data"),
    path("raskrytie/fayly/<int:pk>.<slug:ending>", views.file, name="site_disclosure_file"),
    path(_HOUSE, views.house, name="site_disclosure_house"),
    path(f"{_HOUSE}tablitsa.xlsx", views.table, name="site_disclosure_house_table"),
    path(f"{_HOUSE}dannye.json", views.open_data, name="site_disclosure_house_data"),
    path(f"{_HOUSE}{_FORM}", views.form, name="site_disclosure_house_form"),
    path(f"{_HOUSE}{_FORM}<int:year>/", views.form, name="site_disclosure_house_form_year"),
    path(f"raskrytie/{_FORM}", views.form, name="site_disclosure_form"),
    path(f"raskrytie/{_FORM}<int:year>/", views.form, name="site_disclosure_form_year"),
]
