"""What two members decide because it cannot wait: never one alone, never twice, never beyond its days."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.actions.models import Notification
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.amendments.actions import (
    amend_motion,
    conclude_amendment,
    vote_on_amendment,
)
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import withdraw_motion
from commonhall.decisions.sittings import actions as sitting_actions
from commonhall.decisions.urgent import actions, timers
from commonhall.decisions.urgent.models import UrgentDecision
from commonhall.delivery.plan.actions import adopt_item, amend_item, stop_item
from commonhall.delivery.plan.milestone_actions import add_milestone
from commonhall.delivery.plan.models import Item
from commonhall.law.appeals.actions import decide_appeal, file_appeal
from commonhall.law.founding import charter_templates
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Competence, Rank
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.actions import declare_interest
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.cases.mail_kit import run_jobs
from tests.decisions.council import decide, seated, table, vote
from tests.kit import Hall, as_whole, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
State = UrgentDecision.State
WHY = "The dam leaks."


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def refused(call: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def works(hall: Hall) -> Item:
    """A project that runs."""
    return adopt_item.perform(
        as_whole(hall),
        level="project",
        names=texts("Dredging"),
        unit=hall.unit("north"),
        body=hall.body("council"),
    ).result


def stop(by: Actor, item: Item) -> Motion:
    return table(by, stop_item, item)


def renamed(by: Actor, item: Item) -> Motion:
    return table(by, amend_item, item, names=texts("Deep dredging"), reason="It is deep.")


def call(by: Actor, motion: Motion) -> Motion:
    return actions.call_urgent.perform(by, motion=motion, reason=WHY).result


def agree(by: Actor, motion: Motion) -> Motion:
    return actions.agree_urgently.perform(by, motion=motion).result


def decided(members: list[Actor], motion: Motion) -> Motion:
    call(members[0], motion)
    return agree(members[1], motion)


def state(thing: Any) -> str:
    return str(type(thing)._base_manager.get(pk=thing.pk).state)


# --- together -------------------------------------------------------------------------------------
def test_two_members_do_it_at_once_by_the_body_and_the_body_confirms(hall: Hall) -> None:
    members, item = seated(hall, 5), works(hall)
    motion = stop(members[0], item)
    call(members[0], motion)
    assert state(item) == Item.State.PLANNED
    outcome = actions.agree_urgently.perform(members[1], motion=motion)
    assert state(item) == Item.State.STOPPED
    child = next(one for one in outcome.children if one.action == "delivery.stop_item")
    assert json.loads(child.body)["by"] == {"kind": "body", "ref": hall.body("council").ref}
    urgent = UrgentDecision.objects.get()
    assert urgent.confirm_by == clock.today() + timedelta(days=30)
    before = Entry.objects.filter(action="delivery.stop_item").count()
    passed = decide(Motion.objects.get(pk=motion.pk), members)
    assert (passed.state, passed.hindered) == (Motion.State.PASSED, "")
    assert (state(item), state(urgent)) == (Item.State.STOPPED, State.CONFIRMED)
    # It is not done a second time.
    assert Entry.objects.filter(action="delivery.stop_item").count() == before
    with clock.replay(clock.now() + timedelta(days=40)):
        assert timers.lapse_due() == 0


def test_members_are_told_and_every_page_says_so(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = stop(members[0], item)
    client = signed_in(members[1])
    call(members[0], motion)
    page = client.get(motion.get_absolute_url()).content.decode()
    assert WHY in page and "/agree-urgently/" in page
    agree(members[1], motion)
    run_jobs()
    told = Notification.objects.filter(action="decisions.call_urgent")
    assert told.filter(account=members[2].account).exists()
    assert any(WHY in str(one.body) for one in mail.outbox)
    reader = Client()
    for address in (item.get_absolute_url(), hall.body("council").get_absolute_url()):
        assert motion.get_absolute_url() in reader.get(address).content.decode(), address
    assert WHY in reader.get(motion.get_absolute_url()).content.decode()
    read = reader.get(f"/api/v1/motions/{motion.pk}").json()
    assert read["urgent"]["state"] == "in-force" and read["urgent"]["reason"] == WHY


def test_what_it_makes_is_undone_once_the_body_says_no(hall: Hall) -> None:
    members = seated(hall)
    given = {
        "level": "project",
        "names": texts("Sandbags"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 2_000_000,
    }
    motion = decided(members, table(members[0], adopt_item, **given))
    item = Item.objects.get(pk=int(motion.result.partition(":")[2]))
    assert decide(motion, members, "no").state == Motion.State.REJECTED
    assert (state(item), UrgentDecision.objects.get().state) == (Item.State.STOPPED, State.LAPSED)


def test_it_stands_on_the_agenda_by_itself_and_cannot_be_taken_off(hall: Hall) -> None:
    members = seated(hall)
    soon = {"starts_at": clock.now() + timedelta(days=4), "where": "Room 1"}
    first = sitting_actions.call_sitting.perform(hall.chair, **soon).result
    motion = decided(members, stop(members[1], works(hall)))
    assert motion.sitting == first
    with pytest.raises(Exception) as caught:
        sitting_actions.set_agenda.perform(hall.chair, sitting=first, motions=[])
    assert caught.value.field == "motions"  # type: ignore[attr-defined]
    sitting_actions.call_off_sitting.perform(hall.chair, sitting=first, reason="Flooded.")
    later = sitting_actions.call_sitting.perform(hall.chair, **soon).result
    motion.refresh_from_db()
    assert motion.sitting == later


# --- lapsing --------------------------------------------------------------------------------------
def test_it_lapses_on_its_day_and_nothing_revives_it(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = decided(members, stop(members[0], item))
    vote(motion, members)
    with clock.replay(clock.now() + timedelta(days=30)):
        assert timers.lapse_due() == 0
    with clock.replay(clock.now() + timedelta(days=31)):
        # Back to back: before the timer has come, the body confirms nothing any more.
        late = lambda: motion_actions.conclude_motion.perform(members[0], motion=motion)  # noqa: E731
        assert refused(late).code == "lapsed"
        assert timers.lapse_due() == 1 and timers.lapse_due() == 0
        assert (state(item), state(motion)) == (Item.State.PLANNED, Motion.State.LAPSED)
        assert refused(late).code == "wrong-state"
        again = stop(members[2], item)
        refusal = refused(lambda: call(members[2], again))
        assert refusal.code == "decided-before" and refusal.provision


def test_what_somebody_changed_since_stays_as_it_is(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    decided(members, renamed(members[0], item))
    amend_item.perform(as_whole(hall), item=item, names=texts("Slow dredging"), reason="Slowly.")
    with clock.replay(clock.now() + timedelta(days=31)):
        timers.lapse_due()
    assert Item.objects.get(pk=item.pk).names == texts("Slow dredging")


def test_a_review_annuls_it_before_the_body_has_voted(hall: Hall) -> None:
    members, item, reviewer = seated(hall), works(hall), kit.reviewer(hall)
    motion = decided(members, stop(members[0], item))
    entry = kit.entry_of("decisions.agree_urgently")
    appeal = file_appeal.perform(kit.confirmed(hall), entry=entry, text="No leak.").result
    decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="There is none.")
    assert (state(motion), state(item)) == (Motion.State.ANNULLED, Item.State.PLANNED)


# --- what is refused ------------------------------------------------------------------------------
def test_one_member_twice_is_one_member(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = stop(members[0], item)
    call(members[0], motion)
    assert refused(lambda: agree(members[0], motion)).code == "same-member"
    # Nor in a second office of the same person.
    term = OfficeTerm.objects.get(office__code="council-chair")
    office = Office.objects.get(pk=int(members[1].ref.partition(":")[2]))
    for one in office.terms.all():
        set_fields(one, person=term.person)
    second = Actor(
        members[1].kind, members[1].ref, person=term.person_id, body=members[1].body, account=1
    )
    assert refused(lambda: agree(second, motion)).code == "same-member"
    assert state(item) == Item.State.PLANNED


def test_nobody_of_another_body_and_nobody_recused(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = stop(members[0], item)
    call(members[0], motion)
    assert refused(lambda: agree(hall.parks, motion)).code == "no-competence"
    declare_interest.perform(members[1], target=item.ref, kind="property")
    assert refused(lambda: agree(members[1], motion)).code == "recused"
    # Whoever agreed first and is recused since does not count.
    declare_interest.perform(members[0], target=item.ref, kind="property")
    agree(members[2], motion)
    assert state(item) == Item.State.PLANNED


def test_the_same_again_and_again_is_refused(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    one, other = stop(members[0], item), stop(members[1], item)
    call(members[1], other)
    decided(members, one)
    # Two at once: the second finds the first, or what it would change changed.
    assert refused(lambda: agree(members[2], other)).code in ("decided-before", "wrong-state")
    given = {
        "level": "goal",
        "names": texts("Calm"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
    }
    first = decided(members, table(members[0], adopt_item, **given))
    other = table(members[0], adopt_item, **{**given, "names": texts("Quiet")})
    assert refused(lambda: call(members[0], other)).code == "decided-before"
    decide(first, members)
    # Once the body has confirmed the one, another is no renewal.
    call(members[0], other)


def test_no_rule_no_money_above_the_ceiling_no_appointment(hall: Hall) -> None:
    members = seated(hall)
    rule = {
        "unit": hall.unit("root"),
        "code": "no-noise",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("No noise"),
        "provisions": [{"number": "Paragraph 1", "texts": texts("Noise is not heard.")}],
        "starts": clock.today(),
    }
    assert refused(lambda: call(members[0], table(members[0], adopt_instrument, **rule))).code == (
        "never-urgent"
    )
    term = OfficeTerm.objects.get(office__code="parks-desk")
    ended = table(members[0], body_actions.end_term, term, on=clock.today())
    assert refused(lambda: call(members[0], ended)).code == "never-urgent"
    dear = {
        "level": "project",
        "names": texts("Dam"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 2_500_001,
    }
    motion = table(members[0], adopt_item, **dear)
    refusal = refused(lambda: call(members[0], motion))
    assert refusal.code == "above-amount" and refusal.provision.startswith("law.provision:")


def test_what_cannot_be_undone_is_not_decided_so(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    grants = Competence.objects.filter(power="carry-out-plans", body__code="council")
    set_fields(grants[0], urgent=2)
    given = {"names": texts("Begun"), "due_on": clock.today() + timedelta(days=9)}
    step = table(members[0], add_milestone, item, **given)
    assert refused(lambda: call(members[0], step)).code == "cannot-lapse"


def test_in_force_it_is_neither_amended_nor_taken_back(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = decided(members, renamed(members[0], item))
    amended = lambda: amend_motion.perform(  # noqa: E731
        members[1], motion=motion, reasons="Better.", given={"reason": "Otherwise."}
    )
    assert refused(amended).code == "decided-urgently"
    taken_back = lambda: withdraw_motion.perform(members[0], motion=motion)  # noqa: E731
    assert refused(taken_back).code == "decided-urgently"


def test_amended_before_the_second_agreed_it_waits_for_the_body(hall: Hall) -> None:
    members, item = seated(hall), works(hall)
    motion = renamed(members[0], item)
    call(members[0], motion)
    amendment = amend_motion.perform(
        members[1], motion=motion, reasons="Better.", given={"reason": "Otherwise."}
    ).result
    for one in members:
        vote_on_amendment.perform(one, amendment=amendment, choice="yes")
    conclude_amendment.perform(members[0], amendment=amendment)
    assert refused(lambda: agree(members[2], motion)).code == "reworded"


def test_a_charter_that_lets_two_appoint_is_no_charter(tmp_path: Path) -> None:
    folder = tmp_path / "charter"
    shutil.copytree(charter_templates.FOLDER / charter_templates.STANDARD, folder)
    main = folder / "charter.toml"
    said = main.read_text()
    main.write_text(said.replace('  "fill-offices",\n', '  "fill-offices",\n', 1))
    text = main.read_text()
    at = text.index('[[articles.resolutions]]\npowers = [\n  "adopt-local-rules"')
    main.write_text(text[:at] + "[[articles.resolutions]]\nurgent = 2" + text[at + 24 :])
    with pytest.raises(charter_templates.ContentError, match="power over power"):
        charter_templates.read(folder)
