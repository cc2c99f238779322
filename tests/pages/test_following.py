"""Following anything, at one's own pace; letters say why they come."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from commonhall.actions import notifications, timers
from commonhall.actions.models import Follow, Notification
from commonhall.cases.cases import actions
from commonhall.cases.cases.models import Case
from commonhall.core.models import Beat
from commonhall.people.accounts.models import Account
from tests.cases.everybody import confidential, resident
from tests.cases.mail_kit import run_jobs
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
READER = "clerk@example.org"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def follow(ref: str, **given: str) -> None:
    response = signed_in("clerk").post("/me/follow/", {"ref": ref, **given})
    assert response.status_code == 302


def letters() -> list[Any]:
    run_jobs()
    return [one for one in mail.outbox if one.to == [READER]]


def answered(hall: Hall, **given: Any) -> Case:
    case = hall.raise_case(**given)
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    return case


@pytest.mark.parametrize("what", ["place", "whole", "body", "category"])
def test_who_follows_what_it_belongs_to_hears_of_it(hall: Hall, what: str) -> None:
    refs = {
        "place": hall.unit("north").ref,
        "whole": hall.unit("root").ref,
        "body": hall.body("parks").ref,
        "category": hall.lamps.ref,
    }
    follow(refs[what], pace="at_once")
    case = answered(hall)
    found = letters()
    assert [one.subject.partition(":")[0] for one in found] == ["Case raised", "Case answered"]
    assert "You are told because you follow" in found[0].body
    told = Notification.objects.filter(account__email=READER)
    assert {(one.ref, one.via) for one in told} == {(case.ref, refs[what])}


def test_what_lies_elsewhere_is_not_told(hall: Hall) -> None:
    follow(hall.unit("south").ref, pace="at_once")
    follow(hall.body("roads").ref, pace="at_once")
    answered(hall)
    assert letters() == []


def test_who_follows_both_is_told_once_of_the_thing_itself(hall: Hall) -> None:
    case = hall.raise_case()
    follow(case.ref, pace="at_once")
    follow(hall.unit("north").ref, pace="at_once")
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    (letter,) = letters()
    assert "You are told because you follow it." in letter.body


def test_nothing_confidential_is_told_to_who_follows_its_place_or_body(hall: Hall) -> None:
    case = confidential(hall)
    for ref in (hall.unit("root").ref, hall.body("parks").ref, hall.lamps.ref):
        follow(ref, pace="at_once")
    hall.raise_case(title="Another secret")
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    assert letters() == []
    assert not Notification.objects.filter(account__email=READER, ref=case.ref).exists()


@pytest.mark.parametrize(
    ("pace", "at_once", "tuesday", "monday"),
    [("at_once", 1, 1, 1), ("daily", 0, 1, 1), ("weekly", 0, 0, 1), ("never", 0, 0, 0)],
)
def test_letters_come_at_the_pace_chosen(
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
    pace: str,
    at_once: int,
    tuesday: int,
    monday: int,
) -> None:
    case = hall.raise_case()
    follow(case.ref, pace=pace)
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    assert len(letters()) == at_once
    now = timezone.localtime().replace(hour=9)
    for weekday, count in ((1, tuesday), (0, monday)):
        Beat.objects.filter(name=timers.DONE).delete()
        day = now + timedelta(days=(weekday - now.weekday()) % 7 + 7)
        monkeypatch.setattr(timezone, "now", lambda day=day: day)
        timers.send_daily_letters()
        assert len(letters()) == count
    assert Notification.objects.filter(account__email=READER).count() == 1, "it stands on the page"


def test_a_pace_is_changed_on_the_page_and_no_other_is_taken(hall: Hall) -> None:
    case = hall.raise_case()
    follow(case.ref)
    page = signed_in("clerk").get("/me/following/").content.decode()
    assert "once a week" in page
    follow(case.ref, pace="weekly")
    follow(case.ref, pace="hourly")
    assert Follow.objects.get(account__email=READER).pace == "weekly"


def test_a_place_is_told_once_a_day_unless_one_says_otherwise(hall: Hall) -> None:
    follow(hall.unit("north").ref)
    assert Follow.objects.get(account__email=READER).pace == "daily"


def test_letters_say_what_made_one_follow(hall: Hall) -> None:
    case = answered(hall)
    run_jobs()
    own = [one for one in mail.outbox if one.subject.startswith("Case answered")]
    assert "You are told because you raised it." in own[0].body
    resident(hall, "anna")
    signed_in("anna").post(f"/cases/{case.pk}/say-me-too/", {})
    mail.outbox.clear()
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    run_jobs()
    anna = next(one for one in mail.outbox if one.to == ["anna@example.org"])
    assert "You are told because you said that it concerns you." in anna.body


def test_stopping_from_a_letter_ends_what_is_followed(hall: Hall) -> None:
    follow(hall.unit("north").ref, pace="at_once")
    answered(hall)
    address = letters()[0].extra_headers["List-Unsubscribe"].strip("<>").partition("/letters/")[2]
    signed_in("clerk").post(f"/letters/{address}", {"what": "this"})
    assert not Follow.objects.filter(account__email=READER).exists()


def test_following_nothing_wide_costs_no_job(hall: Hall) -> None:
    account = Account.objects.get(email=READER)
    hall.raise_case(by=hall.resident)
    assert not Notification.objects.filter(account=account).exists()
    assert notifications.wider(hall.lamps.ref) == [hall.body("parks").ref]


@pytest.mark.parametrize("what", ["body", "category", "place"])
def test_what_can_be_followed_has_the_button(hall: Hall, what: str) -> None:
    addresses = {
        "body": reverse("people:body", args=[hall.body("parks").pk]),
        "category": reverse("cases:category", args=[hall.lamps.pk]),
        "place": reverse("places:unit", args=[hall.unit("north").pk]),
    }
    shown = signed_in("clerk").get(addresses[what]).content.decode()
    assert 'action="/me/follow/"' in shown
