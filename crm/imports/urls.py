from django.urls import path, re_path

from crm.imports import views
from crm.imports.registry import importers
from crm.rights.views import require_action

urlpatterns = [
    path("", views.list_runs, name="imports"),
    path("<int:pk>/", views.show_run, name="import_run"),
    path("<int:pk>/state/", views.run_state, name="import_state"),
    path("<int:pk>/refused.csv", views.download_refusals, name="import_refusals"),
    re_path(r"^(?P<pk>\d+)/(?P<verb>load|restart|cancel)/$", views.act, name="import_act"),
]
for kind in importers():
    guarded = require_action(kind.action)
    urlpatterns += [
        path(f"{kind.kind}/new/", guarded(views.upload), {"kind": kind.kind}, name=f"import_{kind.kind}"),
        path(f"{kind.kind}/sample.csv", guarded(views.sample), {"kind": kind.kind}, name=f"sample_{kind.kind}"),
    ]
