"""Organisations ask for standing, are answered with reasons by a day, and ask again before it ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger
from commonhall.law.recognitions import actions
from commonhall.law.recognitions.models import Recognition
from commonhall.law.recognitions.timers import watch
from commonhall.people import actors
from commonhall.people.organisations import actions as organisations
from commonhall.people.residents.models import Person
from tests.actions.samples.people import registered
from tests.actions.samples.recognitions import TEXT, asked, granted
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def page(path: str, client: Client | None = None) -> str:
    return (client or Client()).get(path).content.decode()


def test_asked_for_on_its_page_refused_with_reasons_and_asked_again(hall: Hall) -> None:
    one = registered(hall)
    mine, office = signed_in("resident"), signed_in("clerk", hall.clerk.ref)
    address = one.get_absolute_url()
    assert f"{address}ask-for-recognition/" in page(address, mine)
    assert mine.post(f"{address}ask-for-recognition/", {"text": TEXT}).status_code == 302
    request = Recognition.objects.get()
    promise = ledger.of(request.ref)
    assert promise is not None and promise.due_on == request.due_on == clock.today() + timedelta(30)
    assert TEXT in page(address) and "Friends" in page("/desk/", office)
    answer = f"/law/recognitions/{request.pk}/answer/"
    assert answer in page(address, office) and answer not in page(address)
    refused = office.post(answer, {"verdict": "refused"})
    assert refused.status_code == 400 and "Enter the reasons" in refused.content.decode()
    sent = office.post(answer, {"verdict": "refused", "reasons": "It has two members."})
    assert sent.status_code == 302
    assert "It has two members." in page(address)
    one.refresh_from_db()
    assert one.state == "registered"
    promise = ledger.of(request.ref)
    assert promise is not None and promise.kept_on == clock.today()
    # It may ask again, and is recognised until a day.
    again = asked(hall, one)
    actions.answer_recognition.perform(hall.clerk, recognition=again, verdict="granted", reasons="")
    one.refresh_from_db()
    again.refresh_from_db()
    assert one.state == "recognised" and again.until == clock.today() + timedelta(days=1826)
    assert "recognised" in page("/law/recognitions/?state=granted")


def test_it_ends_after_its_days_and_is_told_and_renewed_before(hall: Hall) -> None:
    first = granted(hall)
    organisation = first.organisation
    assert first.until is not None and watch() == 0
    with pytest.raises(Refused, match="last 180 days"):
        asked(hall, organisation)
    late = timezone.now() + timedelta(days=1826 - 50)
    with clock.replay(late):
        assert watch() == 1 and watch() == 0
        renewed = asked(hall, organisation)
    # Standing goes on while the answer waits, and ends on its day where none came.
    with clock.replay(timezone.now() + timedelta(days=1826)):
        assert watch() == 0
    with clock.replay(timezone.now() + timedelta(days=1827)):
        assert watch() == 1
        organisation.refresh_from_db()
        assert organisation.state == "registered"
        assert renewed.state == "asked"


def test_renewed_in_time_it_has_its_standing_without_a_gap(hall: Hall) -> None:
    first = granted(hall, until=clock.today() + timedelta(days=20))
    renewed = asked(hall, first.organisation)
    actions.answer_recognition.perform(
        hall.clerk, recognition=renewed, verdict="granted", reasons=""
    )
    with clock.replay(timezone.now() + timedelta(days=21)):
        assert watch() == 0
    first.organisation.refresh_from_db()
    assert first.organisation.state == "recognised"


def test_nobody_recognises_an_organisation_they_speak_for(hall: Hall) -> None:
    own = organisations.register_organisation.perform(
        actors.as_person(Person.objects.get(pk=hall.clerk.person)),
        name="Clerks",
        kind="association",
        unit=hall.unit("north"),
    ).result
    for attempt in (
        lambda: organisations.recognise_organisation.perform(hall.clerk, organisation=own),
        lambda: actions.answer_recognition.perform(
            hall.clerk,
            recognition=actions.ask_for_recognition.perform(
                actors.as_person(Person.objects.get(pk=hall.clerk.person)),
                organisation=own,
                text=TEXT,
            ).result,
            verdict="granted",
            reasons="",
        ),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "own-organisation"
