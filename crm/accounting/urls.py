from django.urls import path

from crm.accounting import debt_views, house_views, split_views, views

urlpatterns = [
    path("accounts/<int:pk>/off/", views.deactivate_account, name="deactivate_account"),
    path("accounts/<int:pk>/on/", views.activate_account, name="activate_account"),
    path("accounts/<int:pk>/owner/", views.change_owner, name="change_owner"),
    path("accounts/<int:pk>/balance/", debt_views.show_history, name="balance_history"),
    path("debtors/houses/", debt_views.debts_by_house, name="debts_by_house"),
    path("names/", split_views.split_names, name="split_names"),
    path("names/all/", split_views.split_all_names, name="split_all_names"),
    path("names/state/", split_views.split_state, name="split_state"),
    path("towns/", house_views.suggest_towns, name="suggest_towns"),
    path("towns/ask/", house_views.ask_town, name="ask_town"),
    path("streets/", house_views.suggest_streets, name="suggest_streets"),
    path("houses/", house_views.suggest_houses, name="suggest_houses"),
    path("houses/<int:pk>/photo/", house_views.house_photo, name="house_photo"),
    path("houses/<int:pk>/flats/", house_views.spread_flats, name="spread_flats"),
]
