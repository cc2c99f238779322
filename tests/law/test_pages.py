"""Pages and the API of appeals, challenges and recalls: who sees what, forms, filters, hostile text."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions import stages
from commonhall.core.export_formats.csv import pieces
from commonhall.core.exports import datasets
from commonhall.law.appeals import actions
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges import actions as challenge_actions
from commonhall.law.challenges.models import Challenge
from commonhall.law.mandates.models import Mandate
from commonhall.law.powers.rules import RULES
from commonhall.law.recalls.models import Recall
from tests.decisions.kit import voter
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.open_data.test_api import key_of, post

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> **dark**"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_appeal_from_button_to_verdict(hall: Hall) -> None:
    motion = kit.decided(hall)
    kit.confirmed(hall)
    resident, entry = signed_in("resident"), kit.entry_of("decisions.conclude_motion")
    address = f"/law/appeals/file/?entry={entry.pk}"
    for shown in (motion.get_absolute_url(), f"/record/entry/{entry.pk}/"):
        assert address in text_of(resident, shown)
    form = text_of(resident, address)
    assert "Appeal this" in form and f'type="hidden" name="entry" value="{entry.pk}"' in form
    given = {"entry": str(entry.pk), "text": ""}
    assert resident.post("/law/appeals/file/", given).status_code == 400
    answer = resident.post("/law/appeals/file/", {**given, "text": HOSTILE})
    appeal = Appeal.objects.get()
    assert answer.status_code == 302 and answer["Location"] == appeal.get_absolute_url()
    shown = text_of(Client(), appeal.get_absolute_url())
    assert "<script>alert" not in shown and "<strong>dark</strong>" in shown
    # The thing's page says that it waits; a second one is refused with the reason.
    assert "An appeal against this is waiting" in text_of(Client(), motion.get_absolute_url())
    assert "only appeal once" in text_of(resident, f"/record/entry/{entry.pk}/")
    from tests.kit import person

    kit.seat(hall, "reviewer", person("judge"))
    judge = signed_in("judge", kit.Office.objects.get(code="reviewer").ref)
    decide = f"{appeal.get_absolute_url()}decide/"
    assert decide in text_of(judge, appeal.get_absolute_url())
    assert f'href="{decide}"' not in text_of(resident, appeal.get_absolute_url())
    assert judge.post(decide, {"verdict": "granted", "text": "Not asked."}).status_code == 302
    shown = text_of(Client(), appeal.get_absolute_url())
    assert "annulled on review" in shown and "Not asked." in shown


def test_case_and_election_pages_offer_it(hall: Hall) -> None:
    from commonhall.cases.cases import actions as case_actions

    case = hall.raise_case()
    kit.confirmed(hall)
    resident = signed_in("resident")
    assert "/law/appeals/file/" not in text_of(resident, case.get_absolute_url())
    case_actions.answer_case.perform(hall.parks, case=case, text="No.")
    assert "/law/appeals/file/" in text_of(resident, case.get_absolute_url())


def test_lists_filter_page_and_stay_cheap(hall: Hall) -> None:
    for kind, what in (
        ("appeals", "appeals"),
        ("challenges", "challenges"),
        ("recalls", "petitions"),
    ):
        assert f"No {what} yet" in text_of(Client(), f"/law/{kind}/")
        assert f"No {what} match" in text_of(Client(), f"/law/{kind}/?state=open")
    kit.decided(hall)
    people = [voter(hall, number) for number in range(25)]
    kit.appealed(people[0])
    text_of(Client(), "/law/appeals/")
    with CaptureQueriesContext(connection) as few:
        text_of(Client(), "/law/appeals/")
    for one in people[1:]:
        kit.appealed(one)
    with CaptureQueriesContext(connection) as many:
        shown = text_of(Client(), "/law/appeals/")
    assert len(many) <= len(few) and "?cursor=" in shown
    assert "No appeals match" in text_of(Client(), "/law/appeals/?state=granted")
    with kit.later(40):
        assert "Overdue decisions" in text_of(Client(), "/law/appeals/?state=late")


def test_a_challenge_and_a_petition_by_form(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    kit.confirmed(hall)
    resident, chair = signed_in("resident"), signed_in("chair", hall.chair.ref)
    address = f"/law/provisions/{provision.pk}/challenge-rule/"
    assert address in text_of(Client(), f"/law/{provision.instrument_id}/")
    assert resident.post(address, {"text": HOSTILE}).status_code == 302
    challenge = Challenge.objects.get()
    answer = f"{challenge.get_absolute_url()}answer/"
    assert chair.post(answer, {"verdict": "repealed", "text": "Yes."}).status_code == 400
    day = kit.clock.today().isoformat()
    sent = {"verdict": "repealed", "text": "Yes.", "ends_on": day}
    assert chair.post(answer, sent).status_code == 302
    assert "<script>alert" not in text_of(Client(), challenge.get_absolute_url())
    assert "Rules for" not in text_of(Client(), "/law/terms/")
    assert "Market rules, Paragraph 1" in text_of(Client(), "/law/terms/")
    mandate = Mandate.objects.get(body__code="roads")
    begin = f"/law/mandates/{mandate.pk}/petition-recall/"
    assert resident.post(begin, {"text": "Nothing is mended."}).status_code == 302
    petition = Recall.objects.get()
    assert "1 of 10 needed" in text_of(Client(), petition.get_absolute_url())
    assert "1 of 10 needed" in text_of(Client(), f"/law/mandates/{mandate.pk}/")


def test_programs_do_the_same(hall: Hall) -> None:
    kit.decided(hall)
    kit.confirmed(hall)
    key = key_of("resident")
    given = {"entry": str(kit.entry_of("decisions.conclude_motion").pk), "text": "Wrong."}
    made = post("/appeals/file", given, key)
    assert made.status_code == 201 and made.json()["action"] == "law.file_appeal", made.content
    again = post("/appeals/file", given, key)
    assert (again.status_code, again.json()["code"]) == (409, "appealed")
    missing = post("/appeals/file", {**given, "entry": "0190163d-8694-739b-aea5-966c26f8ad91"}, key)
    assert (missing.status_code, missing.json()["field"]) == (422, "entry")
    provision = kit.rule(hall).provisions.get()
    rule = f"/provisions/{provision.pk}"
    assert post(f"{rule}/challenge-rule", {"text": "x"}, key).status_code == 200
    mandate = Mandate.objects.get(body__code="roads")
    begin = f"/mandates/{mandate.pk}/petition-recall"
    assert post(begin, {"text": "x"}, key).status_code == 200
    chair, number = key_of("chair", "people.office"), Challenge.objects.get().pk
    answered = {"verdict": "kept", "text": "It is needed."}
    review = {"review_on": (kit.clock.today() + kit.timedelta(days=90)).isoformat()}
    refused = post(f"/challenges/{number}/answer", {**answered, **review}, chair)
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor")
    address = f"/challenges/{number}/answer"
    assert by_key(hall.chair, address, {**answered, **review}).status_code == 200
    day = {"ends": kit.clock.today().isoformat(), "text": "Enough."}
    assert by_key(hall.chair, f"{rule}/set-sunset", day).status_code == 200
    client = Client()
    for path in ("appeals", "challenges", "recalls"):
        listed: Any = client.get(f"/api/v1/{path}").json()["items"]
        assert len(listed) == 1 and "person" not in listed[0]
        assert client.get(f"/api/v1/{path}/{listed[0]['id']}").json() == listed[0]
    held = client.get("/api/v1/bodies/council/powers").json()
    assert held["mandate"] and {"adopt-local-rules"} <= {one["power"] for one in held["powers"]}
    assert {"answer-challenge", "answer-recall"} <= {one["duty"] for one in held["duties"]}
    entry = kit.entry_of("law.answer_challenge")
    reasons = client.get(f"/api/v1/why/{entry.pk}").json()
    assert reasons["rests"][0]["provision"]["number"] == "Article 8"
    assert any(one["kind"] == "ends" for one in client.get("/api/v1/law/terms").json())


def test_the_council_adopts_with_review_and_end(hall: Hall) -> None:
    from commonhall.law.instruments.models import Instrument

    chair, day = signed_in("chair", hall.chair.ref), kit.clock.today()
    assert "/law/adopt/" in text_of(chair, "/law/")
    assert "/law/adopt/" not in text_of(signed_in("resident"), "/law/")
    form = {
        "code": "trial",
        "rank": "4",
        "unit": hall.unit("root").pk,
        "starts": day.isoformat(),
        "titles_en": "A trial",
        "provisions_en": "Cars wait.",
        "ends": "2020-01-01",
    }
    assert chair.post("/law/adopt/", form).status_code == 400 and not Instrument.objects.filter(
        code="trial"
    )
    later = (day + kit.timedelta(days=90)).isoformat()
    answer = chair.post("/law/adopt/", {**form, "ends": later, "review_on": later})
    made = Instrument.objects.get(code="trial")
    assert answer["Location"] == made.get_absolute_url() and made.review_on == made.ends
    (only,) = made.provisions.all()
    assert (only.number, only.texts) == ("Paragraph 1", {"en": "Cars wait."})
    # A program's key alone sets no law.
    given = {
        "code": "again",
        "rank": 5,
        "titles": {"en": "Again"},
        "unit": "root",
        "provisions": [{"number": "1", "texts": {"en": "x"}}],
        "starts": day.isoformat(),
        "ends": later,
    }
    refused = post("/instruments/adopt", given, key_of("chair", "people.office"))
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor")


def test_open_data_is_read_by_a_reader_that_is_not_ours(hall: Hall) -> None:
    kit.decided(hall)
    kit.appealed(voter(hall, 1))
    challenge_actions.challenge_rule.perform(
        voter(hall, 2), provision=kit.rule(hall).provisions.get(), text="x"
    )
    for name, count in (("law.appeals", 1), ("law.challenges", 1), ("law.recalls", 0)):
        table = datasets()[name]
        text = b"".join(pieces(table.columns, table.rows())).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == count and not {"person", "text"} & set(rows[0] if rows else ())


def test_the_thread_shows_the_review(hall: Hall) -> None:
    motion = kit.decided(hall)
    appeal = kit.appealed(voter(hall, 1))
    actions.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="Wrong."
    )
    from commonhall.actions import threads
    from commonhall.core import search

    stations = {str(one.kind): one for one in threads.of(motion.ref).stations}
    assert [one.url for one in stations["Review"].items] == [appeal.get_absolute_url()]
    assert search.matching(Appeal.objects.all(), "law.appeal", "nobody asked").exists()
    shown = text_of(Client(), "/search/?q=nobody")
    assert appeal.get_absolute_url() in shown


def test_every_rule_of_the_gate_is_explained_in_two_sentences(hall: Hall) -> None:
    """To a stranger, on the first page of the law; a new stage is explained too."""
    assert set(stages.ORDER) <= set(RULES) and list(RULES)[: len(stages.ORDER)] == list(
        stages.ORDER
    )
    shown = html.unescape(Client().get("/law/").content.decode())
    for title, words in RULES.values():
        assert str(words).count(".") == 2, words
        assert f'<h3 class="item-title">{title}</h3>' in shown and str(words) in shown
