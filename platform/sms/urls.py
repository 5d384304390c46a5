from django.urls import path

from sms.views import take_report

urlpatterns = [path("reports/<int:provider>/<slug:secret>/", take_report, name="sms_report")]
