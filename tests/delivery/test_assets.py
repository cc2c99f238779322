"""Assets: held until a day, booked by the hour, each hour once; by whom is told to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.delivery.assets import actions, booking_actions, queries
from commonhall.delivery.assets.models import Asset, BookedHour, Booking
from commonhall.law.promises import ledger
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.delivery import assets as kit
from tests.delivery.assets import at, day
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law.kit import confirmed, organisation, refusal
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def wrong(call: Any) -> str:
    with pytest.raises(BadInput) as found:
        call()
    return found.value.field


def read(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- each hour once -------------------------------------------------------------------------------
def test_an_hour_is_booked_once(hall: Hall) -> None:
    asset = kit.opened(hall)
    other = voter(hall, 2)
    kit.book(voter(hall, 1), asset, at(5, 10), 2)
    for hour in (9, 10, 11):
        assert wrong(lambda hour=hour: kit.book(other, asset, at(5, hour), 2)) == "starts_at"
    kit.book(other, asset, at(5, 12), 2)
    kit.book(organisation(hall), asset, at(5, 8), 2)
    assert Booking.objects.count() == 3


def test_the_database_itself_takes_each_hour_once(hall: Hall) -> None:
    """Two who booked at the same moment, each having seen the hour free."""
    made = kit.book(voter(hall, 1), kit.opened(hall), at(5, 10), 1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_bookedhour (version, booking_id, asset_id, at, freed) "
            "SELECT version, booking_id, asset_id, at, freed FROM delivery_bookedhour "
            "WHERE booking_id = %s",
            [made.pk],
        )


def test_who_comes_second_at_the_same_moment_is_told_at_the_field(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = kit.opened(hall)
    kit.book(voter(hall, 1), asset, at(5, 10), 2)
    monkeypatch.setattr(booking_actions, "_check", lambda *given: None)
    assert wrong(lambda: kit.book(voter(hall, 2), asset, at(5, 11), 2)) == "starts_at"
    assert (Booking.objects.count(), BookedHour.objects.count()) == (1, 2)


def test_cancelled_hours_are_free_for_others(hall: Hall) -> None:
    asset, who = kit.opened(hall), voter(hall, 1)
    booking_actions.cancel_booking.perform(who, booking=kit.book(who, asset))
    kit.book(voter(hall, 2), asset)


# --- hours that are not there ------------------------------------------------------------------------
def summer(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The day before the clocks go forward, in the hall's zone."""
    zone = timezone.get_current_timezone()
    now = datetime(2027, 3, 27, 12, tzinfo=zone)
    assert isinstance(zone, ZoneInfo)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


