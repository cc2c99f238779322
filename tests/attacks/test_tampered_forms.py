"""What a browser sends that no page offered: others' offices, foreign things, hidden fields changed, votes replayed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.cases.cases.actions import answer_case, pass_on_case
from commonhall.core import clock
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.payments.actions import record_payment
from commonhall.delivery.plan.actions import adopt_item, amend_item
from commonhall.delivery.plan.models import Item
from commonhall.law.instruments.actions import amend_provision
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.open_data.action_operations import address
from commonhall.people import acting, actors
from commonhall.people.accounts.models import Account
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.actions import declare_interest
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.services.minimum_standards import actions as standards
from tests.actions.samples import set_fields
from tests.attacks.doors import as_form, everything, refused_everywhere, send, wrong_by_doors
from tests.decisions.council import seat, seated, table, vote
from tests.kit import MEASURED, Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def project(hall: Hall, **more: Any) -> Item:
    values: dict[str, Any] = {
        "level": Item.Level.PROJECT,
        "names": texts("Lamps"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 100_000,
        **more,
    }
    return adopt_item.perform(hall.chair, **values).result


# --- in whose name ----------------------------------------------------------------------------------
def test_nobody_acts_in_an_office_they_do_not_hold(hall: Hall) -> None:
    """Picked in the field “in whose name”, or written into the session itself."""
    case = hall.raise_case()
    client = signed_in(hall.parks)
    for name in (hall.roads.ref, hall.chair.ref, "people.body:1", "people.office:999", "x"):
        client.post("/me/acting/", {"as": name})
        assert acting.SESSION_KEY not in client.session
        session = client.session
        session[acting.SESSION_KEY] = name
        session.save()
        before = everything()
        answer = client.post(action_pages.url_of(answer_case, case), {"text": "Mine."})
        assert answer.status_code == 403, name
        assert everything() == before, name


def test_whose_power_is_used_is_not_said_by_whoever_sends_it(hall: Hall) -> None:
    """Fields that an action does not ask for change nothing on a page, and are named to a program."""
    given = {"names": texts("Lamps"), "level": "project", "unit": hall.unit("north")}
    form = as_form(adopt_item, None, {**given, "body": hall.body("parks")})
    more = {"state": "done", "version": 99, "adopted_by": hall.body("roads").pk, "actor": "x"}
    page = action_pages.url_of(adopt_item)
    assert signed_in(hall.chair).post(page, {**form, **more}).status_code == 302
    item = Item.objects.get()
    assert (item.state, item.version) != ("done", 99)
    sent = {"names": texts("x"), "level": "project", "unit": "north", "body": "parks"}
    before = everything()
    for name in ("actor", "by", "office", "state", "door", "confirmed", "once", "ctx", "stood"):
        answer = by_key(hall.chair, address(adopt_item), {**sent, name: "x"})
        assert (answer.status_code, answer.json()["field"]) == (422, name)
    assert everything() == before


def test_opening_a_page_with_values_in_its_address_does_nothing(hall: Hall) -> None:
    mandate = Mandate.objects.get(body__code="parks")
    page, before = action_pages.url_of(recall_mandate, mandate), everything()
    client = signed_in(hall.chair)
    assert client.get(page, {"on": clock.today().isoformat(), "once": "x"}).status_code == 200
    for method in (client.put, client.patch, client.delete):
        assert method(page, {"on": clock.today().isoformat()}).status_code == 405
    hidden = {"_method": "POST", "on": clock.today().isoformat()}
    assert client.get(page, hidden, headers={"X-HTTP-Method-Override": "POST"}).status_code == 200
    assert everything() == before


def test_a_form_of_another_site_is_refused(hall: Hall) -> None:
    mandate = Mandate.objects.get(body__code="parks")
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(hall.chair).cookies
    before = everything()
    given = {"on": clock.today().isoformat()}
    assert client.post(action_pages.url_of(recall_mandate, mandate), given).status_code == 403
    assert everything() == before


def test_what_follows_a_form_is_a_page_of_this_hall(hall: Hall) -> None:
    case = hall.raise_case()
    for number, wanted in enumerate(("https://evil.example/", "//evil.example", "javascript:x")):
        sent = {"text": f"On Friday, {number}.", "next": wanted}
        answer = signed_in(hall.parks).post(action_pages.url_of(answer_case, case), sent)
        assert answer["Location"].startswith("/") and "evil" not in answer["Location"]


# --- foreign things ---------------------------------------------------------------------------------
def test_a_foreign_thing_is_not_slipped_into_a_form(hall: Hall) -> None:
    """The number of something that the page does not offer, typed into its field."""
    kit.organisation(hall)
    item, case = project(hall), hall.raise_case()
    contract = contracts.publish_call.perform(
        hall.parks,
        names=texts("Posts"),
        unit=hall.unit("north"),
        closes_on=clock.today(),
    ).result
    bill: dict[str, Any] = {
        "amount": 100,
        "purpose": "Posts",
        "invoice": "1",
        "invoiced_on": clock.today(),
    }
    no_body, no_unit = hall.body("roads"), hall.unit("south")
    new = {"level": "goal", "names": texts("x"), "body": hall.body("parks")}
    no_body.pk, no_body.code = 999, "nobody"
    no_unit.pk, no_unit.code = 999, "nowhere"
    for who, action, thing, given, field in (
        (hall.parks, record_payment, item, {**bill, "contract": contract}, "contract"),
        (hall.parks, pass_on_case, case, {"to": no_body, "reason": "Theirs."}, "to"),
        (hall.chair, adopt_item, None, {**new, "unit": no_unit}, "unit"),
    ):
        wrong_by_doors(who, action, thing, given, field=field)
    assert Organisation.objects.count() == 1


def test_a_place_that_was_not_broken_is_not_confirmed(hall: Hall) -> None:
    standard = standards.set_minimum_standard.perform(
        hall.chair,
        names=texts("Water"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit("root"),
    ).result
    for value in (40, 99):
        standards.report_value.perform(
            hall.parks, standard, unit=hall.unit("north"), value=Decimal(value), **MEASURED
        )
    given = {"unit": hall.unit("south"), "seen": "I was there."}
    wrong_by_doors(hall.chair, standards.confirm_value, standard, given, field="unit")


def test_nobody_votes_in_another_body(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], recall_mandate, Mandate.objects.get(body__code="parks"), on=day())
    for who in (hall.parks, hall.clerk):
        refused_everywhere(
            who,
            motion_actions.vote_on_motion,
            motion,
            {"choice": "no"},
            by="competence no-competence",
        )


def test_a_form_that_says_it_amends_a_motion_of_another_body_does_not(hall: Hall) -> None:
    """The hidden field with the number of the motion, changed."""
    members = seated(hall)
    mandate = Mandate.objects.get(body__code="parks")
    motion = table(members[0], recall_mandate, mandate, on=day())
    other = hall.body("roads")
    set_fields(motion, body=other)
    before = everything()
    sent = {"on": day(5).isoformat(), "motion_reasons": "Later.", "amends": str(motion.pk)}
    answer = signed_in(members[1]).post(action_pages.url_of(recall_mandate, mandate), sent)
    assert answer.status_code == 403
    assert everything() == before


# --- motions and votes --------------------------------------------------------------------------------
def day(ahead: int = 0) -> Any:
    return clock.today() + timedelta(days=ahead)


def test_what_a_motion_holds_is_changed_by_an_amendment_only(hall: Hall) -> None:
    """Neither in its own form nor by a field of tabling; an amendment that nobody voted on changes nothing."""
    members = seated(hall)
    mandate = Mandate.objects.get(body__code="parks")
    motion = table(members[0], recall_mandate, mandate, on=day(9))
    held = Motion.objects.get(pk=motion.pk).given
    sent = {"choice": "yes", "given": '{"on": "2030-01-01"}', "on": "2030-01-01"}
    page = action_pages.url_of(motion_actions.vote_on_motion, motion)
    assert signed_in(members[1]).post(page, sent).status_code == 302
    assert Motion.objects.get(pk=motion.pk).given == held
    told = by_key(
        members[1],
        "/motions/table-resolution",
        {
            "action": "law.recall_mandate",
            "thing": mandate.ref,
            "reasons": "So.",
            "given": {"on": day(9).isoformat()},
            "sent": {"on": ["2030-01-01"]},
        },
    )
    assert (told.status_code, told.json()["field"]) == (422, "sent")
    change = {"reasons": "Sooner.", "given": {"on": day().isoformat()}}
    assert by_key(members[1], f"/motions/{motion.pk}/amend", change).status_code == 200
    assert Motion.objects.get(pk=motion.pk).given == held
    refused_everywhere(
        members[1], motion_actions.conclude_motion, motion, by="state amendments-first"
    )


def test_a_vote_sent_twice_counts_once_and_a_page_sent_twice_does_it_once(hall: Hall) -> None:
    members = seated(hall, 5)
    motion = table(members[0], recall_mandate, Mandate.objects.get(body__code="parks"), on=day())
    page = action_pages.url_of(motion_actions.vote_on_motion, motion)
    client = signed_in(members[0])
    for once in ("a", "a", "b", ""):
        assert client.post(page, {"choice": "yes", "once": once}).status_code == 302
    assert motion.votes.count() == 1
    # The key of another's submission opens nothing.
    assert signed_in(members[1]).post(page, {"choice": "no", "once": "a"}).status_code == 302
    assert sorted(motion.votes.values_list("choice", flat=True)) == ["no", "yes"]
    refused_everywhere(members[0], motion_actions.conclude_motion, motion, by="state no-quorum")


def test_a_vote_cast_before_a_recusal_does_not_count_after_it(hall: Hall) -> None:
    members = seated(hall)
    item = {"level": "goal", "names": texts("Lamps"), "unit": hall.unit("north")}
    motion = table(members[0], adopt_item, **item, body=hall.body("parks"))
    vote(motion, members[:2])
    declare_interest.perform(members[1], target=hall.unit("north").ref, kind="property")
    refused_everywhere(
        members[1],
        motion_actions.vote_on_motion,
        motion,
        {"choice": "yes"},
        by="interests recused",
    )
    refused_everywhere(members[0], motion_actions.conclude_motion, motion, by="state no-quorum")


def test_the_vote_of_a_member_whose_term_ended_still_counts(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], recall_mandate, Mandate.objects.get(body__code="parks"), on=day())
    vote(motion, members[1:])
    for one in members[1:]:
        body_actions.end_term.perform(hall.clerk, OfficeTerm.objects.get(person=one.person))
        refused_everywhere(
            one,
            motion_actions.vote_on_motion,
            motion,
            {"choice": "yes"},
            by="identity not-in-office",
        )
    refused_everywhere(members[0], motion_actions.conclude_motion, motion, by="state still-voting")


def test_one_person_in_two_seats_is_no_majority(hall: Hall) -> None:
    seat(hall, 1)
    second = body_actions.establish_office.perform(
        hall.clerk, hall.body("council"), code="second", names=texts("Second"), duties={}
    ).result
    chair = Person.objects.get(pk=hall.chair.person)
    body_actions.appoint.perform(hall.clerk, second, person=chair, starts=day(), ends=day(99))
    again = kit.as_office(chair, Office.objects.select_related("body").get(code="second"))
    motion = table(hall.chair, recall_mandate, Mandate.objects.get(body__code="parks"), on=day())
    vote(motion, [hall.chair])
    refused_everywhere(
        again, motion_actions.vote_on_motion, motion, {"choice": "yes"}, by="state voted-elsewhere"
    )
    refused_everywhere(hall.chair, motion_actions.conclude_motion, motion, by="state no-quorum")


def test_what_an_appeal_suspends_is_not_done_by_a_motion_tabled_before(hall: Hall) -> None:
    item = project(hall)
    resident = kit.confirmed(hall)
    members = seated(hall)
    given = {"names": item.names, "budget": 900_000, "reason": "Rock."}
    motion = table(members[0], amend_item, item, **given)
    vote(motion, members)
    appeal = kit.appealed(resident, "delivery.adopt_item")
    set_fields(appeal, suspended=True, suspension=Provision.objects.get(number="Article 13"))
    for action, sent in (
        (motion_actions.vote_on_motion, {"choice": "yes"}),
        (motion_actions.conclude_motion, {}),
    ):
        refused_everywhere(members[0], action, motion, sent, by="suspension suspended")
    whole = actors.by_resolution(hall.body("council"), motion.ref)
    told = kit.refusal(lambda: amend_item.perform(whole, item, **given))
    assert told == "suspended"


def test_a_body_s_power_is_not_tabled_by_an_office_of_another(hall: Hall) -> None:
    seated(hall)
    given = {
        "action": "law.recall_mandate",
        "thing": Mandate.objects.get(body__code="parks").ref,
        "reasons": "So.",
        "given": {"on": day().isoformat()},
    }
    before = everything()
    for who in (hall.parks, hall.clerk, hall.resident):
        answer = send(who, table_resolution, None, given)
        assert answer.status_code == 403, answer.content
    assert everything() == before


# --- changed meanwhile --------------------------------------------------------------------------------
def test_a_text_changed_meanwhile_is_not_overwritten_unseen(hall: Hall) -> None:
    """Two pages opened on the same words: the second to be sent is told at the field, and may then be meant."""
    provision = kit.rule(hall).provisions.get()
    client, page = signed_in(hall.chair), action_pages.url_of(amend_provision, provision)
    stood = client.get(page).context["form"]["stood"].value()
    amend_provision.perform(hall.chair, provision, texts=texts("Stalls close at one."))
    sent = as_form(amend_provision, provision, {"texts": texts("Stalls close at two.")})
    before = everything()
    told = client.post(page, {**sent, "stood": stood})
    assert told.status_code == 400 and "changed since you opened it" in told.content.decode()
    assert "texts" in told.context["form"].errors and everything() == before
    assert "Stalls close at two." in told.content.decode()
    again = told.context["form"]["stood"].value()
    assert again != stood
    assert client.post(page, {**sent, "stood": again}).status_code == 302
    provision.refresh_from_db()
    assert provision.text == "Stalls close at two."
    assert Instrument.objects.filter(code="market").count() == 1


def test_a_person_s_account_is_not_reached_by_another_s_number(hall: Hall) -> None:
    """Addresses with others' numbers: keys, interests and terms stay their owners'."""
    declare_interest.perform(hall.parks, target=hall.unit("north").ref, kind="property")
    client, before = signed_in(hall.roads), everything()
    for path in ("/interests/1/end/", "/me/keys/1/end/", "/me/keys/999/end/"):
        assert client.post(path, {}).status_code in (302, 400, 403, 404, 405), path
    assert everything() == before
    assert Account.objects.filter(is_active=True).count() == 5
