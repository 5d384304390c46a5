from django.urls import path

from crm.dispatch.views import create, desk, page

urlpatterns = [
    path("", desk.desk, name="dispatch_desk"),
    path("rows/", desk.rows, name="dispatch_rows"),
    path("close/", desk.finish_many, name="finish_requests"),
    path("new/", create.new_request, name="new_request"),
    path("new/who/", create.who_calls, name="who_calls"),
    path("new/like/", create.like_these, name="like_these"),
    path("<int:number>/", page.request_page, name="request_page"),
    path("<int:number>/photos/<int:pk>/", page.request_photo, name="request_photo"),
    path("<int:number>/do/<slug:deed>/", page.do, name="do_request"),
]
