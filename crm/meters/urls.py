from django.urls import path

from crm.meters.views import acts, collection, enter, exports, history, links, meters, reading, rules, sheet

urlpatterns = [
    path("suggest-accounts/", meters.suggest_accounts, name="suggest_meter_accounts"),
    path("<int:pk>/stop/", meters.stop_meter, name="stop_meter"),
    path("<int:pk>/start/", meters.start_meter, name="start_meter"),
    path("<int:pk>/replace/", meters.replace_meter, name="replace_meter"),
    path("<int:pk>/check/", meters.check_meter, name="check_meter"),
    path("<int:pk>/read/", meters.read_meter, name="read_house_meter"),
    path("<int:pk>/<slug:kind>.pdf", acts.meter_act, name="meter_act"),
    path("enter/", enter.find_flat, name="find_flat"),
    path("enter/<int:account_pk>/", enter.enter_readings, name="enter_readings"),
    path("links/<int:account_pk>/", links.issue_reading_link, name="issue_reading_link"),
    path("links/<int:account_pk>/revoke/", links.revoke_reading_link, name="revoke_reading_link"),
    path("sheets/", sheet.choose_sheet, name="choose_sheet"),
    path("sheets/<int:house_pk>/", sheet.house_sheet, name="house_sheet"),
    path("readings/<int:pk>/", reading.reading_edit, name="reading_edit"),
    path("readings/<int:pk>/withdraw/", reading.withdraw_reading, name="withdraw_reading"),
    path("readings/<int:pk>/photo/", reading.reading_photo, name="reading_photo"),
    path("history/", history.meter_history, name="meter_history"),
    path("history/<slug:form>/", history.export_meter_history, name="export_meter_history"),
    path("collection/", collection.month_collection, name="collection"),
    path("collection/missing/", collection.not_handed_in, name="not_handed_in"),
    path("collection/missing/<slug:form>/", collection.export_not_handed_in, name="export_not_handed_in"),
    path("export/", exports.export_readings, name="export_readings"),
    path("export/file/", exports.download_readings, name="download_readings"),
    path("export/profiles/add/", exports.add_profile, name="add_export_profile"),
    path("export/profiles/<int:pk>/", exports.edit_profile, name="edit_export_profile"),
    path("export/profiles/<int:pk>/remove/", exports.remove_profile, name="remove_export_profile"),
    path("rules/", rules.meter_settings, name="meter_settings"),
    path("rules/houses/<int:pk>/drop/", rules.drop_house_window, name="drop_house_window"),
]
