"""Waiting lists, those who wait, and two officers who look at proofs."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.services.waiting_lists import actions, keeping_actions, looking_actions
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry, WaitingList
from tests.kit import Hall, person
from tests.law.kit import seat
from tests.words import texts

SECRET = "My back was broken when I was a child."
CRITERIA = (
    "alone | 30 | A parent alone\n- Custody order\nsibling | 10 | A sibling goes there\n- Letter"
)


def provision() -> Provision:
    return Provision.objects.get(number="Article 53")


def criteria(lines: str = CRITERIA) -> list[dict[str, Any]]:
    from commonhall.services.waiting_lists.reading import criteria as read

    return read(lines)


def waiting_list(hall: Hall, **given: Any) -> WaitingList:
    """A queue of the parks, with two places."""
    values: dict[str, Any] = {
        "names": texts("Allotments"),
        "unit": hall.unit("root"),
        "places": 2,
        "rule": "queue",
        "provision": provision(),
        **given,
    }
    return keeping_actions.open_waiting_list.perform(hall.parks, **values).result


def by_points(hall: Hall, **given: Any) -> WaitingList:
    return waiting_list(
        hall,
        **{"names": texts("Nursery"), "rule": "need", "criteria": criteria(), **given},
    )


def join(who: Actor, made: WaitingList, **given: Any) -> WaitingEntry:
    return actions.join_waiting_list.perform(who, waiting_list=made, **given).result


def colleague(hall: Hall) -> Actor:
    """A second officer of the parks."""
    office = Office.objects.filter(code="parks-second").first()
    if office is None:
        body_actions.establish_office.perform(
            hall.chair, hall.body("parks"), code="parks-second", names=texts("Second desk")
        )
    return seat(hall, "parks-second", person("colleague"))


def fresh(entry: WaitingEntry) -> WaitingEntry:
    return WaitingEntry.objects.select_related("waiting_list").get(pk=entry.pk)


def look(hall: Hall, entry: WaitingEntry, code: str = "alone", holds: bool = True) -> WaitingEntry:
    return looking_actions.look_at_claim.perform(
        hall.parks, fresh(entry), criterion=code, holds=holds, reason="I saw the order."
    ).result


def confirm(
    second: Actor, entry: WaitingEntry, code: str = "alone", holds: bool = True
) -> WaitingEntry:
    return looking_actions.confirm_claim.perform(
        second, fresh(entry), criterion=code, holds=holds, reason="The order names them alone."
    ).result


def offer(hall: Hall, entry: WaitingEntry) -> PlaceOffer:
    return offering.offer_place.perform(hall.parks, fresh(entry)).result
