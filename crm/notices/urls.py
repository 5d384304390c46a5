from django.urls import path

from crm.notices import views, wording_views

urlpatterns = [
    path("", views.archive, name="notices"),
    path("new/", views.new, name="new_notice"),
    path("preview/", views.preview, name="notice_preview"),
    path("outage-cost/", views.outage_cost, name="notice_outage_cost"),
    path("unreached.<slug:form>", views.unreached, name="notice_unreached"),
    path("suggest-accounts/", views.suggest_accounts, name="suggest_notice_accounts"),
    path("words/", wording_views.words, name="notice_words"),
    path("words/<str:code>/", wording_views.change, name="change_notice_words"),
    path("words/<str:code>/preview/", wording_views.preview, name="preview_notice_words"),
    path("words/<str:code>/restore/", wording_views.restore, name="restore_notice_words"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/state/", views.state, name="notice_state"),
    path("<int:pk>/stop/", views.stop, name="stop_notice"),
    path("recipients/<int:pk>/remove-contact/", views.remove_contact, name="remove_dead_contact"),
]
