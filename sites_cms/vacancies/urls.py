from django.urls import path

from sites_cms.vacancies import views

urlpatterns = [
    path("vakansii/", views.vacancies, name="site_vacancies_list"),
    path("vakansii/<slug:slug>/", views.vacancy, name="site_vacancy"),
]
