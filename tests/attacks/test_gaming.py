"""Attacks on the gaming watch: the watched body reads early, closes its own signal; the reviewer who belongs to both."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.actions import registry
from commonhall.actions.actors import Actor
from commonhall.actions.models import Notification, Version
from commonhall.core import clock, jobs, refs
from commonhall.core.refusals import Refused
from commonhall.evaluation.gaming import queries, timers
from commonhall.evaluation.gaming.actions import answer_gaming_signal, review_gaming_signal
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.evaluation.gaming.refs import readers
from commonhall.open_data import dump
from commonhall.people import actors
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.record import sequencer
from commonhall.record.models import Entry
from tests.evaluation import gaming
from tests.evaluation.kit import noon, old_hall, reviewer
from tests.kit import Hall, by_key, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
TELLING = ("passing-on", "passed on to others", "parks")


@pytest.fixture
def hall(home: Path) -> Hall:
    return old_hall()


def test_nobody_but_the_reviewer_reads_it_early(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    for who in (hall.parks, hall.roads, hall.chair, hall.clerk, hall.resident):
        client = signed_in(who)
        assert client.get(signal.get_absolute_url()).status_code == 404
        assert signal.get_absolute_url() not in client.get("/evaluation/gaming/").content.decode()
        for word in ("review", "answer"):
            page = client.get(f"{signal.get_absolute_url()}{word}/").content.decode()
            main = page.split("<main", 1)[-1].split("</main>")[0].lower()
            assert not any(one in main for one in TELLING[:2]), word
    assert Client().get(signal.get_absolute_url()).status_code == 404
    assert Client().get("/api/v1/gaming-signals").json()["items"] == []
    assert Client().get(f"/api/v1/gaming-signals/{signal.pk}").status_code == 404
    assert Client().get("/evaluation/gaming/?body=parks").status_code == 200
    assert signed_in(reviewer(hall)).get(signal.get_absolute_url()).status_code == 200


def test_record_tables_dump_and_search_know_a_number_that_says_nothing(
    hall: Hall, tmp_path: Path
) -> None:
    signal = gaming.gamed(hall)
    entry = Entry.objects.get(action="evaluation.raise_gaming_signal")
    assert not any(one in entry.body for one in TELLING)
    for state in Version.objects.filter(type="evaluation.gamingsignal").values_list(
        "state", flat=True
    ):
        assert not any(one in state for one in TELLING)
        said = json.loads(state)["state"]
        assert said["shown"] == {} and said["shown_body_id"] is None
        assert not {"watch", "about_id", "month", "figures", "cases"} & set(said)
    assert refs.resolve([signal.ref])[signal.ref].title == str(signal)
    found = Client().get("/search/?q=gaming+passed").content.decode()
    assert signal.get_absolute_url() not in found
    address = reverse("open_data:table", args=["evaluation.gaming", "csv"])
    table = b"".join(Client().get(address).streaming_content)  # type: ignore[attr-defined]
    assert str(signal.pk).encode() not in table
    record = Client().get(f"/record/?subject={signal.ref}").content.decode()
    assert "passed on to others" not in record
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    files = [one for one in (tmp_path / "dump").rglob("*") if one.is_file()]
    lines = [line for one in files for line in one.read_bytes().splitlines()]
    about = [line for line in lines if str(signal.pk).encode() in line]
    assert about and not any(word.encode() in line for line in about for word in TELLING)


def test_no_letter_or_notice_reaches_the_body_early(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    # Whoever follows the body, or the signal by its number, hears nothing either.
    assert readers(signal.ref, [hall.parks.account_id, hall.resident.account_id]) == set()
    while jobs.run_one("test"):
        pass
    assert not Notification.objects.filter(ref=signal.ref, account=hall.parks.account_id).exists()
    assert not any(
        signal.get_absolute_url() in one.body
        for one in mail.outbox
        if one.to[0] != "judge@example.org"
    )


def test_the_watched_body_cannot_close_its_own_signal(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    given = {"verdict": "explained", "reasons": "All is well."}
    for who in (hall.parks, hall.roads, hall.chair):
        with pytest.raises(Refused):
            review_gaming_signal.perform(who, gaming_signal=signal, **given)
    sent = by_key(hall.parks, f"/gaming-signals/{signal.pk}/review", given)
    assert sent.status_code in (403, 404)
    # Nor answer before it is heard, which would tell that it is about them.
    with pytest.raises(Refused) as mine:
        answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="No.")
    with pytest.raises(Refused) as other:
        answer_gaming_signal.perform(hall.roads, gaming_signal=signal, reply="No.")
    assert (mine.value.code, str(mine.value.message)) == (
        other.value.code,
        str(other.value.message),
    )
    signal.refresh_from_db()
    assert (signal.state, signal.verdict, signal.reply) == ("review", "", "")


def test_nobody_keeps_it_back_or_publishes_it_early(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    publish = registry.actions()["evaluation.publish_gaming_signal"]
    for who in (hall.parks, reviewer(hall)):
        with pytest.raises(Refused):
            publish.perform(who, gaming_signal=signal)
    with pytest.raises(Refused):
        publish.perform(actors.system(), gaming_signal=signal)
    with clock.replay(noon(signal.review_by + timedelta(days=1))):
        assert timers.publish_gaming() == 1
        # Once public, the body's word changes nothing of what stands.
        answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="No.")
    signal.refresh_from_db()
    assert signal.public and signal.shown["observed"] == 20


def in_both(hall: Hall) -> Actor:
    """The reviewer's official takes an office of the watched body, too."""
    judge, day = reviewer(hall), clock.today()
    token = gaming._writing.set(True)
    try:
        second = Office(body=hall.body("parks"), code="parks-second", names={"en": "Second desk"})
        second.save()
        ends = day + timedelta(days=300)
        OfficeTerm(office=second, person_id=judge.person, starts=day, ends=ends).save()
    finally:
        gaming._writing.reset(token)
    return judge


def test_a_reviewer_who_belongs_to_both_neither_reads_nor_decides(hall: Hall) -> None:
    judge = in_both(hall)
    signal = gaming.gamed(hall)
    client = signed_in(judge)
    assert client.get(signal.get_absolute_url()).status_code == 404
    assert signal.get_absolute_url() not in client.get("/evaluation/gaming/").content.decode()
    assert readers(signal.ref, [judge.account_id]) == set()
    given = {"verdict": "explained", "reasons": "All is well."}
    assert (
        refusal(lambda: review_gaming_signal.perform(judge, gaming_signal=signal, **given))
        == "not-yours"
    )
    while jobs.run_one("test"):
        pass
    assert not Notification.objects.filter(ref=signal.ref).exists()
    # It is public all the same, when the days are over; and still not theirs to decide.
    with clock.replay(noon(signal.review_by + timedelta(days=1))):
        assert timers.publish_gaming() == 1
        assert (
            refusal(lambda: review_gaming_signal.perform(judge, gaming_signal=signal, **given))
            == "not-yours"
        )


def test_a_finding_is_not_changed_afterwards(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    judge = reviewer(hall)
    first = {"verdict": "confirmed", "reasons": "In a batch."}
    review_gaming_signal.perform(judge, gaming_signal=signal, **first)
    assert (
        refusal(
            lambda: review_gaming_signal.perform(
                judge, gaming_signal=signal, verdict="explained", reasons="On second thoughts."
            )
        )
        == "wrong-state"
    )
    # The answer makes it public at once: the entry of it would tell whom it is about.
    answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="True.")
    assert GamingSignal.objects.get().public and queries.public().count() == 1
