"""Samples of what may be done with appeals, challenges and recalls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as cases
from commonhall.core import clock
from commonhall.law.agenda import agenda
from commonhall.law.agenda.models import Matter
from commonhall.law.appeals import actions as decisions
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges import actions as challenges
from commonhall.law.challenges import system_actions
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.models import Competence, Provision, Threshold
from commonhall.law.promises import actions as promises
from commonhall.law.promises.models import Promise
from commonhall.law.recalls import actions as recalls
from commonhall.law.recalls.models import Recall
from commonhall.people import actors
from commonhall.people.actors import system
from commonhall.people.bodies import actions as bodies
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.law import charter, mandate_of, own
from tests.decisions import lots
from tests.decisions.kit import voter
from tests.kit import Hall
from tests.law import kit
from tests.words import texts

ONE = timedelta(days=1)


# --- appeals --------------------------------------------------------------------------------------
def drawn_elsewhere(hall: Hall, appeal: Appeal) -> Refusal:
    """The lot fell on another reviewer."""

    def before() -> None:
        bodies.establish_office.perform(
            hall.clerk, body=hall.body("reviewer"), code="second", names=texts("Second"), duties={}
        )
        kit.seat(hall, "second", Person.objects.create(name="Second"))
        set_fields(appeal, drawn=Office.objects.get(code="second"))

    return Refusal("not-drawn", before=before)


def not_drawn_yet(hall: Hall, appeal: Appeal) -> Refusal:
    """Two are free, and the beacon's round is still to come."""

    def before() -> None:
        bodies.establish_office.perform(
            hall.clerk, body=hall.body("reviewer"), code="third", names=texts("Third"), duties={}
        )
        kit.seat(hall, "third", Person.objects.create(name="Third"))
        beacon = {**lots.CHAIN.published(), "round": 10**10}
        set_fields(appeal, drawn=None, among=["reviewer", "third"], beacon=beacon)

    return Refusal("not-drawn-yet", before=before)


def answered(hall: Hall) -> Any:
    """The entry of an answer: what public power did."""
    cases.answer_case.perform(hall.parks, case=hall.raise_case(), text="No.")
    return kit.entry_of("cases.answer_case")


@sample("law.file_appeal")
def file_appeal(hall: Hall) -> Sample:
    resident, entry = kit.confirmed(hall), answered(hall)
    nobodys = kit.entry_of("cases.answer_case")
    nobodys.actor = ""
    return Sample(
        resident,
        given={"entry": entry, "text": kit.WORDS},
        changed=lambda one: (one.entry, one.body.code, one.state) == (entry.pk, "parks", "waiting"),
        refused=[
            Refusal("not-public-power", given={"entry": kit.entry_of("cases.raise_case")}),
            Refusal("appealed", before=lambda: kit.appealed(resident, "cases.answer_case")),
        ],
        wrong=[Wrong("entry", nobodys)],
    )


@sample("law.draw_reviewer")
def draw_reviewer(hall: Hall) -> Sample:
    resident, number = kit.confirmed(hall), 5
    kit.reviewer(hall)
    answered(hall)
    appeal = kit.appealed(resident, "cases.answer_case")
    set_fields(
        appeal,
        among=["council-chair", "reviewer"],
        beacon={**lots.CHAIN.published(), "round": number},
    )
    return Sample(
        resident,
        appeal,
        {"signature": lots.sign(number)},
        changed=lambda one: one.drawn.code in one.among,
        refused=[
            unless("wrong-state", among=[]),
            unless("not-yet", beacon={**lots.CHAIN.published(), "round": 10**10}),
        ],
        wrong=[Wrong("signature", lots.sign(6)), Wrong("signature", "nothing")],
    )


@sample("law.decide_appeal")
def decide_appeal(hall: Hall) -> Sample:
    resident, reviewer = kit.confirmed(hall), kit.reviewer(hall)
    answered(hall)
    appeal = kit.appealed(resident, "cases.answer_case")
    held = {"body": Body.objects.get(pk=reviewer.body)}
    return Sample(
        reviewer,
        appeal,
        {"verdict": "dismissed", "text": "It was right."},
        changed=lambda one: (one.state, one.decided_by_id) == ("dismissed", reviewer.body),
        refused=[
            unless("wrong-state", state="granted"),
            unless("same-body", **held),
            drawn_elsewhere(hall, appeal),
            not_drawn_yet(hall, appeal),
            Refusal(
                "had-a-part",
                before=lambda: kit.seat_on_both_sides(
                    hall, "parks-desk", Person.objects.get(pk=reviewer.person)
                ),
            ),
        ],
    )