def test_an_hour_that_the_clocks_skip_is_not_offered_and_is_refused_in_words(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    with timezone.override(ZoneInfo("Europe/Warsaw")):
        asset = kit.opened(hall, opens=0, closes=6)
        summer(monkeypatch)
        (spring,) = queries.week(asset, clock.today() + timedelta(days=1), 1)
        assert [one.at.hour for one in spring.hours] == [0, 1, 3, 4, 5]
        field = booking_actions.book_asset.inputs["starts_at"].input.field(True)
        with pytest.raises(ValidationError, match="The clocks skip this hour on that day"):
            field.clean("2027-03-28 02:00")
        made = kit.book(voter(hall, 2), asset, datetime(2027, 3, 28, 0, tzinfo=UTC), 2)
        # From 1 to 4 on the clock: two hours.
        assert made.ends_at - made.starts_at == timedelta(hours=2)
        (autumn,) = queries.week(asset, datetime(2027, 10, 31).date(), 1)
        assert [one.at.hour for one in autumn.hours] == [0, 1, 2, 2, 3, 4, 5]


# --- nobody's name --------------------------------------------------------------------------------
def test_names_of_those_who_book_are_nowhere(hall: Hall) -> None:
    asset, speaker, who = kit.opened(hall), organisation(hall), confirmed(hall)
    kit.book(speaker, asset, at(5, 10))
    kit.book(who, asset, at(6, 10))
    calendar = f"{asset.get_absolute_url()}booked.ics"
    told = [
        read(f"{asset.get_absolute_url()}?day={day(5).isoformat()}"),
        read(calendar),
        read(f"/api/v1/assets/{asset.pk}/hours?day={day(5).isoformat()}"),
        str(list(datasets()["delivery.asset_bookings"].rows())),
        read(f"/record/?subject={asset.ref}"),
    ]
    for words in told:
        assert "Friends" not in words and "resident@" not in words
    assert "taken" in told[0] and told[1].count("BEGIN:VEVENT") == 2
    booked = Entry.objects.filter(action="delivery.book_asset")
    assert booked.count() == 2
    assert not any("people.organisation" in one.body for one in booked)
    # The office that looks after it is told, another is not.
    assert "Friends" in read(asset.get_absolute_url(), signed_in("parks", hall.parks.ref))
    assert "Friends" not in read(asset.get_absolute_url(), signed_in("roads", hall.roads.ref))


def test_after_erasure_the_hours_stay_taken_and_nothing_names_the_person(hall: Hall) -> None:
    asset, who = kit.opened(hall), confirmed(hall)
    kit.book(who, asset)
    held = everything_about(Person.objects.get(pk=who.person))
    assert "Pitch behind the school" in str(held["delivery"]["bookings"])
    residents.erase_me.perform(who, words=True)
    assert Booking.objects.get().person_id is None
    assert wrong(lambda: kit.book(voter(hall, 2), asset)) == "starts_at"
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def test_nobody_books_for_another_by_a_form(hall: Hall) -> None:
    asset, who, other = kit.opened(hall), confirmed(hall), voter(hall, 5)
    sent = {
        "starts_at": f"{day(5).isoformat()} 10:00",
        "hours": "1",
        "person": other.person,
        "organisation": 1,
    }
    signed_in(who).post(f"{asset.get_absolute_url()}book/", sent)
    made = Booking.objects.get()
    assert (made.person_id, made.organisation_id) == (who.person, None)
    cancel = booking_actions.cancel_booking
    assert refusal(lambda: cancel.perform(other, booking=made)) == "not-yours"
    answer = by_key(who, f"/bookings/{made.pk}/cancel", {})
    assert answer.status_code in (200, 201)


# --- held until a day -----------------------------------------------------------------------------
def test_what_comes_after_a_holding_is_a_promise(hall: Hall) -> None:
    asset = kit.pitch(hall)
    held = kit.let(hall, asset)
    promise = ledger.of(held.ref)
    assert promise is not None and (promise.kind, promise.due_on) == ("asset-holding", day(300))
    page = read(asset.get_absolute_url())
    assert "Friends" in page and "Training" in page
    actions.take_back_asset.perform(hall.parks, asset=asset)
    promise.refresh_from_db()
    assert promise.kept_on == day(0)
    # Let again: a new promise of its own.
    again = kit.let(hall, asset, organisation=held.organisation, ends=day(90))
    assert ledger.of(again.ref) is not None
    assert refusal(lambda: kit.let(hall, asset, organisation=held.organisation)) == "held"


# --- pages ----------------------------------------------------------------------------------------
def test_the_list_takes_as_many_queries_with_many_assets(hall: Hall) -> None:
    kit.opened(hall)
    read("/plan/assets/")
    with CaptureQueriesContext(connection) as few:
        read("/plan/assets/")
    for number in range(12):
        kit.pitch(hall, f"B-{number}", names=texts(f"Barn {number}"), kind="building")
    with CaptureQueriesContext(connection) as many:
        page = read("/plan/assets/")
    assert "Barn 11" in page and len(many) == len(few) <= 9
    assert "Barn" not in read("/plan/assets/?bookable=1")
    assert "Pitch behind" not in read("/plan/assets/?kind=building")


@pytest.mark.parametrize("said", ["x", "2026-13-40", "0001-01-01", "9999-12-31", "%F0"])
def test_a_strange_day_shows_a_week_all_the_same(hall: Hall, said: str) -> None:
    assert "Free hours" in read(f"{kit.opened(hall).get_absolute_url()}?day={said}")


def test_a_file_names_its_faults_by_line(hall: Hall) -> None:
    from commonhall.delivery.assets.table_actions import import_assets

    lines = "code;names;kind;place;latitude;longitude\n1;A;ship;north;;\n2;;room;north;95;1\n"
    with pytest.raises(BadInput) as found:
        import_assets.perform(hall.parks, lines=lines)
    said = str(found.value)
    assert "Line 2, kind" in said and "Line 3, names" in said and "Line 3, latitude" in said
    assert not Asset.objects.exists()
