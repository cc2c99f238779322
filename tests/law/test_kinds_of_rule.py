"""Whoever opens an instrument reads every kind of rule in it, and what it means in two sentences; so do programs."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.law.instruments import kinds
from commonhall.law.instruments.models import Instrument, Provision
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db
# Kinds of rows under a provision that are no rule of it, but what came of one.
NO_RULE = {"CharterAmendment", "Challenge", "WaitingRule", "Reconsidered", "Appeal"}
SHOWN_AS = {
    "Competence": "competences",
    "Mandate": "mandates",
    "Right": "rights",
    "Prohibition": "prohibitions",
    "Deadline": "deadlines",
    "Threshold": "thresholds",
    "AskingRule": "asking_rules",
    "Suspension": "suspensions",
    "PowerOverPower": "over_power",
    "Reviewing": "reviews",
    "Routine": "routines",
    "FoundingPeriod": "founding",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_every_kind_of_rule_has_two_sentences() -> None:
    ruled = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label == "law"
        and any(field.related_model is Provision for field in model._meta.concrete_fields)
    }
    assert ruled - NO_RULE == set(SHOWN_AS), "say what it means in law/instruments/kinds.py"
    assert set(SHOWN_AS.values()) <= set(kinds.MEANING)
    for title, meaning in kinds.MEANING.values():
        assert len(re.findall(r"[.](?: |$)", str(meaning))) == 2, title


def test_the_charter_says_all_that_binds(hall: Hall) -> None:
    charter = Instrument.objects.get(is_charter=True)
    with CaptureQueriesContext(connection) as asked:
        page = unescape(Client().get(charter.get_absolute_url()).content.decode())
    assert len(asked) <= 40, len(asked)
    for said in (
        "Council by resolution, with more votes for than against and more than 50 per cent voting:",
        "In a tie Chair of the Council decides.",
        "2 members of Council do what cannot wait, up to €25,000, and the body confirms it within 30 days:",
        "An appeal against this stops it until it is decided:",
        "Nobody may do this for themselves or for their reviewers:",
        "Nobody may do this in their own case:",
        "Reviewer reviews: Council, Residents' Office, Parks, Roads.",
        "For 90 days at most, until somebody follows:",
        "Until somebody follows, however long that takes:",
        "Residents' desk alone until the council has met, and until",
        "A challenge goes before the council once 1% of confirmed residents, and at least 10, support it.",
        "also over what belongs to other bodies",
    ):
        assert said in re.sub(r"\s+", " ", page), said
    for kind, (_title, meaning) in kinds.MEANING.items():
        assert (str(meaning) in page) == (kind != "prohibitions"), kind
    # A rule of the council's own explains what occurs in it, and nothing else.
    own = unescape(Client().get(kit.rule(hall).get_absolute_url()).content.decode())
    assert str(kinds.MEANING["ends"][1]) in own and str(kinds.MEANING["reviews"][1]) not in own


def test_programs_read_every_grant_of_the_charter(hall: Hall) -> None:
    charter = Instrument.objects.get(is_charter=True)
    answer = Client().get(f"/api/v1/instruments/{charter.code}")
    assert answer.status_code == 200
    grants = [grant for one in answer.json()["provisions"] for grant in one["grants"]]
    assert {"kind": "suspensions", "what": "award-contracts"}.items() <= next(
        one for one in grants if one["kind"] == "suspensions"
    ).items()


def test_what_an_office_may_do_with_each_article_is_asked_in_few_queries(hall: Hall) -> None:
    """Some 36 articles with nine actions each: the place of the whole is looked up once."""
    client, charter = signed_in(hall.chair), Instrument.objects.get(is_charter=True)
    assert client.get(charter.get_absolute_url()).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(charter.get_absolute_url()).status_code == 200
    assert len(asked) <= 45, len(asked)
