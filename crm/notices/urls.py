from django.urls import path

from crm.notices import views

urlpatterns = [
    path("", views.archive, name="notices"),
    path("new/", views.new, name="new_notice"),
    path("preview/", views.preview, name="notice_preview"),
    path("unreached.<slug:form>", views.unreached, name="notice_unreached"),
    path("suggest-accounts/", views.suggest_accounts, name="suggest_notice_accounts"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/state/", views.state, name="notice_state"),
    path("<int:pk>/stop/", views.stop, name="stop_notice"),
]
