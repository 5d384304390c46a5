from django.urls import path

from crm.dispatch.mobile import new, views

urlpatterns = [
    path("requests/", views.my_requests, name="mobile_requests"),
    path("requests/kit/", views.kit, name="mobile_requests_kit"),
    path("requests/<int:number>/", views.one_request, name="mobile_request"),
    path("requests/<int:number>/photos/<int:pk>/", views.photo, name="mobile_request_photo"),
    path("requests/<int:number>/<slug:name>/", views.deed, name="mobile_do_request"),
    path("new-request/", new.choose_house, name="mobile_new_request"),
    path("new-request/<int:house_pk>/", new.new_request, name="mobile_new_request_at"),
]
