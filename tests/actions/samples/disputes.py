"""Samples of what may be done in disputes: confidential ones, the roll of mediators, ways on, and between bodies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.disputes.between_bodies import actions as between
from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import FIRST, SECOND, Dispute
from commonhall.disputes.intake import actions as intake
from commonhall.disputes.mediation import settling_actions as settling
from commonhall.disputes.ways_on.models import WayOn
from commonhall.methods.beacons import rounds
from commonhall.people import actors
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.decisions import lots
from tests.disputes import kit
from tests.kit import Hall
from tests.law.kit import reviewer
from tests.words import texts

State = Dispute.State
YESTERDAY = timedelta(days=1)


def in_state(state: str) -> Any:
    return lambda dispute: dispute.state == state


def stranger() -> Refusal:
    return Refusal("not-yours", by=kit.actor("bystander"))


def ended() -> Refusal:
    return unless("wrong-state", state=State.WITHDRAWN)


def with_interest() -> Refusal:
    """The mediator holds an interest in one side."""
    return Refusal(
        "recused",
        before=lambda: declare_interest.perform(
            kit.actor("mia"), target=kit.actor("other").ref, kind="family"
        ),
    )


# --- the two sides --------------------------------------------------------------------------------
@sample("disputes.open_dispute")
def open_dispute(hall: Hall) -> Sample:
    kit.actor("other")
    clerk = actors.as_person(Person.objects.get(pk=hall.clerk.person))
    own = hall.body("hall")
    return Sample(
        clerk,
        given={
            "kind": "neighbours",
            "other": "The other",
            "matter": kit.MATTER,
            "email": "other@example.org",
        },
        changed=in_state(State.INVITED),
        wrong=[
            Wrong("body", hall.body("parks"), {"own_body": own}),
            Wrong("other", "Myself", {"email": "clerk@example.org"}),
            Wrong("own_body", hall.body("roads")),
            Wrong("email", ""),
        ],
    )


@sample("disputes.accept_dispute")
def accept_dispute(hall: Hall) -> Sample:
    kit.on_roll(hall, "mia", "max")
    return Sample(
        kit.actor("other"),
        kit.opened(hall),
        changed=in_state(State.CHOOSING),
        refused=[stranger(), Refusal("not-yours", by=hall.resident), ended()],
    )


@sample("disputes.refuse_dispute")
def refuse_dispute(hall: Hall) -> Sample:
    return Sample(
        kit.actor("other"),
        kit.opened(hall),
        changed=in_state(State.REFUSED),
        refused=[stranger(), ended()],
    )


@sample("disputes.withdraw_dispute")
def withdraw_dispute(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        kit.opened(hall),
        changed=in_state(State.WITHDRAWN),
        refused=[stranger(), Refusal("wrong-state", by=kit.actor("other"))],
    )


@sample("disputes.stop_dispute")
def stop_dispute(hall: Hall) -> Sample:
    return Sample(
        kit.actor("other"),
        kit.opened(hall),
        changed=in_state(State.STOPPED),
        refused=[stranger(), ended()],
    )


@sample("disputes.go_on_without")
def go_on_without(hall: Hall) -> Sample:
    dispute = kit.opened(hall)
    set_fields(dispute, answer_by=clock.today() - YESTERDAY)
    return Sample(
        actors.system(),
        dispute,
        changed=in_state(State.UNANSWERED),
        refused=[unless("not-over", answer_by=clock.today())],
    )


@sample("disputes.destroy_words")
def destroy_words(hall: Hall) -> Sample:
    dispute = kit.opened(hall, danger=True)
    set_fields(dispute, words_until=clock.today() - YESTERDAY)
    return Sample(
        actors.system(),
        dispute,
        changed=lambda found: found.destroyed_on == clock.today() and not found.words.exists(),
        refused=[unless("not-over", words_until=clock.today())],
    )


# --- operators ------------------------------------------------------------------------------------
def told(hall: Hall) -> Dispute:
    return intake.take_in_dispute.perform(hall.clerk, **by_telephone()).result


def by_telephone() -> dict[str, str]:
    return {
        "channel": "phone",
        "name": kit.NAME,
        "kind": "neighbours",
        "other": "The other",
        "matter": kit.MATTER,
        "address": kit.ADDRESS,
    }


@sample("disputes.take_in_dispute")
def take_in_dispute(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given=by_telephone(),
        changed=lambda found: (found.channel, found.on_paper) == ("phone", True),
        wrong=[Wrong("account", "nobody@example.org"), Wrong("account", "clerk@example.org")],
    )


@sample("disputes.post_dispute")
def post_dispute(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        told(hall),
        changed=lambda found: found.posted_on == clock.today(),
        refused=[unless("wrong-state", posted_on=clock.today())],
    )


@sample("disputes.answer_by_link")
def answer_by_link(hall: Hall) -> Sample:
    dispute = told(hall)
    token = parties.token_of(parties.of(dispute, SECOND))
    return Sample(
        kit.actor("other"),
        dispute,
        {"token": token, "accepts": False},
        changed=in_state(State.REFUSED),
        refused=[Refusal("not-yours", given={"token": token + "X"})],
    )


@sample("disputes.record_word")
def record_word(hall: Hall) -> Sample:
    dispute = told(hall)
    return Sample(
        hall.clerk,
        dispute,
        {"code": parties.code_of(parties.of(dispute, FIRST)), "says": "withdraw"},
        changed=in_state(State.WITHDRAWN),
        wrong=[Wrong("code", "ABCDEFGHJK")],
    )


# --- mediators ------------------------------------------------------------------------------------
@sample("disputes.appoint_mediator")
def appoint_mediator(hall: Hall) -> Sample:
    mia, day = kit.actor("mia"), clock.today()
    (max_,) = kit.on_roll(hall, "max")
    return Sample(
        hall.chair,
        given={
            "person": Person.objects.get(pk=mia.person),
            "known_as": "Mia",
            "training": "Two years.",
            "starts": day,
            "ends": day + timedelta(days=400),
        },
        changed=lambda one: one.person_id == mia.person,
        wrong=[
            Wrong("ends", day - YESTERDAY),
            Wrong("ends", day + timedelta(days=9000)),
            Wrong("person", Person.objects.get(pk=hall.chair.person)),
            Wrong("person", max_.person),
        ],
    )


@sample("disputes.end_mediator")
def end_mediator(hall: Hall) -> Sample:
    (mia,) = kit.on_roll(hall, "mia")
    return Sample(
        hall.chair,
        mia,
        {"reason": "Moved away."},
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("disputes.strike_names")
def strike_names(hall: Hall) -> Sample:
    dispute = kit.accepted(hall)
    one = dispute.candidates.order_by("pk")[0].mediator
    return Sample(
        hall.resident,
        dispute,
        {"names": [one]},
        changed=lambda found: found.candidates.get(mediator=one).struck_by_first,
        refused=[
            Refusal("said-before", before=lambda: kit.struck(dispute, hall.resident)),
        ],
    )


@sample("disputes.draw_mediator")
def draw_mediator(hall: Hall) -> Sample:
    dispute = kit.to_lot(hall)
    beacon = rounds.named(lots.CHAIN, timezone.now() - timedelta(hours=2))
    set_fields(dispute, beacon=beacon)
    return Sample(
        hall.resident,
        Dispute.objects.get(pk=dispute.pk),
        {"signature": lots.sign(beacon["round"])},
        changed=in_state(State.MEDIATING),
        refused=[unless("wrong-state", state=State.CHOOSING)],
    )


@sample("disputes.decline_mediation")
def decline_mediation(hall: Hall) -> Sample:
    return Sample(
        kit.actor("mia"),
        kit.mediated(hall),
        changed=in_state(State.LOT),
        refused=[Refusal("not-yours", by=hall.resident), ended()],
    )


# --- in mediation ---------------------------------------------------------------------------------
def by_mediator(hall: Hall, **given: object) -> Sample:
    dispute = kit.mediated(hall)
    return Sample(
        kit.actor("mia"),
        dispute,
        dict(given),
        changed=lambda found: found.version > dispute.version,
        refused=[Refusal("not-yours", by=hall.resident), ended(), with_interest()],
    )


@sample("disputes.call_session")
def call_session(hall: Hall) -> Sample:
    found = by_mediator(hall, begins=timezone.now() + timedelta(days=2), where="Room 4")
    found.wrong = [Wrong("begins", timezone.now() - timedelta(days=2))]
    return found


@sample("disputes.note_dispute")
def note_dispute(hall: Hall) -> Sample:
    return by_mediator(hall, text=kit.NOTE)


@sample("disputes.offer_dispute")
def offer_dispute(hall: Hall) -> Sample:
    dispute = kit.mediated(hall)
    return Sample(
        kit.actor("other"),
        dispute,
        {"text": kit.OFFER},
        changed=lambda found: found.words.filter(kind="offer", side=SECOND).exists(),
        refused=[Refusal("not-yours", by=kit.actor("mia")), ended()],
    )


@sample("disputes.propose_agreement")
def propose_agreement(hall: Hall) -> Sample:
    found = by_mediator(hall, text=kit.TEXT)
    found.wrong = [
        Wrong("first_by", clock.today(), {"first_does": ""}),
        Wrong("second_by", clock.today() - YESTERDAY, {"second_does": "Pays"}),
    ]
    return found


@sample("disputes.sign_dispute")
def sign_dispute(hall: Hall) -> Sample:
    dispute = kit.mediated(hall)
    settling.propose_agreement.perform(kit.actor("mia"), dispute, text=kit.TEXT)
    return Sample(
        hall.resident,
        Dispute.objects.get(pk=dispute.pk),
        changed=lambda found: found.parties.get(side=FIRST).signed_on == clock.today(),
        refused=[
            Refusal(
                "said-before",
                before=lambda: settling.sign_dispute.perform(hall.resident, dispute),
            ),
            Refusal("wrong-state", before=lambda: dispute.words.filter(kind="settlement").delete()),
        ],
    )


@sample("disputes.say_held")
def say_held(hall: Hall) -> Sample:
    dispute = kit.agreed(hall)
    set_fields(dispute, follow_up_on=clock.today())
    return Sample(
        hall.resident,
        Dispute.objects.get(pk=dispute.pk),
        {"held": "held"},
        changed=lambda found: found.parties.get(side=FIRST).held == "held",
        refused=[
            unless("not-yet", follow_up_on=clock.today() + YESTERDAY),
            Refusal(
                "said-before",
                before=lambda: settling.say_held.perform(hall.resident, dispute, held="not"),
            ),
        ],
    )


@sample("disputes.close_follow_up")
def close_follow_up(hall: Hall) -> Sample:
    dispute = kit.agreed(hall)
    set_fields(dispute, follow_up_on=clock.today() - settling.ASKED_FOR - YESTERDAY)
    return Sample(
        actors.system(),
        Dispute.objects.get(pk=dispute.pk),
        changed=in_state(State.FOLLOWED),
        refused=[unless("not-over", follow_up_on=clock.today())],
    )


@sample("disputes.publish_dispute")
def publish_dispute(hall: Hall) -> Sample:
    dispute = kit.agreed(hall)
    return Sample(
        hall.resident,
        dispute,
        changed=lambda found: found.parties.get(side=FIRST).publishes and not found.published,
        refused=[
            Refusal(
                "said-before",
                before=lambda: settling.publish_dispute.perform(hall.resident, dispute),
            )
        ],
    )


@sample("disputes.unpublish_dispute")
def unpublish_dispute(hall: Hall) -> Sample:
    dispute = kit.agreed(hall)
    for one in (hall.resident, kit.actor("other")):
        settling.publish_dispute.perform(one, dispute)
    return Sample(
        hall.resident,
        Dispute.objects.get(pk=dispute.pk),
        changed=lambda found: not found.published,
        refused=[
            Refusal(
                "wrong-state",
                before=lambda: settling.unpublish_dispute.perform(hall.resident, dispute),
            )
        ],
    )


@sample("disputes.end_dispute")
def end_dispute(hall: Hall) -> Sample:
    found = by_mediator(hall, how="court", words=kit.END)
    found.changed = lambda one: (one.state, one.referred_to) == (State.REFERRED, "court")
    return found


# --- ways on --------------------------------------------------------------------------------------
@sample("disputes.add_way_on")
def add_way_on(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given={"kind": "help", "names": texts("Night line"), "contact": "0800 123"},
        changed=lambda one: one.contact == "0800 123",
    )


@sample("disputes.remove_way_on")
def remove_way_on(hall: Hall) -> Sample:
    kit.help_at_hand(hall)
    return Sample(
        hall.clerk,
        WayOn.objects.order_by("pk")[0],
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


# --- between bodies -------------------------------------------------------------------------------
def brought(hall: Hall) -> BodyDispute:
    return between.bring_before_arbiter.perform(
        hall.parks, body=hall.body("roads"), text="Who clears the path?"
    ).result


def decided() -> Refusal:
    return unless("wrong-state", decided_on=clock.today())


@sample("disputes.bring_before_arbiter")
def bring_before_arbiter(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        given={"body": hall.body("roads"), "text": "Who clears the path?"},
        changed=lambda one: (one.claimant.code, one.body.code) == ("parks", "roads"),
        wrong=[Wrong("body", hall.body("parks"))],
    )


def disputed(hall: Hall) -> Case:
    """A case that two bodies do not agree about, of which the arbiter has not heard yet."""
    case = hall.raise_case()
    set_fields(case, disputed_to=hall.body("roads"))
    return Case.objects.get(pk=case.pk)


@sample("disputes.bring_case_before_arbiter")
def bring_case_before_arbiter(hall: Hall) -> Sample:
    case = disputed(hall)
    return Sample(
        actors.system(),
        given={"case": case},
        changed=lambda one: (one.case_id, one.claimant.code) == (case.pk, "parks"),
        refused=[Refusal("wrong-state", given={"case": hall.raise_case()})],
    )


@sample("disputes.reply_body_dispute")
def reply_body_dispute(hall: Hall) -> Sample:
    return Sample(
        hall.roads,
        brought(hall),
        {"text": "The parks do."},
        changed=lambda one: one.reply == "The parks do.",
        refused=[
            Refusal("other-body", by=hall.parks),
            decided(),
            unless("said-before", reply="We replied."),
        ],
    )


@sample("disputes.decide_body_dispute")
def decide_body_dispute(hall: Hall) -> Sample:
    judge: Actor = reviewer(hall)
    dispute = brought(hall)
    about_case = between.bring_case_before_arbiter.perform(
        actors.system(), case=disputed(hall)
    ).result
    own = between.bring_before_arbiter.perform(
        hall.parks, body=hall.body("reviewer"), text="It is slow."
    ).result
    return Sample(
        judge,
        dispute,
        {
            "decision": "The parks clear it.",
            "who": "claimant",
            "what": "Clear it",
            "by": clock.today() + timedelta(days=9),
        },
        changed=lambda one: one.decided_on == clock.today() and one.duties.count() == 1,
        refused=[decided(), Refusal("own-dispute", thing=own)],
        wrong=[
            Wrong("by", clock.today() - YESTERDAY),
            Wrong("answers", None, {"body_dispute": about_case}),
            Wrong("what", ""),
            Wrong("who", ""),
        ],
    )


@sample("disputes.close_settled_case")
def close_settled_case(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        brought(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[decided()],
    )


@sample("disputes.report_duty")
def report_duty(hall: Hall) -> Sample:
    between.decide_body_dispute.perform(
        reviewer(hall),
        brought(hall),
        decision="The parks clear it.",
        who="claimant",
        what="Clear it",
        by=clock.today() + timedelta(days=9),
    )
    return Sample(
        hall.parks,
        Duty.objects.get(),
        {"proof": "Cleared on Monday."},
        changed=lambda one: one.done_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", done_on=clock.today()),
        ],
    )
