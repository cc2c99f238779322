"""Signatures cannot be made up, doubled, sent for another or turned into other words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from commonhall.consultations.initiatives import (
    actions,
    answer_actions,
    counting,
    paper_actions,
    signing_actions,
)
from commonhall.consultations.initiatives.models import Initiative, InitiativeSignature
from commonhall.consultations.moderation import actions as moderation
from commonhall.core import search
from commonhall.core.refusals import BadInput
from commonhall.law.appeals import actions as appeals
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.consultations.initiatives import BORN, begun, on_roll, reached, sign
from tests.decisions.kit import voter
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_nobody_signs_twice_by_page_and_program(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    address = f"{one.get_absolute_url()}sign/"
    client = signed_in(who)
    for shown in ("private", "anonymous", "private"):
        client.post(address, {"shown": shown})
    answer = by_key(who, f"/initiatives/{one.pk}/sign", {"shown": "anonymous"})
    assert answer.status_code == 409 and answer.json()["code"] == "signed"
    assert counting.tally_of(one).online == 2


def test_the_database_itself_takes_one_signature_of_each(hall: Hall) -> None:
    """Two that were judged at the same moment: the second insert fails."""
    one, who = begun(hall), voter(hall, 1)
    sign(who, one, "anonymous")
    token = InitiativeSignature.objects.latest("pk").token
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_initiativesignature "
            '(version, initiative_id, shown, name, token, counts, "on") '
            "VALUES (1, %s, 'private', '', %s, %s, '2026-01-01')",
            [one.pk, token, True],
        )


def test_nobody_signs_for_another(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    other = voter(hall, 5)
    answer = by_key(
        who, f"/initiatives/{one.pk}/sign", {"shown": "private", "person": other.person}
    )
    assert answer.status_code == 422
    client = signed_in(who)
    client.post(f"{one.get_absolute_url()}sign/", {"shown": "private", "person": other.person})
    assert not InitiativeSignature.objects.filter(person=other.person).exists()
    assert refusal(lambda: sign(hall.parks, one)) == "wrong-kind"


def test_neither_late_nor_from_elsewhere(hall: Hall) -> None:
    one = begun(hall)
    assert refusal(lambda: sign(voter(hall, 1, "south"), one)) == "lives-elsewhere"
    with later(91):
        assert refusal(lambda: sign(voter(hall, 2), one)) == "closed"
        assert (
            refusal(
                lambda: paper_actions.enter_signatures.perform(
                    hall.clerk, initiative=one, number=50, evidence="Found later."
                )
            )
            == "closed"
        )


def test_words_are_not_changed_under_those_who_signed(hall: Hall) -> None:
    """Neither after a signature, nor after one was taken back, nor while sheets wait; whoever undoes paper frees nothing."""
    who = kit.confirmed(hall)
    new = {"title": "A car park", "text": "Instead."}

    def reword(one: Initiative) -> str:
        return refusal(lambda: actions.reword_initiative.perform(who, initiative=one, **new))

    one = begun(hall, who)
    signer = voter(hall, 1)
    sign(signer, one)
    signing_actions.unsign_initiative.perform(signer, initiative=one)
    assert reword(one) == "signed-by-others"


def test_paper_freezes_the_words_and_an_undone_sheet_frees_no_signature(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = begun(hall, who)
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=one, number=3, evidence="Sheet 1."
    ).result
    new = {"title": "A car park", "text": "Instead."}

    def reword() -> Any:
        return actions.reword_initiative.perform(who, initiative=one, **new)

    assert refusal(reword) == "signed-by-others"
    sign(voter(hall, 1), one)
    appeal = appeals.file_appeal.perform(
        who, entry=kit.entry_of("consultations.enter_signatures"), text="Never signed."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="Nobody signed sheet 1."
    )
    sheet.refresh_from_db()
    assert sheet.state == "refused"
    assert refusal(reword) == "signed-by-others"


def test_an_answer_once_owed_stays_owed(hall: Hall) -> None:
    """Sheets that made the number are undone afterwards: the body may say so in its answer, and owes one."""
    who = kit.confirmed(hall)
    one = begun(hall, who, body=hall.body("parks"))
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=one, number=9, evidence="Sheet 1."
    ).result
    paper_actions.confirm_signatures.perform(hall.chair, sheet, number=9)
    one.refresh_from_db()
    due = one.due_on
    appeal = appeals.file_appeal.perform(
        who, entry=kit.entry_of("consultations.confirm_signatures"), text="Eight."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="There are eight."
    )
    one.refresh_from_db()
    assert (one.state, one.due_on) == ("reached", due)
    assert counting.tally_of(one).signed == 1


def test_one_office_alone_makes_no_signatures(hall: Hall) -> None:
    """Neither the one that entered them, nor its person in another office, nor the body that must answer."""
    one = begun(hall)
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=one, number=9, evidence="Trust me."
    ).result
    confirm = paper_actions.confirm_signatures
    twice = kit.reviewer(hall)
    set_fields(sheet, entered_person=twice.person)
    sheet.refresh_from_db()
    assert refusal(lambda: confirm.perform(twice, sheet, number=9)) == "same-person"
    assert refusal(lambda: confirm.perform(hall.chair, sheet, number=9)) == "same-body"


def test_lines_of_the_roll_do_not_count_from_elsewhere_nor_twice(hall: Hall) -> None:
    one = begun(hall)
    lines = [*on_roll(hall, 1), *on_roll(hall, 2, unit="south")]
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=one, lines=[*lines, lines[0]], evidence="Sheet 1."
    ).result
    assert (sheet.claimed, sheet.number) == (3, 1)
    # Who has signed here is on no sheet, whichever way they were confirmed by the roll.
    late = actors.as_person(person("late"))
    residents.verify_by_census.perform(late, number="P-1", born=BORN)
    assert refusal(lambda: sign(late, one, "anonymous")) == "signed-on-paper"


def test_a_promoter_in_office_does_not_answer_their_own(hall: Hall) -> None:
    one = reached(hall, body=hall.body("parks"))
    found = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    own = begun(hall, actors.as_person(found), body=hall.body("parks"))
    for number in range(own.needed - 1):
        sign(voter(hall, 700 + number), own)
    given = {"outcome": "said", "text": "Yes, my dear."}
    answer = answer_actions.answer_initiative
    assert refusal(lambda: answer.perform(hall.parks, initiative=own, **given)) == "own-matter"
    answer.perform(hall.parks, initiative=one, **given)


def test_an_answer_that_shows_something_else_is_none(hall: Hall) -> None:
    one = reached(hall, kind="motion")
    for ref in ("cases.case:1", "decisions.motion:999", one.ref):
        with pytest.raises(BadInput):
            answer_actions.answer_initiative.perform(
                hall.chair, initiative=one, outcome="motion", text="Done.", led_to=ref
            )


def test_a_flood_of_initiatives_by_one_is_stopped(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"consultations.begin_initiative": "0/d"}
    who = kit.confirmed(hall)
    sent = {"title": "x", "text": "y", "kind": "answer", "unit": "north", "name": "z"}
    assert by_key(who, "/initiatives/begin", sent).status_code == 429


def test_no_name_that_was_not_to_be_shown_is_public(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    sign(who, one, "private", "Resident Secret")
    for path in (one.get_absolute_url(), f"{one.get_absolute_url()}names/", "/api/v1/initiatives"):
        said = Client().get(path).content.decode()
        assert "Resident Secret" not in said and "resident@example.org" not in said


def test_hidden_words_are_read_nowhere_and_days_come_back(hall: Hall) -> None:
    who, reviewer = kit.confirmed(hall), kit.reviewer(hall)
    one = begun(hall, who, title="Ousting Mister Grabowski", text="He lives at 14.")
    closes = one.closes_on
    moderation.hide_initiative.perform(hall.clerk, initiative=one, reason="private")
    for path in (
        one.get_absolute_url(),
        "/conversations/initiatives/",
        "/conversations/initiatives/feed.atom",
        "/api/v1/initiatives",
        "/open/consultations.initiatives.csv",
    ):
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert "Grabowski" not in answer.getvalue().decode(), path
    rows = Initiative.objects.all()
    assert not search.matching(rows, "consultations.initiative", "Grabowski")
    assert refusal(lambda: sign(voter(hall, 1), one)) == "hidden"
    moderation.appeal_hidden_initiative.perform(who, initiative=one, text="It is about a statue.")
    with later(5):
        decide = moderation.decide_initiative_appeal
        given = {"verdict": "overturned", "text": "A statue."}
        assert refusal(lambda: decide.perform(hall.clerk, initiative=one, **given)) == "same-body"
        assert refusal(lambda: decide.perform(hall.chair, initiative=one, **given)) == "same-body"
        decide.perform(reviewer, initiative=one, **given)
        one.refresh_from_db()
        assert one.closes_on == closes + timedelta(days=5)
        assert search.matching(rows, "consultations.initiative", "Grabowski")
        sign(voter(hall, 2), one)
