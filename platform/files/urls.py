from django.urls import path

from files.views import private_file

urlpatterns = [path("<str:token>/", private_file, name="private_file")]
