"""Plain and lasting addresses of the section: the number leads, the words are for people."""

from django.urls import path

from sites_cms.documents import views

urlpatterns = [
    path("dokumenty/", views.section, name="site_documents"),
    path("dokumenty/nayti/", views.find, name="site_documents_find"),
    path("dokumenty/dom-<int:house>/", views.of_house, name="site_documents_house"),
    path("dokumenty/fayl/<int:pk>.<slug:ending>", views.file, name="site_document_file"),
    path("dokumenty/<int:pk>-<slug:words>/", views.folder, name="site_documents_folder"),
]
