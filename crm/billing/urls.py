from django.urls import path

from crm.billing import views

app_name = "crm_billing"
urlpatterns = [
    path("transactions/", views.transactions, name="transactions"),
    path("transactions/<int:year>/<int:month>/", views.month, name="month"),
    path("bonuses/<int:pk>/", views.bonus, name="bonus"),
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("papers/", views.papers, name="papers"),
    path("papers/<int:number>/<slug:form>/<int:revision>/", views.paper_pdf, name="corrected_pdf"),
    path("papers/<int:number>/<slug:form>/", views.paper_pdf, name="paper_pdf"),
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/issue/", views.issue, name="issue"),
    path("invoices/<int:number>/pdf/", views.invoice_pdf, name="invoice_pdf"),
]
