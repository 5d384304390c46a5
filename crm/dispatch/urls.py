from django.urls import path

from crm.dispatch.views import analysis, create, desk, journal, outages, page, papers

urlpatterns = [
    path("", desk.desk, name="dispatch_desk"),
    path("rows/", desk.rows, name="dispatch_rows"),
    path("close/", desk.finish_many, name="finish_requests"),
    path("new/", create.new_request, name="new_request"),
    path("new/who/", create.who_calls, name="who_calls"),
    path("new/like/", create.like_these, name="like_these"),
    path("orders/", papers.print_orders, name="print_orders"),
    path("orders.pdf", papers.work_orders, name="work_orders"),
    path("<int:number>/order.pdf", papers.work_order, name="work_order"),
    path("<int:number>/act.pdf", papers.request_act, name="request_act"),
    path("<int:number>/invoice.pdf", papers.request_invoice, name="request_invoice"),
    path("journal/", journal.request_journal, name="request_journal"),
    path("journal/<slug:form>/", journal.export_request_journal, name="export_request_journal"),
    path("analysis/", analysis.request_analysis, name="request_analysis"),
    path("analysis/<slug:form>/", analysis.export_request_analysis, name="export_request_analysis"),
    path("<int:number>/", page.request_page, name="request_page"),
    path("<int:number>/photos/<int:pk>/", page.request_photo, name="request_photo"),
    path("<int:number>/do/<slug:deed>/", page.do, name="do_request"),
    path("outages/here/", outages.outages_here, name="outages_here"),
    path("outages/<int:pk>/end/", outages.end, name="end_outage"),
    path("outages/<int:pk>/cancel/", outages.cancel, name="cancel_outage"),
    path("outages/<int:pk>/reopen/", outages.reopen, name="reopen_outage"),
    path("outages/<int:pk>/join/", outages.join, name="join_to_outage"),
    path("outages/<int:pk>/part/<int:number>/", outages.part, name="part_from_outage"),
]
