"""Addresses of bodies, organisations, residents, interests and of how one acts."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.people.accounts import views as account_views
from commonhall.people.bodies import official_views
from commonhall.people.bodies import views as body_views
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.deputies import views as deputy_views
from commonhall.people.deputies.models import Deputyship
from commonhall.people.interests import views as interest_views
from commonhall.people.interests.models import Interest
from commonhall.people.invitations import views as invitation_views
from commonhall.people.invitations.models import Invitation
from commonhall.people.learning import views as learning_views
from commonhall.people.learning.models import Lesson, LessonQuestion
from commonhall.people.organisations import views as organisation_views
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import views as resident_views
from commonhall.people.rolls import views as roll_views
from commonhall.people.rolls.models import CounterCheck, RollChange

app_name = "people"
urlpatterns = [
    path("bodies/", body_views.bodies, name="bodies"),
    path("bodies/<int:number>/", body_views.body, name="body"),
    *action_pages("commonhall.people.bodies", "bodies/"),
    *action_pages(Body, "bodies/<int:number>/"),
    *action_pages(Office, "offices/<int:number>/"),
    *action_pages(OfficeTerm, "terms/<int:number>/"),
    path("officials/<int:number>/", official_views.official, name="official"),
    path("invitations/<int:number>/", invitation_views.invitation, name="invitation"),
    *action_pages(Invitation, "invitations/<int:number>/"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/<int:number>/", organisation_views.organisation, name="organisation"),
    path(
        "organisations/<int:number>/photo.jpg",
        organisation_views.photo,
        name="organisation_photo",
    ),
    *action_pages("commonhall.people.organisations", "organisations/"),
    *action_pages(Organisation, "organisations/<int:number>/"),
    path("residents/", resident_views.residents, name="residents"),
    *action_pages("commonhall.people.residents", "residents/"),
    path("residents/roll-changes/", roll_views.roll_changes, name="roll_changes"),
    path("residents/roll-changes/<int:number>/", roll_views.roll_change, name="roll_change"),
    *action_pages(RollChange, "residents/roll-changes/<int:number>/"),
    *action_pages("commonhall.people.rolls", "residents/roll-changes/"),
    *action_pages(CounterCheck, "residents/checks/<int:number>/"),
    path("residents/slips/<int:number>/", resident_views.give_slip, name="give_slip"),
    path("residents/letters/", resident_views.write_letters, name="write_letters"),
    path("deputies/", deputy_views.deputies, name="deputies"),
    path("deputies/<int:number>/", deputy_views.deputyship, name="deputyship"),
    *action_pages("commonhall.people.deputies", "deputies/"),
    *action_pages(Deputyship, "deputies/<int:number>/"),
    path("interests/", interest_views.my_interests, name="interests"),
    *action_pages("commonhall.people.interests", "interests/"),
    *action_pages(Interest, "interests/<int:number>/"),
    path("learn/", learning_views.learn, name="learn"),
    path("learn/<slug:path>/", learning_views.learn_path, name="learn_path"),
    path("learn/<slug:path>/<slug:lesson>/", learning_views.learn_lesson, name="learn_lesson"),
    *action_pages("commonhall.people.learning", "learning/"),
    *action_pages(Lesson, "learning/lessons/<int:number>/"),
    *action_pages(LessonQuestion, "learning/questions/<int:number>/"),
    path("me/learning/forget/", learning_views.forget_progress, name="forget_progress"),
    path("me/", account_views.me, name="me"),
    path("me/all/<slug:code>/", account_views.mine, name="mine"),
    path("me/acting/", account_views.act_as, name="act_as"),
    path("me/data/", account_views.my_data, name="data"),
    path("me/data/export.json", account_views.export, name="export"),
    path("me/data/erase/", account_views.erase, name="erase_me"),
    path("me/keys/", account_views.tokens, name="tokens"),
    *action_pages("commonhall.people.api_keys", "keys/"),
    path("me/verify/", resident_views.verify, name="verify_by_census"),
    path("me/letter/", resident_views.verify_by_letter, name="verify_by_letter"),
    path("me/slip/", resident_views.join_slip, name="join_slip"),
]
