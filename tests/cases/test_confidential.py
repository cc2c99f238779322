"""Confidential cases: read by the body, its reviewer and the raiser; counted for everybody, shown to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from commonhall.cases.cases import actions
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import counts
from commonhall.cases.categories import actions as categories
from commonhall.cases.confidential import actions as looks
from commonhall.core.refusals import BadInput
from tests.cases.everybody import SECRET, confidential
from tests.cases.mail_kit import run_jobs
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def shown(client: Client, case: Case) -> str:
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_the_body_and_the_raiser_read_it_and_everybody_sees_that_it_is_there(hall: Hall) -> None:
    case = confidential(hall)
    assert SECRET in shown(signed_in("resident"), case)
    office = signed_in("parks", hall.parks.ref)
    page = shown(office, case)
    assert SECRET in page and "North" in page, "the body reads where it is, too"
    assert SECRET in office.get("/desk/").content.decode()
    public = shown(Client(), case)
    assert "Confidential case" in public and "Lamps" in public and "Parks" in public
    assert SECRET not in public and "Hidden Lane" not in public and "North" not in public


def test_it_is_counted_and_listed_nowhere(hall: Hall) -> None:
    confidential(hall)
    assert next(one["count"] for one in counts() if one["state"] == "open") == 1
    assert "No public cases yet" in Client().get("/cases/").content.decode()


def test_it_is_answered_like_every_other_and_its_letters_name_nothing(hall: Hall) -> None:
    case = confidential(hall)
    run_jobs()
    mail.outbox.clear()
    actions.answer_case.perform(hall.parks, case=case, text="We help at once.")
    run_jobs()
    letter = mail.outbox[0]
    assert letter.subject.endswith(f"Confidential case {case.pk}")
    assert "We help at once." in str(letter.body), "its raiser reads the answer"
    assert "We help at once." not in shown(Client(), case)


def test_it_goes_only_to_a_body_that_may_read_it(hall: Hall) -> None:
    case = confidential(hall)
    with pytest.raises(BadInput) as caught:
        actions.pass_on_case.perform(
            hall.parks, case=case, to=hall.body("council"), reason="It is theirs."
        )
    assert caught.value.field == "to"
    actions.pass_on_case.perform(
        hall.parks, case=case, to=hall.body("roads"), reason="It is theirs."
    )
    assert SECRET in shown(signed_in("roads", hall.roads.ref), case)
    assert SECRET not in shown(signed_in("parks", hall.parks.ref), case)


def test_the_reviewer_reads_it_once_it_says_why(hall: Hall) -> None:
    case, reviewer = confidential(hall), kit.reviewer(hall)
    client = signed_in("reviewer", reviewer.ref)
    page = shown(client, case)
    assert SECRET not in page and f"/cases/{case.pk}/look-into/" in page
    assert "look-into" not in shown(signed_in("roads", hall.roads.ref), case)
    looks.look_into_case.perform(reviewer, case=case, reason="An appeal was filed.")
    assert SECRET in shown(client, case)


def test_a_category_is_confidential_only_where_its_body_may_read(hall: Hall) -> None:
    given = {"code": "x", "names": texts("X"), "body": hall.body("council"), "read_by": "body"}
    with pytest.raises(BadInput):
        categories.set_category.perform(hall.chair, **given)


def test_naming_the_category_anew_keeps_what_it_is(hall: Hall) -> None:
    confidential(hall)
    categories.set_category.perform(
        hall.chair, code="lamps", names=texts("Street lamps"), body=hall.body("parks")
    )
    hall.lamps.refresh_from_db()
    assert hall.lamps.confidential
