from django.urls import path

from operators.state_views import run_again, state, state_now
from operators.summary_views import summary, summary_file
from operators.update_views import repeat_update, repeat_updates, updates, updates_now
from operators.views import company_paper, desk, edit_home, edit_money_rules, edit_requisites, revise_paper
from operators.visit_views import enter_company

# The same name and place as Wagtail's own home page: links to "home" lead to the desk.
urlpatterns = [
    path("", desk, name="wagtailadmin_home"),
    path("home-page/", edit_home, name="edit_home"),
    path("requisites/", edit_requisites, name="edit_requisites"),
    path("money-rules/", edit_money_rules, name="edit_money_rules"),
    path("summary/", summary, name="summary"),
    path("summary/<slug:name>/<slug:form>/", summary_file, name="summary_file"),
    path("enter/<int:pk>/", enter_company, name="enter_company"),
    path("papers/<int:number>/revise/", revise_paper, name="revise_paper"),
    path("papers/<int:number>/<slug:form>/<int:revision>/", company_paper, name="corrected_paper"),
    path("papers/<int:number>/<slug:form>/", company_paper, name="company_paper"),
    path("state/", state, name="service_state"),
    path("state/now/", state_now, name="service_state_now"),
    path("state/again/<int:pk>/", run_again, name="run_again"),
    path("updates/", updates, name="updates"),
    path("updates/now/", updates_now, name="updates_now"),
    path("updates/repeat/", repeat_updates, name="repeat_updates"),
    path("updates/repeat/<int:pk>/", repeat_update, name="repeat_update"),
]
