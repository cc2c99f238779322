"""Two waiting lists of Millbrook: a nursery by points for need, and allotments by the queue. Fictional."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.assets.actions import enter_asset
from commonhall.law.instruments.models import Provision
from commonhall.people.actors import as_person
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit
from commonhall.services.waiting_lists import (
    actions,
    intake_actions,
    keeping_actions,
    queries,
    rules,
)
from commonhall.services.waiting_lists import looking_actions as looking
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import WaitingEntry, WaitingList
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

OPENED, CHILDREN, GARDENERS = 140, 13, 9
CRITERIA = (
    ("alone", 30, "A parent alone", "Custody order, or a certificate of the registry"),
    ("work", 20, "All parents work or learn", "Letter of the employer or the school"),
    ("sibling", 10, "A brother or sister goes there", "The nursery knows it"),
)
# What applies to each child in turn.
CLAIMS = (("work",), (), ("alone", "work"), ("sibling",), ("work", "sibling"), ("alone",))


def build(town: Town) -> None:
    """Both lists were opened some months ago; since then places were offered, and one out of order."""
    _nursery(town)
    _allotments(town)


def _ago(days: float) -> Any:
    return clock.replay(timezone.now() - timedelta(days=days))


def _opened(desk: Actor, **given: Any) -> WaitingList:
    return keeping_actions.open_waiting_list.perform(
        desk,
        unit=Unit.objects.get(code="root"),
        provision=Provision.objects.get(number="Article 53"),
        **given,
    ).result


def _residents(town: Town, count: int, skip: int = 0) -> list[Actor]:
    """Residents who are confirmed since before the lists opened; Lena Brook, the first of all, joins last."""
    day = timezone.localdate() - timedelta(days=OPENED)
    rows = Verification.objects.filter(starts__lte=day, ends__gte=timezone.localdate())
    known = set(rows.values_list("person", flat=True))
    lena, *others = [one for one in town.residents if one.person in known]
    return [*others[skip : skip + count - 1], lena]


def _fresh(entry: WaitingEntry) -> WaitingEntry:
    found: WaitingEntry = WaitingEntry.objects.select_related("waiting_list").get(pk=entry.pk)
    return found


def _nursery(town: Town) -> None:
    # Points are confirmed under a second look: by another officer of the school office.
    desk, second = town.desks["schools-desk"], town.desks["schools-second"]
    with _ago(OPENED):
        made = _opened(
            desk,
            names=said("Places in the Mill Lane nursery"),
            texts=said(
                "For children from one to three years. A place is free when a child leaves."
            ),
            places=4,
            rule="need",
            criteria=[
                {"code": code, "points": points, "names": said(words), "proofs": said(proofs)}
                for code, points, words, proofs in CRITERIA
            ],
        )
    chance = random.Random(53)  # noqa: S311  (a made-up past)
    for number, who in enumerate(_residents(town, CHILDREN)):
        claims, back = CLAIMS[number % len(CLAIMS)], OPENED - 4 - 8 * number
        with _ago(back):
            entry = actions.join_waiting_list.perform(
                who, waiting_list=made, claims=list(claims)
            ).result
            for code in claims:
                actions.add_proof.perform(
                    who, _fresh(entry), file=ContentFile(b"%PDF-1.4", "proof.pdf"), need=code
                )
        # The last ones wait for a look, and for a second one.
        left = CHILDREN - 1 - number
        if left == 0:
            continue
        for code in claims:
            holds = chance.random() < 0.9
            with _ago(back - 2):
                looking.look_at_claim.perform(
                    desk,
                    _fresh(entry),
                    criterion=code,
                    holds=holds,
                    reason="The paper shows it." if holds else "The paper is two years old.",
                )
            if left > 1:
                with _ago(back - 3):
                    looking.confirm_claim.perform(
                        second,
                        _fresh(entry),
                        criterion=code,
                        holds=holds,
                        reason="I read it, too, and agree.",
                    )
    for back in (60, 33):
        with _ago(back):
            _offer_next(desk, made)
    with _ago(20):
        last = made.entries.filter(state=WaitingEntry.State.WAITING).order_by("-asked_at")[2]
        offering.offer_out_of_order.perform(
            desk,
            entry := _fresh(last),
            reason="The only parent was taken to hospital for some weeks. The child needs care from tomorrow.",
        )
        _accept(entry)
    with _ago(3):
        _offer_next(desk, made, answered=False)


def _offer_next(desk: Actor, made: WaitingList, answered: bool = True) -> None:
    """The next in the order is offered a place, and accepts it."""
    order = rules.order(made, rules.rule_of(made))
    assert order
    entry = WaitingEntry.objects.select_related("waiting_list", "person").get(pk=order[0].number)
    offering.offer_place.perform(desk, entry)
    if answered:
        _accept(entry)


def _accept(entry: WaitingEntry) -> None:
    offer = queries.open_offer(entry)
    if offer is not None and entry.person is not None:
        actions.accept_place_offer.perform(as_person(entry.person), offer)


def _allotments(town: Town) -> None:
    desk = town.desks["parks-desk"]
    with _ago(OPENED):
        gardens = enter_asset.perform(
            desk,
            code="A-1",
            names=said("Allotment gardens by the brook"),
            texts=said("Twelve plots of 200 square metres with water."),
            kind="land",
            unit=Unit.objects.get(code="root"),
        ).result
        made = _opened(
            desk,
            names=said("Allotments by the brook"),
            texts=said("Twelve plots. A plot is free when its gardener gives it back."),
            places=2,
            rule="queue",
            about=gardens.ref,
        )
    for number, who in enumerate(_residents(town, GARDENERS, skip=CHILDREN)):
        with _ago(OPENED - 5 - 14 * number):
            actions.join_waiting_list.perform(who, waiting_list=made)
    with _ago(9):
        intake_actions.take_in_entry.perform(
            town.desks["hall-desk"],
            waiting_list=made,
            channel="counter",
            name="Ruth Farley",
            identity="Identity card shown",
            phone="555 0170",
        )
    with _ago(30):
        _offer_next(desk, made)
    with _ago(7):
        keeping_actions.change_places.perform(
            desk, made, places=3, reason="The old tool shed was taken down, which gives one plot."
        )
