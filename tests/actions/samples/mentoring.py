"""Samples of what may be done in mentoring between organisations."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.delivery.mentoring.models import MentorOffer
from commonhall.people.organisations.models import Organisation
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.cases import neighbour
from tests.decisions.kit import voter
from tests.delivery import mentoring
from tests.delivery.mentoring import GOALS, day
from tests.kit import Hall


@sample("delivery.offer_mentoring")
def offer_mentoring(hall: Hall) -> Sample:
    elder = mentoring.mentor(hall)
    return Sample(
        elder,
        given={
            "fields": ["volunteers", "money"],
            "text": "We meet once a month.",
            "unit": hall.unit("north"),
            "places": 2,
        },
        changed=lambda made: (
            (made.organisation_id, made.codes, made.places)
            == (elder.organisation, ["money", "volunteers"], 2)
        ),
        refused=[Refusal("offered", before=lambda: mentoring.offered(hall, elder))],
    )


@sample("delivery.change_mentor_offer")
def change_mentor_offer(hall: Hall) -> Sample:
    elder = mentoring.mentor(hall)
    offer = mentoring.offered(hall, elder)
    other = mentoring.mentor(hall, 502, "Others")
    return Sample(
        elder,
        offer,
        {"fields": ["rooms"], "text": "Rooms now.", "unit": hall.unit("south"), "places": 3},
        changed=lambda made: (made.codes, made.places) == (["rooms"], 3),
        refused=[
            Refusal("not-yours", by=other),
            unless("wrong-state", ended_on=clock.today()),
            unless("hidden", text="", moderated=True),
        ],
    )


@sample("delivery.withdraw_mentor_offer")
def withdraw_mentor_offer(hall: Hall) -> Sample:
    elder = mentoring.mentor(hall)
    offer = mentoring.offered(hall, elder)
    _by, sprouts = mentoring.learner(hall)
    suggestion = mentoring.suggested(hall, offer, sprouts)

    def gone(made: MentorOffer) -> bool:
        suggestion.refresh_from_db()
        return (made.ended_on, suggestion.state) == (clock.today(), "withdrawn")

    return Sample(
        elder,
        offer,
        changed=gone,
        refused=[
            Refusal("not-yours", by=mentoring.mentor(hall, 502, "Others")),
            unless("wrong-state", ended_on=clock.today()),
        ],
    )


@sample("delivery.hide_mentor_offer")
def hide_mentor_offer(hall: Hall) -> Sample:
    offer = mentoring.offered(hall, mentoring.mentor(hall))
    return Sample(
        hall.parks,
        offer,
        {"reason": "private"},
        changed=lambda hidden: (
            hidden.about == offer.ref and not MentorOffer.objects.get(pk=offer.pk).text
        ),
        refused=[unless("wrong-state", text="")],
    )


# --- a pair ---------------------------------------------------------------------------------------
@sample("delivery.ask_for_mentor")
def ask_for_mentor(hall: Hall) -> Sample:
    elder = mentoring.mentor(hall)
    offer = mentoring.offered(hall, elder)
    by, sprouts = mentoring.learner(hall)
    full, own = (
        mentoring.offered(hall, mentoring.mentor(hall, 520 + number, f"Offer {number}"))
        for number in range(2)
    )
    set_fields(full, places=0)
    set_fields(own, organisation_id=sprouts.pk)
    full, own = (MentorOffer.objects.get(pk=one.pk) for one in (full, own))

    def three() -> None:
        for number in range(3):
            other = mentoring.mentor(hall, 510 + number, f"Mentor {number}")
            mentoring.asked(by, sprouts, mentoring.offered(hall, other))

    return Sample(
        by,
        sprouts,
        {"offer": offer, "field": "money", "goals": GOALS, "until": day(100)},
        changed=lambda made: (
            (made.state, made.mentor_id, made.learner_id)
            == ("asked", elder.organisation, sprouts.pk)
        ),
        refused=[
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="ended"),
            Refusal("asked", before=three),
        ],
        wrong=[
            Wrong("field", "rooms"),
            Wrong("until", day(0)),
            Wrong("until", day(731)),
            Wrong("offer", offer, before=lambda: mentoring.asked(by, sprouts, offer)),
            Wrong("offer", full),
            Wrong("offer", own),
        ],
    )


@sample("delivery.withdraw_mentor_request")
def withdraw_mentor_request(hall: Hall) -> Sample:
    elder, by, pair = mentoring.waiting(hall)
    return Sample(
        by,
        pair,
        changed=lambda made: made.state == "withdrawn",
        refused=[
            Refusal("not-yours", by=elder),
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="running"),
        ],
    )


@sample("delivery.agree_to_mentor")
def agree_to_mentor(hall: Hall) -> Sample:
    elder, _by, pair = mentoring.waiting(hall)
    return Sample(
        elder,
        pair,
        changed=lambda made: (made.state, made.answered_on) == ("running", clock.today()),
        refused=[
            Refusal("not-yours", by=mentoring.mentor(hall, 502, "Others")),
            unless("wrong-state", state="declined"),
            unless("past", until=day(-1)),
            Refusal("full", before=lambda: set_fields(pair.offer, places=0)),
        ],
    )


@sample("delivery.decline_to_mentor")
def decline_to_mentor(hall: Hall) -> Sample:
    elder, _by, pair = mentoring.waiting(hall)
    return Sample(
        elder,
        pair,
        {"answer": "We have no time this year."},
        changed=lambda made: (
            (made.state, made.answer) == ("declined", "We have no time this year.")
        ),
        refused=[
            Refusal("not-yours", by=mentoring.mentor(hall, 502, "Others")),
            unless("wrong-state", state="running"),
        ],
    )


@sample("delivery.note_mentor_meeting")
def note_mentor_meeting(hall: Hall) -> Sample:
    elder, by, pair = mentoring.running(hall)
    set_fields(pair, answered_on=day(-10))
    return Sample(
        by,
        pair,
        {"on": day(-1), "text": "We opened the first book."},
        changed=lambda made: (made.on, made.by_id) == (day(-1), pair.learner_id),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="ended")],
        wrong=[
            Wrong("on", day(1)),
            Wrong("on", day(-11)),
            Wrong("on", day(-1), before=lambda: mentoring.met(elder, pair, on=day(-1))),
        ],
    )


@sample("delivery.strike_mentor_meeting")
def strike_mentor_meeting(hall: Hall) -> Sample:
    elder, by, pair = mentoring.running(hall)
    return Sample(
        by,
        mentoring.met(by, pair),
        changed=lambda made: (made.struck_on, made.text) == (clock.today(), ""),
        refused=[
            Refusal("not-yours", by=elder),
            Refusal("not-yours", by=neighbour()),
            unless("struck", struck_on=clock.today()),
        ],
    )


@sample("delivery.end_mentoring")
def end_mentoring(hall: Hall) -> Sample:
    _elder, by, pair = mentoring.running(hall)
    return Sample(
        by,
        pair,
        {"answer": "Thank you."},
        changed=lambda made: (
            (made.state, made.ended_by_id, made.ended_on)
            == ("ended", made.learner_id, clock.today())
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="asked")],
    )


@sample("delivery.judge_mentoring")
def judge_mentoring(hall: Hall) -> Sample:
    elder, _by, pair = mentoring.ended(hall)
    return Sample(
        elder,
        pair,
        {"judged": "partly", "word": "The books are open.", "shows": True},
        changed=lambda made: (
            (made.mentor_judged, made.mentor_shows, made.learner_judged, made.public_judgement)
            == ("partly", True, "", False)
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="running")],
    )


@sample("delivery.hide_mentor_pair")
def hide_mentor_pair(hall: Hall) -> Sample:
    elder, by, pair = mentoring.ended(hall)
    mentoring.judged(elder, pair, shows=True)
    pair = mentoring.judged(by, pair, shows=True)
    return Sample(
        hall.parks,
        pair,
        {"reason": "private"},
        changed=lambda hidden: (
            hidden.about == pair.ref and not type(pair).objects.get(pk=pair.pk).mentor_word
        ),
        refused=[unless("wrong-state", learner_shows=False)],
    )


# --- suggested by a body --------------------------------------------------------------------------
@sample("delivery.suggest_mentor")
def suggest_mentor(hall: Hall) -> Sample:
    elder = mentoring.mentor(hall)
    offer = mentoring.offered(hall, elder)
    by, sprouts = mentoring.learner(hall)
    own = Organisation.objects.get(pk=elder.organisation)
    return Sample(
        hall.clerk,
        offer,
        {"organisation": sprouts, "field": "money", "reasons": "They sit in the same street."},
        changed=lambda made: (made.state, made.learner_id) == ("open", sprouts.pk),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[
            Wrong("organisation", own),
            Wrong("field", "rooms"),
            Wrong(
                "organisation", sprouts, before=lambda: mentoring.suggested(hall, offer, sprouts)
            ),
            Wrong("organisation", sprouts, before=lambda: mentoring.asked(by, sprouts, offer)),
        ],
    )


@sample("delivery.decline_mentor_suggestion")
def decline_mentor_suggestion(hall: Hall) -> Sample:
    offer = mentoring.offered(hall, mentoring.mentor(hall))
    by, sprouts = mentoring.learner(hall)
    return Sample(
        by,
        mentoring.suggested(hall, offer, sprouts),
        changed=lambda made: made.state == "declined",
        refused=[Refusal("not-yours", by=voter(hall, 9)), unless("wrong-state", state="taken")],
    )


@sample("delivery.end_mentoring_by_day")
def end_mentoring_by_day(hall: Hall) -> Sample:
    from commonhall.people.actors import system

    _elder, _by, pair = mentoring.running(hall)
    set_fields(pair, until=day(-1))
    return Sample(
        system(),
        pair,
        changed=lambda made: (made.state, made.ended_by) == ("ended", None),
        refused=[unless("wrong-state", until=day(0))],
    )
