from django.urls import path

from crm.company.views import profile
from crm.rights.views import require_action

urlpatterns = [
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
