"""A member of the council alone: what the body decides together, nobody does by a click, at any door."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import registry
from commonhall.actions.action_pages import has_door, url_of
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.models import Version
from commonhall.core import clock, refs
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.amendments.actions import (
    amend_motion,
    conclude_amendment,
    vote_on_amendment,
)
from commonhall.decisions.motions import actions, held, queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import (
    carry_out_motion,
    table_resolution,
    withdraw_motion,
)
from commonhall.delivery.plan.actions import adopt_item
from commonhall.law.appeals.actions import decide_appeal, file_appeal
from commonhall.law.founding import charter_checks, charter_templates
from commonhall.law.instruments.actions import adopt_instrument, amend_provision, repeal_provision
from commonhall.law.instruments.models import Competence, Instrument, Provision, Rank
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Office
from commonhall.people.interests.actions import declare_interest
from commonhall.people.invitations.actions import invite
from commonhall.record.models import Entry
from commonhall.services.minimum_standards.actions import (
    end_minimum_standard,
    set_minimum_standard,
)
from tests import asking_kit
from tests.actions.samples import SAMPLES, Sample, set_fields
from tests.asking_kit import ask
from tests.attacks.doors import TRYING, refused_everywhere, send
from tests.decisions.council import decide, seat, seated, table, vote
from tests.kit import Hall, as_whole, asking_hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

for app in ("cases", "people", "services", "delivery", "law", "demands", "files"):
    import_module(f"tests.actions.samples.{app}")
pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def rule(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "unit": hall.unit("root"),
        "code": "no-noise",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("No noise"),
        "provisions": [{"number": "Paragraph 1", "texts": texts("Noise is not heard.")}],
        "starts": clock.today(),
        **given,
    }


ALONE = "competence by-resolution"


def refused(call: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def own_rule(hall: Hall, members: list[Actor]) -> Provision:
    decide(table(members[0], adopt_instrument, **rule(hall)), members)
    return Provision.objects.get(instrument__code="no-noise")


# --- alone ----------------------------------------------------------------------------------------
def test_a_member_alone_adopts_no_rule_and_the_attempt_is_on_the_record(hall: Hall) -> None:
    seat(hall, 1)
    given = {**rule(hall), "provisions": [("Paragraph 1", texts("Noise is not heard."))]}
    article = Provision.objects.get(number="Article 8")
    refused_everywhere(hall.chair, adopt_instrument, None, given, by=ALONE, provision=article)
    assert Entry.objects.order_by("-id")[0].kind == "refusal"


def test_a_member_alone_recalls_no_mandate(hall: Hall) -> None:
    seat(hall, 1)
    mandate = Mandate.objects.get(body__code="parks")
    refused_everywhere(hall.chair, recall_mandate, mandate, {"on": clock.today()}, by=ALONE)


def test_a_member_alone_puts_no_ten_millions_into_the_plan(hall: Hall) -> None:
    seat(hall, 1)
    given = {
        "level": "project",
        "names": texts("Tower"),
        "unit": hall.unit("root"),
        "body": hall.body("parks"),
        "budget": 10_000_000_00,
    }
    refused_everywhere(hall.chair, adopt_item, None, given, by=ALONE)


def test_a_member_alone_ends_no_minimum_standard(hall: Hall) -> None:
    standard = set_minimum_standard.perform(
        hall.chair,
        names=texts("No child without a warm meal"),
        measure="reported",
        threshold=Decimal(100),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit("root"),
    ).result
    seat(hall, 1)
    refused_everywhere(hall.chair, end_minimum_standard, standard, by=ALONE)


def test_the_page_puts_it_before_the_body_instead(hall: Hall) -> None:
    seat(hall, 1)
    client, address = signed_in(hall.chair), url_of(adopt_instrument)
    page = client.get(address).content.decode()
    assert "motion_reasons" in page
    sent = {
        "unit": hall.unit("root").pk,
        "code": "no-noise",
        "rank": Rank.LOCAL_RULE,
        "starts": clock.today().isoformat(),
        **{f"titles_{code}": text for code, text in texts("No noise").items()},
        **{f"provisions_{code}": text for code, text in texts("Noise is not heard.").items()},
    }
    without = client.post(address, sent)
    assert without.status_code == 400 and not Motion.objects.exists()
    answer = client.post(address, {**sent, "motion_reasons": "It is loud."})
    motion = Motion.objects.get()
    assert answer.status_code == 302 and answer["Location"] == motion.get_absolute_url()
    assert not Instrument.objects.filter(code="no-noise").exists()
    shown = client.get(motion.get_absolute_url()).content.decode()
    assert "Noise is not heard." in shown and "It is loud." in shown


def test_a_program_is_refused_and_told_the_provision(hall: Hall) -> None:
    seat(hall, 1)
    mandate = Mandate.objects.get(body__code="parks")
    given = {"on": clock.today().isoformat()}
    answer = by_key(hall.chair, f"/mandates/{mandate.pk}/recall", given)
    assert (answer.status_code, answer.json()["code"]) == (403, "by-resolution")
    assert answer.json()["provision"].startswith("law.provision:")
    mandate.refresh_from_db()
    assert mandate.recalled_on is None


def test_an_office_that_is_its_whole_body_acts_as_before(hall: Hall) -> None:
    given = {**rule(hall), "provisions": [("Paragraph 1", texts("Noise is not heard."))]}
    adopt_instrument.perform(hall.chair, **given)
    assert refused(lambda: table(hall.chair, adopt_instrument, **rule(hall, code="more"))).code == (
        "not-together"
    )


def test_nobody_is_a_whole_body_without_a_motion(hall: Hall) -> None:
    body = hall.body("council")
    nobody = Actor(Kind.BODY, body.ref, body=body.pk)
    given = {**rule(hall), "provisions": [("Paragraph 1", texts("Noise is not heard."))]}
    assert refused(lambda: adopt_instrument.perform(nobody, **given)).code == "unknown"


# --- together -------------------------------------------------------------------------------------
def test_passed_it_is_done_by_the_body_in_the_same_breath(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[1], adopt_instrument, **rule(hall))
    vote(motion, members)
    outcome = actions.conclude_motion.perform(members[2], motion=motion)
    made = Instrument.objects.get(code="no-noise")
    assert outcome.result.result == made.ref and outcome.result.state == Motion.State.PASSED
    child = next(one for one in outcome.children if one.action == "law.adopt_instrument")
    assert json.loads(child.body)["by"] == {"kind": "body", "ref": hall.body("council").ref}
    assert made.adopted_by == hall.body("council")
    choice = {"choice": "yes"}
    refused_everywhere(members[0], actions.vote_on_motion, motion, choice, by="state wrong-state")
    refused_everywhere(members[0], actions.conclude_motion, motion, by="state wrong-state")


def test_annulled_what_it_did_is_undone_with_it(hall: Hall) -> None:
    members, reviewer = seated(hall), kit.reviewer(hall)
    motion = table(members[1], adopt_instrument, **rule(hall))
    decide(motion, members)
    provision = Provision.objects.get(instrument__code="no-noise")
    entry = kit.entry_of("decisions.conclude_motion")
    resident = kit.confirmed(hall)
    appeal = file_appeal.perform(resident, entry=entry, text="It was rushed.").result
    decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="It was.")
    motion.refresh_from_db()
    made = Instrument.objects.get(code="no-noise")
    assert motion.state == Motion.State.ANNULLED
    assert made.ends is not None and made.ends < clock.today(), provision


def test_rejected_it_is_not_done(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[1], adopt_instrument, **rule(hall))
    assert decide(motion, members, "no").state == Motion.State.REJECTED
    assert not Instrument.objects.filter(code="no-noise").exists()


def test_two_of_three_must_vote_and_a_member_votes_once(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[1], adopt_instrument, **rule(hall))
    vote(motion, [members[1], members[1]])
    told = refused_everywhere(members[1], actions.conclude_motion, motion, by="state no-quorum")
    assert told.provision.startswith("law.provision:")


def test_what_the_law_forbids_by_then_is_not_done_and_can_be_tried_again(hall: Hall) -> None:
    members = seated(hall)
    provision = own_rule(hall, members)
    motion = table(members[0], repeal_provision, provision, on=clock.today())
    # The rule's author loses the power to repeal before the vote.
    grants = Competence.objects.filter(power="adopt-local-rules")
    for grant in grants:
        set_fields(grant, ends=clock.today() - timedelta(days=1))
    before = Version.objects.filter(type="law.provision").count()
    passed = decide(motion, members)
    assert (passed.state, passed.hindered) == (Motion.State.PASSED, "no-competence")
    assert Version.objects.filter(type="law.provision").count() == before
    page = signed_in(members[0]).get(motion.get_absolute_url()).content.decode()
    assert "could not be carried out" in page
    refused_everywhere(members[0], carry_out_motion, motion, by="state hindered", hangs_on=TRYING)
    for grant in grants:
        set_fields(grant, ends=None)
    carry_out_motion.perform(members[0], motion=motion)
    provision.refresh_from_db()
    assert provision.ends == clock.today()


def test_a_text_changed_meanwhile_is_not_overwritten(hall: Hall) -> None:
    members = seated(hall)
    provision = own_rule(hall, members)
    stale = table(members[0], amend_provision, provision, texts=texts("Noise is welcome."))
    shown = held.lines(stale)
    assert [(one.was, one.text) for one in shown] == [("Noise is not heard.", "Noise is welcome.")]
    first = table(members[1], amend_provision, provision, texts=texts("Noise is measured."))
    decide(first, members)
    page = signed_in(members[0]).get(stale.get_absolute_url()).content.decode()
    assert "has since been changed" in page
    assert decide(stale, members).hindered == "changed-meanwhile"
    provision.refresh_from_db()
    assert provision.text == "Noise is measured."


def test_an_interest_in_the_action_s_own_parties_recuses(hall: Hall) -> None:
    members = seated(hall)
    north = hall.unit("north")
    declare_interest.perform(members[1], target=north.ref, kind="property")
    item = {
        "level": "goal",
        "names": texts("Lamps"),
        "unit": north,
        "body": hall.body("parks"),
    }
    motion = table(members[0], adopt_item, **item)
    refused_everywhere(
        members[1], actions.vote_on_motion, motion, {"choice": "yes"}, by="interests recused"
    )
    assert [one.office_id for one in queries.sitting(motion).recused] == [
        int(members[1].ref.partition(":")[2])
    ]


def test_several_readings_are_on_several_days_and_votes_are_cast_anew(hall: Hall) -> None:
    members = seated(hall)
    for grant in Competence.objects.filter(power="adopt-local-rules"):
        set_fields(grant, readings=2)
    motion = table(
        members[0], adopt_instrument, **rule(hall, starts=clock.today() + timedelta(days=30))
    )
    assert decide(motion, members).state == Motion.State.OPEN
    assert not Instrument.objects.filter(code="no-noise").exists()
    conclude = actions.conclude_motion
    refused_everywhere(members[0], conclude, motion, by="state no-quorum")
    vote(motion, members)
    refused_everywhere(members[0], conclude, motion, by="state same-day")
    with clock.replay(clock.now() + timedelta(days=1)):
        passed = actions.conclude_motion.perform(members[0], motion=motion).result
    assert passed.state == Motion.State.PASSED and passed.result


def test_a_majority_of_all_members_counts_the_absent_against_it(hall: Hall) -> None:
    members = seated(hall, 5)
    for grant in Competence.objects.filter(power="adopt-local-rules"):
        set_fields(grant, majority="two-thirds-members")
    motion = table(members[0], adopt_instrument, **rule(hall))
    vote(motion, members[:3])
    # Three of five are a quorum, but the others have time to vote.
    refused_everywhere(members[0], actions.conclude_motion, motion, by="state still-voting")
    with clock.replay(clock.now() + timedelta(days=4)):
        concluded = actions.conclude_motion.perform(members[0], motion=motion)
    assert concluded.result.state == Motion.State.REJECTED


def test_an_address_in_a_motion_is_shown_to_nobody(hall: Hall) -> None:
    members = seated(hall)
    office = Office.objects.get(code="parks-desk")
    for term in office.terms.all():
        set_fields(term, ended_early_on=clock.today())
    motion = table(
        members[0],
        invite,
        office,
        email="secret.person@example.org",
        starts=clock.today(),
        ends=clock.today() + timedelta(days=99),
    )
    page = signed_in(members[1]).get(motion.get_absolute_url()).content.decode()
    assert "secret.person" not in page
    entry = Entry.objects.order_by("-id")[0]
    assert "secret.person" not in entry.body
    assert "secret.person" not in str(Version.objects.filter(type="decisions.motion").values())
    answer = signed_in(hall.resident).get(f"/api/v1/motions/{motion.pk}")
    assert answer.status_code == 200 and "secret.person" not in answer.content.decode()


def test_whoever_put_it_there_takes_it_back_and_nobody_else(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[1], adopt_instrument, **rule(hall))
    refused_everywhere(members[0], withdraw_motion, motion, by="state not-yours")
    withdraw_motion.perform(members[1], motion=motion)
    refused_everywhere(
        members[0], actions.vote_on_motion, motion, {"choice": "yes"}, by="state wrong-state"
    )


def test_bad_input_is_named_as_the_action_would_name_it(hall: Hall) -> None:
    members = seated(hall)
    for change, field in (
        ({"starts": "tomorrow"}, "starts"),
        ({"rank": 1}, "rank"),
        ({"nonsense": "x"}, "nonsense"),
        ({"code": "no good!"}, "code"),
    ):
        with pytest.raises(BadInput) as caught:
            table(members[0], adopt_instrument, **rule(hall, **change))
        assert caught.value.field == field
    with pytest.raises(BadInput) as caught:
        table_resolution.perform(
            members[0],
            action="law.repeal_provision",
            reasons="So.",
            thing=hall.body("parks").ref,
            given={"on": clock.today().isoformat()},
        )
    assert caught.value.field == "thing"
    assert not Motion.objects.exists()


def test_a_program_puts_an_action_before_the_body(hall: Hall) -> None:
    """By the operation that names the action and its thing; and what a rule speaks of is chosen on its page."""
    members = seated(hall)
    mandate = Mandate.objects.get(body__code="parks")
    given = {"action": "law.recall_mandate", "thing": mandate.ref, "reasons": "So."}
    more = {"given": {"on": clock.today().isoformat()}}
    answer = send(members[0], table_resolution, None, {**given, **more})
    assert answer.status_code == 201, answer.content
    assert Motion.objects.get().action == "law.recall_mandate"
    page = signed_in(members[0]).get(url_of(adopt_instrument)).content.decode()
    assert 'name="speaks_of" value="set-plans"' in page.replace("\n", " ")
    assert (
        'value="law.recall_mandate"'
        in signed_in(members[0]).get(url_of(table_resolution)).content.decode()
    )


def test_what_the_body_may_not_do_cannot_be_put_before_it(hall: Hall) -> None:
    members = seated(hall)
    case = hall.raise_case()
    answer = registry.actions()["cases.answer_case"]
    assert refused(lambda: table(members[0], answer, case, text="No.")).code == "no-competence"
    assert refused(lambda: table(hall.parks, adopt_instrument, **rule(hall))).code in (
        "no-competence",
    )


def test_what_was_not_asked_waits_until_it_was(home: Path) -> None:
    hall = asking_hall()
    members = seated(hall)
    motion = table(
        members[0], adopt_instrument, **rule(hall, starts=clock.today() + timedelta(days=30))
    )
    assert decide(motion, members).hindered == "not-asked"
    assert not Instrument.objects.filter(code="no-noise").exists()
    # Those concerned are asked about the motion itself.
    ask(hall, motion.ref, unit="root")
    with clock.replay(clock.now() + timedelta(days=9)):
        carry_out_motion.perform(members[0], motion=motion)
    assert Instrument.objects.filter(code="no-noise").exists()


def test_asked_about_one_thing_and_amended_to_another_it_is_asked_about_again(home: Path) -> None:
    hall = asking_hall()
    members = seated(hall)
    starts = clock.today() + timedelta(days=60)
    motion = table(members[0], adopt_instrument, **rule(hall, starts=starts))
    ask(hall, motion.ref, unit="root")
    with clock.replay(clock.now() + timedelta(days=10)):
        # Harmless when people read it, and something else when it passes.
        row = amend_motion.perform(
            members[1], motion=motion, reasons="Better.", given={"code": "another-rule"}
        ).result
        for one in members:
            vote_on_amendment.perform(one, amendment=row, choice="yes")
        conclude_amendment.perform(members[0], amendment=row)
        motion.refresh_from_db()
        assert decide(motion, members).hindered == "not-asked"
        page = Client().get(motion.get_absolute_url()).content.decode()
        assert "The words were changed after" in page
        # Half as many are enough, about these words.
        again, people = asking_kit.opened(hall, motion.ref, "root"), asking_kit.confirmed(hall, 3)
        asking_kit.argued(people[0], again)
        asking_kit.took_part(again, people)
    asking_kit.closed(hall, again, days=18)
    with clock.replay(clock.now() + timedelta(days=19)):
        carry_out_motion.perform(members[0], motion=motion)
    assert Instrument.objects.filter(code="another-rule").exists()


# --- every power ----------------------------------------------------------------------------------
@cache
def together() -> set[str]:
    """Powers that the standard charter lets a body of several use by resolution only."""
    data = charter_templates.read(charter_templates.STANDARD).data
    found = [one for article in data["articles"] for one in article.get("resolutions", ())]
    return {power for one in found for power in one["powers"]}


def test_every_power_of_a_body_of_several_is_used_by_resolution_or_says_why_not() -> None:
    charter = charter_templates.read(charter_templates.STANDARD)
    articles = charter.data["articles"]
    held, decided = set(), set()
    for article in articles:
        mine = {
            power
            for who, powers in article.get("powers", {}).items()
            for power in powers
            if who in ("council", charter_checks.ACTING)
        }
        held |= mine
        here = {
            power
            for one in article.get("resolutions", ())
            for power in one["powers"]
            if "council" in one.get("bodies", ["council"])
        }
        # Granted twice, it is by resolution in both: else a member would take the other article.
        assert not (decided | here) & mine - here, article["number"]
        decided |= here & mine
    each = {power: one["number"] for one in articles for power in one.get("by_each", ())}
    assert held == decided | each.keys() and not decided & each.keys()
    for language in charter.words:
        for number in set(each.values()):
            assert charter.words[language]["articles"][str(number)]


@pytest.mark.parametrize("power", ["spend", "award-contracts", "carry-out-plans", "set-services"])
def test_other_bodies_work_by_their_offices(hall: Hall, power: str) -> None:
    grants = Competence.objects.filter(power=power, body__code="parks")
    assert grants and not any(one.together for one in grants)
    council = Competence.objects.filter(power=power, body__code="council")
    assert council and all(one.together for one in council)


TOGETHER = [
    code
    for code, one in registry.actions().items()
    if one.power in together() and code in SAMPLES and has_door(one)
]


@pytest.mark.parametrize("code", TOGETHER)
def test_each_such_action_is_refused_to_one_and_done_by_all(hall: Hall, code: str) -> None:
    action, one = registry.actions()[code], SAMPLES[code](hall)
    if one.actor.ref != hall.chair.ref:
        pytest.skip("its sample is done by another body")
    member = seat(hall, 9)
    refused_everywhere(hall.chair, action, one.thing, one.given, by=ALONE)
    given = {
        name: value
        for name, value in one.given.items()
        if name in action.inputs and value is not None
    }
    try:
        motion = table(hall.chair, action, one.thing, **given)
    except BadInput:
        # What programs give as JSON only: done by the body as the motion would.
        done = action.perform(as_whole(hall), **_arguments(action, one)).result
    else:
        decided = decide(motion, [hall.chair, member])
        assert not decided.hindered, decided.hindered
        done = refs.thing(decided.result) if decided.result else None
    if done is not None:
        done = type(done)._base_manager.get(pk=done.pk) if isinstance(done, Governed) else done
        assert one.changed(done)


def _arguments(action: Any, one: Sample) -> dict[str, Any]:
    thing = {}
    if action.subject_name and one.thing is not None:
        thing = {action.subject_name: type(one.thing)._base_manager.get(pk=one.thing.pk)}
    return {**thing, **one.given}
