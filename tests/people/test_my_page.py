"""My page: what is mine of every kind, what is new, and what I follow, in few queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.actions.models import Follow, Notification
from commonhall.cases.cases import actions
from commonhall.cases.me_too import actions as me_too
from commonhall.people import my_page
from tests.cases.everybody import SECRET, confidential, resident
from tests.cases.mail_kit import run_jobs
from tests.consultations.debates import mark, say
from tests.consultations.initiatives import begun, sign
from tests.decisions.budgets import SUPPORT, opened, proposed, support
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def shown(name: str) -> str:
    return signed_in(name).get("/me/").content.decode()


def test_everything_of_mine_stands_there_with_what_is_next(hall: Hall) -> None:
    kit.confirmed(hall)
    anna = resident(hall, "anna")
    case = hall.raise_case(title="My dark lamp")
    theirs = hall.raise_case(by=anna, title="Their dark lamp")
    me_too.say_me_too.perform(hall.resident, case=theirs)
    initiative = begun(hall)
    sign(anna, initiative)
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    page = shown("resident")
    assert "My dark lamp" in page and "Is it solved? Tell the body." in page
    assert "Their dark lamp" in page and "Cases that concern me, too" in page
    assert initiative.title in shown("anna") and "Initiatives I signed" in shown("anna")


def test_projects_and_comments_of_mine_stand_there(hall: Hall) -> None:
    kit.confirmed(hall)
    anna = resident(hall, "anna")
    project = proposed(hall, opened(hall), hall.resident)
    with kit.later(SUPPORT):
        support(anna, project)
    remark = say(anna, project, "Backs break **first**.", "against")
    mark(hall.resident, remark)
    mine, hers = shown("resident"), shown("anna")
    assert project.title in mine and "Projects I proposed" in mine and "I support" not in mine
    assert project.title in hers and "Projects I support" in hers and "I proposed" not in hers
    assert "Backs break first." in hers and "1 person finds it useful." in hers
    assert "Comments I wrote" not in mine


def test_nothing_yet_says_how_to_begin(hall: Hall) -> None:
    assert "Nothing of yours yet" in shown("resident")


def test_nobody_elses_stand_there(hall: Hall) -> None:
    resident(hall, "anna")
    hall.raise_case(title="My dark lamp")
    assert "My dark lamp" not in shown("anna")
    assert "My dark lamp" not in signed_in("anna").get("/me/all/cases/").content.decode()


def test_my_confidential_case_is_named_to_me_alone(hall: Hall) -> None:
    confidential(hall)
    assert SECRET in shown("resident")


def test_all_of_one_kind_is_paged(hall: Hall) -> None:
    for number in range(25):
        hall.raise_case(title=f"Lamp {number:02}")
    assert "/me/all/cases/" in shown("resident")
    client = signed_in("resident")
    first = client.get("/me/all/cases/").content.decode()
    assert first.count("item-title") == 20 and "cursor=" in first
    assert client.get("/me/all/nothing/").status_code == 404
    assert Client().get("/me/all/cases/").status_code == 302


def test_new_is_marked_and_all_is_read_with_one_button(hall: Hall) -> None:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    run_jobs()
    assert "All news, 1 of it new" in shown("resident")
    client = signed_in("resident")
    client.post("/me/notifications/read/")
    assert not Notification.objects.filter(read_at=None).exists()
    assert "of it new" not in shown("resident")


def test_nobody_reads_for_another(hall: Hall) -> None:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We come.")
    run_jobs()
    signed_in("clerk").post("/me/notifications/read/")
    assert Notification.objects.filter(read_at=None).count() == 1


def test_what_i_follow_is_listed_and_ended_there(hall: Hall) -> None:
    case = hall.raise_case(title="My dark lamp")
    client = signed_in("resident")
    assert "My dark lamp" in client.get("/me/following/").content.decode()
    client.post("/me/follow/", {"ref": case.ref, "stop": "1", "next": "/me/following/"})
    assert "You follow nothing yet" in client.get("/me/following/").content.decode()
    assert not Follow.objects.exists()


@pytest.mark.parametrize("address", ["/me/", "/me/all/cases/", "/me/following/"])
def test_the_page_costs_the_same_however_much_there_is(hall: Hall, address: str) -> None:
    client = signed_in("resident")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    def more(count: int) -> None:
        for number in range(count):
            case = hall.raise_case(title=f"Lamp {number}")
            Notification.objects.create(
                account_id=hall.resident.account or 0,
                entry=f"00000000-0000-0000-0000-{case.pk:012}",
                action="cases.answer_case",
                ref=case.ref,
                at=timezone.now(),
            )

    more(3)
    client.get(address)
    few = queries()
    more(15)
    assert queries() <= few
    assert few <= {"/me/": 32, "/me/all/cases/": 10, "/me/following/": 10}[address]


def test_every_kind_has_a_word_of_its_own() -> None:
    codes = [one.code for one in my_page.kinds()]
    assert len(codes) == len(set(codes)) and "cases" in codes
