from django.urls import path

from crm.company.views import contractors, own_mail, profile
from crm.company.views.photos import employee_photo
from crm.company.views.rights import employee_rights, who_may_what
from crm.company.views.sign_in_rules import rules_of_sign_in
from crm.company.views.visits import end_visit
from crm.rights.views import require_action

urlpatterns = [
    path("rights/", who_may_what, name="who_may_what"),
    path("employees/<int:pk>/rights/", employee_rights, name="employee_rights"),
    path("employees/<int:pk>/photo/", employee_photo, name="employee_photo"),
    path("visit/end/", end_visit, name="end_visit"),
    path("sign-in-rules/", rules_of_sign_in, name="sign_in_rules"),
    path("mail/", own_mail.own_mail, name="own_mail"),
    path("mail/check/", own_mail.check, name="own_mail_check"),
    path("mail/key/", own_mail.change_key, name="own_mail_key"),
    path("mail/give-up/", own_mail.give_up, name="own_mail_give_up"),
    path("contractors/<int:pk>/off/", contractors.deactivate_contractor, name="deactivate_contractor"),
    path("contractors/<int:pk>/on/", contractors.activate_contractor, name="activate_contractor"),
    path("contractors/<int:pk>/documents/add/", contractors.add_document, name="add_contractor_document"),
    path("contractors/documents/<int:pk>/", contractors.download_document, name="contractor_document"),
    path("contractors/documents/<int:pk>/remove/", contractors.remove_document, name="remove_contractor_document"),
    path("contractors/<int:pk>/people/add/", contractors.add_person, name="add_contractor_person"),
    path("contractors/people/<int:pk>/", contractors.change_person, name="change_contractor_person"),
    path(
        "contractors/people/<int:pk>/off/",
        contractors.act_on_person,
        {"verb": "off"},
        name="deactivate_contractor_person",
    ),
    path(
        "contractors/people/<int:pk>/on/", contractors.act_on_person, {"verb": "on"}, name="activate_contractor_person"
    ),
    path(
        "contractors/people/<int:pk>/password/",
        contractors.act_on_person,
        {"verb": "password"},
        name="invite_contractor_person",
    ),
    path("profile/", profile.company_profile, name="company_profile"),
    path("profile/card.pdf", profile.company_card, name="company_card"),
    *(
        path(
            f"profile/{editor.section.code}/",
            require_action(editor.section.action)(editor.as_view()),
            name=editor.section.url_name,
        )
        for editor in profile.EDITORS
    ),
]