# --- challenges -----------------------------------------------------------------------------------
def challenged(hall: Hall) -> Challenge:
    return challenges.challenge_rule.perform(
        kit.confirmed(hall), provision=own(hall), text="Too much."
    ).result


@sample("law.challenge_rule")
def challenge_rule(hall: Hall) -> Sample:
    mine, day = own(hall), clock.today()
    other = Competence.objects.filter(provision=charter()).first()
    return Sample(
        kit.confirmed(hall),
        mine,
        {"text": "Too much."},
        changed=lambda one: (one.state, one.provision, one.body.code) == ("open", mine, "council"),
        refused=[
            unless("not-in-force", ends=day - ONE),
            Refusal("nobody-answers", thing=charter(), before=nobody_adopts),
        ],
        wrong=[Wrong("competence", other or any_competence(mine))],
    )


def nobody_adopts() -> None:
    """Take the power to change rules from every body."""
    QuerySet(Competence).filter(power="adopt-local-rules")._raw_delete("default")


def any_competence(besides: Provision) -> Any:
    return Competence.objects.exclude(provision=besides)[0]


@sample("law.support_challenge")
def support_challenge(hall: Hall) -> Sample:
    challenge = challenged(hall)
    return Sample(
        voter(hall, 1),
        challenge,
        changed=lambda signed: signed.challenge == challenge,
        refused=[
            unless("wrong-state", state="kept"),
            Refusal("signed", by=hall.resident),
        ],
    )


@sample("law.answer_challenge")
def answer_challenge(hall: Hall) -> Sample:
    day = clock.today()
    friends = Organisation.objects.get(pk=kit.organisation(hall).organisation)
    challenge = challenged(hall)
    return Sample(
        hall.chair,
        challenge,
        {"verdict": "repealed", "text": "It is too much.", "ends_on": day + ONE},
        changed=lambda one: (one.state, one.provision.ends) == ("repealed", day + ONE),
        refused=[
            unless("wrong-state", state="kept"),
            unless("other-body", body=hall.body("parks")),
            unless("higher-law", provision=charter()),
        ],
        wrong=[
            Wrong("ends_on", None),
            Wrong("ends_on", day - ONE),
            Wrong("texts", None, {"verdict": "simplified"}),
            Wrong("instead", challenge.provision, {"verdict": "simplified"}),
            Wrong("review_on", None, {"verdict": "kept"}),
            Wrong("review_on", day + 1200 * ONE, {"verdict": "kept"}),
            Wrong("to_body", None, {"verdict": "handed_over"}),
            Wrong(
                "to_body",
                hall.body("parks"),
                {"verdict": "handed_over", "to_organisation": friends},
            ),
        ],
    )


def supported(hall: Hall) -> Challenge:
    """A challenge that so many support that it comes before the council, which has not been told yet."""
    one = challenged(hall)
    set_fields(one, needed=1000)
    challenges.support_challenge.perform(voter(hall, 5), challenge=one)
    set_fields(one, needed=1)
    return one


@sample("law.oblige_challenge")
def oblige_challenge(hall: Hall) -> Sample:
    return Sample(
        system(),
        supported(hall),
        changed=lambda one: (
            one.supported_on == clock.today()
            and agenda.waiting(hall.body("council")).filter(about=one.ref).exists()
        ),
        refused=[unless("wrong-state", needed=2), unless("wrong-state", state="kept")],
    )


@sample("law.bring_back_challenge")
def bring_back_challenge(hall: Hall) -> Sample:
    one = challenged(hall)
    set_fields(one, state="kept", review_on=clock.today())
    return Sample(
        system(),
        one,
        changed=lambda one: agenda.waiting(one.body).filter(about=one.provision.ref).exists(),
        refused=[unless("wrong-state", review_on=clock.today() + ONE)],
    )


# --- promises and the agenda ------------------------------------------------------------------------
def promised(hall: Hall) -> Promise:
    """The body promised a case for yesterday, and nothing was done."""
    case = hall.raise_case()
    cases.answer_case.perform(hall.parks, case=case, text="Soon.", promise=clock.today())
    made = Promise.objects.get(thing=case.ref)
    set_fields(made, first_on=clock.today() - ONE)
    return made


