"""Nobody reads an offer before the hour by any door, opens alone, scores their own, or offers after the hour."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.actions.models import KeptDraft, Notification, Version
from commonhall.core import clock, jobs, search
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import teller_files
from commonhall.delivery.calls import offer_actions, opening_actions, preparing_actions
from commonhall.delivery.calls.models import Call, Offer, SealedOffer
from commonhall.people.bodies.models import Office
from commonhall.people.interests.actions import declare_interest
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.record import sequencer
from commonhall.record.models import Entry
from tests import on_record
from tests.actions.samples import set_fields
from tests.attacks.doors import refused_everywhere
from tests.delivery import calls as kit
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
HIDDEN = "Zirconium lamps"
NAME = "Quillwort"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def sealed(hall: Hall) -> tuple[Call, Any]:
    """An open call with one offer; its organisation has an uncommon name, its text an uncommon word."""
    call, who = kit.is_open(hall), kit.organisation(hall, NAME)
    file = SimpleUploadedFile("quillwort.pdf", b"%PDF Zirconium")
    offer_actions.hand_in_offer.perform(
        who, call=call, price=7_654_321, text=f"**{HIDDEN}**", file=file
    )
    return call, who


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.status_code} {body.decode(errors='replace')}"


SECRETS = (HIDDEN, "Zirconium", "7654321", "76,543", "76543", NAME.lower())


def clean(text: str, *, but: tuple[str, ...] = ()) -> None:
    """None of what the offer says, nor who offers, stands there."""
    found = [one for one in SECRETS if one.lower() in text.lower() and one not in but]
    assert not found, found


def test_no_page_or_program_reads_an_offer_before_the_hour(hall: Hall) -> None:
    call, who = sealed(hall)
    offer = Offer.objects.get()
    paths = [
        call.get_absolute_url(),
        "/plan/calls/",
        "/plan/calls/feed.atom",
        f"/plan/calls/{call.pk}/envelopes.json",
        f"/plan/calls/offers/{offer.pk}/",
        f"/plan/calls/offers/{offer.pk}/attachment/",
        f"/thread/{call.ref}/",
        f"/thread/{offer.ref}/",
        f"/record/?subject={call.ref}",
        f"/record/?subject={offer.ref}",
        f"/search/?q={HIDDEN.split()[0]}",
        f"/api/v1/offer-calls/{call.pk}",
        "/api/v1/offer-calls",
        f"/api/v1/threads/{call.ref}",
        f"/api/v1/threads/{offer.ref}",
    ]
    readers = [Client(), *(signed_in(one) for one in (hall.parks, hall.clerk, hall.roads, who))]
    for client in readers:
        for path in paths:
            # The reader's own name stands in the head of their pages, and what they searched for in the field.
            own = (NAME.lower(),) if client is readers[-1] else ()
            asked = ("Zirconium",) if "search" in path else ()
            clean(read(client, path), but=(*own, *asked))
    for client in readers:
        assert client.get(f"/plan/calls/offers/{offer.pk}/").status_code == 404
        assert client.get(f"/plan/calls/{call.pk}/envelopes.json").status_code in (302, 404)


def test_no_table_version_entry_search_draft_or_letter_tells_of_it(hall: Hall) -> None:
    call, who = sealed(hall)
    for one in (hall.parks, hall.clerk):
        signed_in(one).post("/follow/", {"ref": call.ref})
    offer_actions.hand_in_offer.perform(who, call=call, price=7_654_321, text=HIDDEN)
    while sequencer.sequence_once():
        pass
    while jobs.run_one("test"):
        pass
    for name, table in datasets().items():
        if name.startswith(("delivery.", "actions.", "record.")):
            clean(json.dumps(list(table.rows()), default=str))
    clean("".join(entry.body for entry in Entry.objects.filter(action__startswith="delivery.")))
    for entry in Entry.objects.filter(action="delivery.hand_in_offer"):
        assert entry.actor == "" and who.ref not in entry.body
        assert {"envelope"} <= set(json.loads(entry.body)["data"])
    states = Version.objects.filter(type__startswith="delivery.").values_list("state", flat=True)
    clean("".join(map(str, states)))
    assert not any(f'"organisation_id":{who.organisation}' in str(one) for one in states)
    assert not KeptDraft.objects.exists()
    for model in (Call, Offer, Organisation):
        found = search.matching(model.objects.all(), model._meta.label_lower, "Zirconium")
        assert not found.exists()
    # Its organisation was told that it is recognised: that is another matter.
    letters = [f"{one.subject} {one.body}" for one in mail.outbox]
    clean(" ".join(one for one in letters if call.name in one))
    assert not any(NAME in str(one.ref) for one in Notification.objects.all())
    whole = bytes(SealedOffer.objects.get().sealed)
    assert HIDDEN.encode() not in whole and b"7654321" not in whole


def test_nobody_opens_before_the_hour_or_with_parts_of_their_own_making(hall: Hall) -> None:
    call, _who = sealed(hall)
    (clerk, key), _other = kit.KEYS[call.pk]
    early = kit.parts_of(clerk, key, call)
    act = opening_actions.open_offers
    assert refusal(lambda: act.perform(clerk, call=call, file=early)) == "too-early"
    call = kit.past(call)
    forged = teller_files.Parts(call.ref, 1, early.set, b"\x00" * len(early.parts))
    with pytest.raises(BadInput):
        act.perform(clerk, call=call, file=forged)
    assert Offer.objects.get().price is None


def test_the_awarding_body_and_its_people_open_nothing(hall: Hall) -> None:
    own = preparing_actions.prepare_call.perform(hall.clerk, **kit.wanted(hall)).result
    key = teller_files.make_key().public
    refused_everywhere(
        hall.clerk,
        preparing_actions.join_as_opener,
        own,
        {"public_key": key},
        by="segregation for-itself",
    )
    call = kit.past(kit.is_open(hall))
    # Somebody who joined for another body and now sits in the awarding one, too.
    (clerk, _key), _other = kit.KEYS[call.pk]
    desk = Office.objects.get(code="parks-desk")
    term = desk.terms.get()
    on_record.change(type(term)._base_manager.filter(pk=term.pk), person_id=clerk.person)
    parts = teller_files.Parts(call.ref, 1, "", b"")
    told = refusal(lambda: opening_actions.open_offers.perform(clerk, call=call, file=parts))
    assert told == "same-person"


def test_nobody_scores_with_an_interest_or_for_their_own_organisation(hall: Hall) -> None:
    kit.opened(hall, 100_00, 90_00)
    one, other = Offer.objects.order_by("pk")
    assert refusal(lambda: kit.score(hall.clerk, one)) == "no-scorer"
    declare_interest.perform(
        hall.parks, target=Organisation.ref_of(one.offerer_id or 0), kind="family"
    )
    # An interest in one who offers recuses from all: who is worse off for it is not seen from outside.
    assert refusal(lambda: kit.score(hall.parks, one)) == "recused"
    assert refusal(lambda: kit.score(hall.parks, other)) == "recused"
    made = Membership(organisation=one.offerer, person_id=hall.roads.person, starts=clock.today())
    made.save_base(raw=True, force_insert=True)
    assert refusal(lambda: kit.score(hall.roads, other)) == "own-organisation"


def test_a_suspended_organisation_and_a_former_speaker_do_not_offer(hall: Hall) -> None:
    call, who = kit.is_open(hall), kit.organisation(hall, NAME)
    set_fields(Organisation.objects.get(pk=who.organisation), state="suspended")
    given = {"price": 100, "text": "Lamps."}
    refused_everywhere(who, offer_actions.hand_in_offer, call, given, by="standing not-recognised")
    set_fields(Organisation.objects.get(pk=who.organisation), state="recognised")
    row = Membership.objects.filter(organisation=who.organisation)
    on_record.change(row, ends=clock.today() - kit.timedelta(days=1))
    told = refusal(lambda: offer_actions.hand_in_offer.perform(who, call=call, **given))
    assert told == "not-a-representative"


def test_who_is_late_is_told_the_hour_and_loses_nothing(hall: Hall) -> None:
    call, who = kit.is_open(hall), kit.organisation(hall, NAME)
    call = kit.past(call)
    client = signed_in(who)
    address = f"{call.get_absolute_url()}hand-in-offer/"
    answer = client.post(address, {"price": "100", "text": "My long words", "once": "k"})
    said = answer.content.decode()
    assert answer.status_code == 403 and not Offer.objects.exists()
    assert "Too late" in said and "server’s clock" in said and "My long words" in said
    told = by_key(who, f"/offer-calls/{call.pk}/hand-in-offer", {"price": 100, "text": "Lamps."})
    assert told.status_code == 409 and "Too late" in told.json()["detail"]


def test_an_organisation_sees_no_other_offer_and_withdraws_only_its_own(hall: Hall) -> None:
    call, _who = sealed(hall)
    other = kit.organisation(hall, "Rival")
    told = refusal(lambda: offer_actions.withdraw_offer.perform(other, call=call))
    assert told == "no-offer"
    clean(read(signed_in(other), call.get_absolute_url()))


def test_a_changed_envelope_is_set_apart_and_the_others_open(hall: Hall) -> None:
    call, _who = sealed(hall)
    kit.hand_in(kit.organisation(hall, "Ash"), call, 50_00)
    row = SealedOffer.objects.get(offer__organisation__names__icontains="Ash")
    changed = bytearray(row.sealed)
    changed[-1] ^= 1
    SealedOffer.objects.filter(pk=row.pk).update(sealed=bytes(changed))
    kit.open_it(kit.past(call))
    states = dict(Offer.objects.values_list("organisation__names__en", "state"))
    assert states == {NAME: "opened", "Ash": "lost"}
