from django.urls import path

from crm.imports import views
from crm.imports.registry import importers
from crm.rights.views import require_action

urlpatterns = [
    path("", views.list_runs, name="imports"),
    path("<int:pk>/", views.show_run, name="import_run"),
    path("<int:pk>/state/", views.run_state, name="import_state"),
    path("<int:pk>/refused.<slug:form>", views.download_refusals, name="import_refusals"),
    path("<int:pk>/columns/", views.match_columns, name="import_columns"),
    path("<int:pk>/sheet/", views.choose_sheet, name="import_sheet"),
    path("<int:pk>/answer/", views.answer, name="import_answer"),
    path("<int:pk>/undo/", views.undo, name="import_undo"),
    path("<int:pk>/help/", views.ask_help, name="import_ask_help"),
    path("<int:pk>/no-help/", views.act, {"verb": "take_back"}, name="import_take_back"),
    path("<int:pk>/load/", views.act, {"verb": "load"}, name="import_load"),
    path("<int:pk>/restart/", views.act, {"verb": "restart"}, name="import_restart"),
    path("<int:pk>/cancel/", views.act, {"verb": "cancel"}, name="import_cancel"),
]
for kind in importers():
    guarded = require_action(kind.action)
    urlpatterns += [
        path(f"{kind.kind}/new/", guarded(views.upload), {"kind": kind.kind}, name=f"import_{kind.kind}"),
        path(f"{kind.kind}/sample.<slug:form>", guarded(views.sample), {"kind": kind.kind}, name=f"sample_{kind.kind}"),
    ]