def broken(hall: Hall) -> Promise:
    made = promised(hall)
    promises.mark_broken.perform(system(), promise=made)
    return Promise.objects.get(pk=made.pk)


@sample("law.mark_broken")
def mark_broken(hall: Hall) -> Sample:
    week = clock.today() + 7 * ONE
    return Sample(
        system(),
        promised(hall),
        changed=lambda one: (one.broken_on, one.word_due_on) == (clock.today(), week),
        refused=[
            unless("wrong-state", first_on=clock.today()),
            unless("wrong-state", broken_on=clock.today()),
        ],
    )


@sample("law.escalate_promise")
def escalate_promise(hall: Hall) -> Sample:
    made = broken(hall)
    set_fields(made, tell_on=clock.today() - ONE, escalated=2)
    return Sample(
        system(),
        made,
        changed=lambda one: (
            one.escalated == 3
            and agenda.waiting(hall.body("council")).filter(about=one.ref).exists()
        ),
        refused=[
            unless("wrong-state", tell_on=clock.today()),
            unless("wrong-state", said_on=clock.today()),
            unless("wrong-state", escalated=3),
        ],
    )


@sample("law.say_why")
def say_why(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        broken(hall),
        {"text": "The cable was stolen."},
        changed=lambda one: (one.word, one.said_on) == ("The cable was stolen.", clock.today()),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", broken_on=None),
            unless("wrong-state", said_on=clock.today()),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("law.take_up_matter")
def take_up_matter(hall: Hall) -> Sample:
    one = challenged(hall)
    set_fields(one, state="kept", review_on=clock.today())
    system_actions.bring_back_challenge.perform(system(), challenge=one)
    return Sample(
        hall.chair,
        Matter.objects.get(about=one.provision.ref),
        {"text": "It stays."},
        changed=lambda one: (one.outcome, one.taken_up_on) == ("It stays.", clock.today()),
        refused=[
            Refusal("other-body", by=hall.parks),
            unless("wrong-state", taken_up_on=clock.today()),
            unless("owed-there", about="law.promise:1"),
        ],
        wrong=[Wrong("text", "")],
    )


# --- recalls --------------------------------------------------------------------------------------
def petition(hall: Hall, names: int = 0) -> Recall:
    """A petition against the roads' mandate, with so many names besides the first."""
    one = recalls.petition_recall.perform(
        kit.confirmed(hall), mandate=mandate_of("roads"), text="Nothing is mended."
    ).result
    for number in range(names):
        recalls.sign_recall.perform(voter(hall, number), petition=one)
    return Recall.objects.get(pk=one.pk)


def enough(hall: Hall) -> Recall:
    return petition(hall, 9)


@sample("law.petition_recall")
def petition_recall(hall: Hall) -> Sample:
    mandate = mandate_of("roads")
    return Sample(
        kit.confirmed(hall),
        mandate,
        {"text": "Nothing is mended."},
        changed=lambda one: (one.state, one.signatures.count()) == ("open", 1),
        refused=[
            unless("not-in-force", recalled_on=clock.today()),
            Refusal("petitioned", before=lambda: petition(hall)),
            Refusal(
                "no-threshold",
                before=lambda: QuerySet(Threshold).all()._raw_delete("default"),
            ),
            Refusal("lives-elsewhere", by=voter(hall, 99, "south")),
        ],
    )


@sample("law.sign_recall")
def sign_recall(hall: Hall) -> Sample:
    return Sample(
        voter(hall, 50),
        petition(hall),
        changed=lambda one: one.signatures.count() == 2,
        refused=[
            unless("wrong-state", state="lapsed"),
            unless("closed", closes_on=clock.today() - ONE),
            Refusal("signed", by=hall.resident),
            Refusal("lives-elsewhere", by=voter(hall, 99, "south")),
        ],
    )


@sample("law.oblige_answer")
def oblige_answer(hall: Hall) -> Sample:
    one = enough(hall)
    set_fields(one, state="open", due_on=None, body=None)
    return Sample(
        actors.system(),
        one,
        changed=lambda one: (one.state, one.body.code) == ("reached", "council"),
        refused=[unless("wrong-state", needed=11), unless("wrong-state", state="lapsed")],
    )


@sample("law.lapse_recall")
def lapse_recall(hall: Hall) -> Sample:
    one = petition(hall)
    set_fields(one, closes_on=clock.today() - ONE)
    return Sample(
        actors.system(),
        one,
        changed=lambda one: one.state == "lapsed" and one.decided_at,
        refused=[
            unless("wrong-state", state="reached"),
            unless("in-time", closes_on=clock.today()),
        ],
    )


@sample("law.refuse_recall")
def refuse_recall(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        enough(hall),
        {"text": "They have begun to mend."},
        changed=lambda one: (one.state, one.decided_by.code) == ("refused", "council"),
        refused=[
            unless("wrong-state", state="open"),
            unless("other-body", body=hall.body("parks")),
        ],
    )


@sample("law.grant_recall")
def grant_recall(hall: Hall) -> Sample:
    one = enough(hall)
    set_fields(mandate_of("roads"), recalled_on=clock.today())
    return Sample(
        hall.chair,
        one,
        changed=lambda one: (one.state, one.decided_by.code) == ("recalled", "council"),
        refused=[
            Refusal(
                "wrong-state",
                before=lambda: set_fields(mandate_of("roads"), recalled_on=None),
            )
        ],
    )


@sample("law.mark_overdue")
def mark_overdue(hall: Hall) -> Sample:
    resident = kit.confirmed(hall)
    answered(hall)
    appeal: Appeal = kit.appealed(resident, "cases.answer_case")
    set_fields(appeal, due_on=clock.today() - ONE)
    return Sample(
        actors.system(),
        given={"thing": appeal},
        changed=lambda one: one.overdue_on == clock.today(),
        refused=[
            Refusal("wrong-state", before=lambda: set_fields(appeal, overdue_on=clock.today())),
            Refusal("in-time", before=lambda: set_fields(appeal, due_on=clock.today())),
        ],
    )


# --- while appeals wait, and after them -------------------------------------------------------------
def waiting(hall: Hall) -> tuple[Any, Appeal]:
    """A reviewer, and an appeal against an answer of Parks."""
    resident, reviewer = kit.confirmed(hall), kit.reviewer(hall)
    answered(hall)
    return reviewer, kit.appealed(resident, "cases.answer_case")


def after(hall: Hall, verdict: str) -> tuple[Any, Appeal]:
    """The same, decided."""
    reviewer, appeal = waiting(hall)
    decisions.decide_appeal.perform(reviewer, appeal=appeal, verdict=verdict, text="So it is.")
    return reviewer, Appeal.objects.get(pk=appeal.pk)


@sample("law.order_on_appeal")
def order_on_appeal(hall: Hall) -> Sample:
    reviewer, appeal = waiting(hall)
    return Sample(
        reviewer,
        appeal,
        {"suspend": True, "text": "Wait."},
        changed=lambda one: one.suspended and one.order_on == clock.today(),
        refused=[
            unless("wrong-state", state="granted"),
            unless("same-body", body=Body.objects.get(pk=reviewer.body)),
            drawn_elsewhere(hall, appeal),
            Refusal(
                "had-a-part",
                before=lambda: kit.seat_on_both_sides(
                    hall, "parks-desk", Person.objects.get(pk=reviewer.person)
                ),
            ),
        ],
        wrong=[Wrong("suspend", False)],
    )


@sample("law.name_new_decision")
def name_new_decision(hall: Hall) -> Sample:
    _reviewer, appeal = after(hall, "sent_back")
    before = kit.entry_of("cases.answer_case")
    cases.answer_case.perform(hall.parks, case=hall.raise_case(), text="Yes.")
    new = kit.entry_of("cases.answer_case")
    return Sample(
        hall.parks,
        appeal,
        {"entry": new},
        changed=lambda one: (one.anew_entry, one.anew_on) == (new.pk, clock.today()),
        refused=[
            unless("wrong-state", anew_on=clock.today()),
            unless("other-body", body=hall.body("roads")),
        ],
        wrong=[Wrong("entry", before)],
    )


@sample("law.make_good")
def make_good(hall: Hall) -> Sample:
    _reviewer, appeal = after(hall, "granted")
    set_fields(appeal, anew_by=clock.today())
    return Sample(
        hall.parks,
        appeal,
        {"text": "We took it back and asked again."},
        changed=lambda one: (one.made_good[:7], one.anew_on) == ("We took", clock.today()),
        refused=[
            unless("wrong-state", anew_on=clock.today()),
            unless("wrong-state", state="sent_back"),
            unless("other-body", body=hall.body("roads")),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("law.find_new_decision")
def find_new_decision(hall: Hall) -> Sample:
    _reviewer, appeal = after(hall, "sent_back")
    entry = kit.entry_of("cases.answer_case").pk
    return Sample(
        actors.system(),
        appeal,
        {"entry": entry},
        changed=lambda one: (one.anew_entry, one.anew_on) == (entry, clock.today()),
    )


@sample("law.hand_over_appeal")
def hand_over_appeal(hall: Hall) -> Sample:
    reviewer, appeal = after(hall, "dismissed")
    return Sample(
        reviewer,
        appeal,
        {"court": "ombudsman", "reference": "O 7", "on": clock.today()},
        changed=lambda one: (one.court, one.court_reference) == ("ombudsman", "O 7"),
        refused=[
            unless("wrong-state", decided_at=None),
            unless("handed-over", court="court"),
        ],
        wrong=[Wrong("on", clock.today() + ONE)],
    )


@sample("law.report_outcome")
def report_outcome(hall: Hall) -> Sample:
    reviewer, appeal = after(hall, "dismissed")
    set_fields(appeal, court="court", court_on=clock.today())
    return Sample(
        reviewer,
        Appeal.objects.get(pk=appeal.pk),
        {"text": "Annulled.", "on": clock.today()},
        changed=lambda one: one.court_outcome == "Annulled.",
        refused=[unless("wrong-state", court=""), drawn_elsewhere(hall, appeal)],
        wrong=[
            Wrong("on", clock.today() + ONE),
            Wrong("annulled", True, before=lambda: set_fields(appeal, state="granted")),
        ],
    )


@sample("law.take_to_court")
def take_to_court(hall: Hall) -> Sample:
    _reviewer, appeal = after(hall, "dismissed")
    return Sample(
        hall.resident,
        appeal,
        {"court": "court", "reference": "4 K 12/26", "on": clock.today()},
        changed=lambda one: (one.court, one.court_reference) == ("court", "4 K 12/26"),
        refused=[
            Refusal("not-yours", by=voter(hall, 2)),
            unless("wrong-state", decided_at=None),
            unless("handed-over", court="court"),
            unless("denied", court="court", court_denied_on=clock.today()),
        ],
        wrong=[
            Wrong("on", clock.today() + ONE),
            Wrong("evidence", "a letter"),
            Wrong("digest", "abc"),
        ],
    )


def claimed(hall: Hall) -> tuple[Actor, Appeal]:
    """Somebody said with evidence that a court deals with what was dismissed here."""
    reviewer, appeal = after(hall, "dismissed")
    until = clock.today() + 45 * ONE
    set_fields(appeal, court="court", court_on=clock.today(), court_stops_until=until)
    return reviewer, Appeal.objects.get(pk=appeal.pk)


@sample("law.deny_court_case")
def deny_court_case(hall: Hall) -> Sample:
    reviewer, appeal = claimed(hall)
    return Sample(
        reviewer,
        appeal,
        {"text": "The court knows nothing of it."},
        changed=lambda one: one.court_denied_on == clock.today(),
        refused=[
            unless("wrong-state", court=""),
            unless("wrong-state", court_denied_on=clock.today()),
            drawn_elsewhere(hall, appeal),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("law.confirm_court_case")
def confirm_court_case(hall: Hall) -> Sample:
    reviewer, appeal = claimed(hall)
    return Sample(
        reviewer,
        appeal,
        {"evidence": "https://court.example/order"},
        changed=lambda one: one.court_stops_until == clock.today() + 90 * ONE,
        refused=[
            unless("wrong-state", court=""),
            unless("lapsed", court_extended=True),
            unless("lapsed", court_stops_until=clock.today() - ONE),
            drawn_elsewhere(hall, appeal),
        ],
        wrong=[Wrong("evidence", ""), Wrong("evidence", "a letter"), Wrong("digest", "abc")],
    )


@sample("law.set_aside_act")
def set_aside_act(hall: Hall) -> Sample:
    reviewer, appeal = after(hall, "dismissed")
    set_fields(appeal, state="granted")
    return Sample(
        reviewer,
        Appeal.objects.get(pk=appeal.pk),
        changed=lambda effect: effect.undone == [appeal.about],
        refused=[unless("wrong-state", state="dismissed")],
    )
