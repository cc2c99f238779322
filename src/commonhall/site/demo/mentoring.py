"""Organisations of Millbrook that learn from each other: two offers, a pair under way, one that ended, one suggested."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.delivery.mentoring import deciding_actions, offer_actions, pair_actions
from commonhall.delivery.mentoring.models import MentorPair
from commonhall.people.actors import as_organisation, as_person
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.own_actions import speakers

if TYPE_CHECKING:
    from commonhall.actions.actors import Actor
    from commonhall.site.demo.town import Town

# Days ago.
OFFERED, ASKED, ENDED = 320, 300, 40
OFFERS = (
    (
        ["money", "founding"],
        "We have kept our own books for **nineteen years**. We sit down with you once a month until you keep yours.",
    ),
    (
        ["volunteers", "outreach"],
        "Sixty people help us every week. We show how we ask them, thank them and let them go.",
    ),
)


def _voice(organisation: Organisation, *, as_itself: bool = True) -> Actor:
    """Who speaks for it longest, in its name or in their own."""
    member = speakers(organisation)[0]
    assert member.person is not None  # speakers are somebody
    return as_organisation(member.person, organisation) if as_itself else as_person(member.person)


def build(town: Town) -> None:
    known = list(Organisation.objects.filter(state="recognised").order_by("pk")[4:10])
    small = Organisation.objects.filter(state="registered").order_by("pk").first()
    if len(known) < 6 or small is None:
        return
    now = timezone.now()
    with clock.replay(now - timedelta(days=OFFERED)):
        books, people = (
            offer_actions.offer_mentoring.perform(
                _voice(one), fields=fields, text=text, unit=one.unit, places=2
            ).result
            for one, (fields, text) in zip(known[:2], OFFERS, strict=True)
        )
    with clock.replay(now - timedelta(days=ASKED)):
        first, second = (
            pair_actions.ask_for_mentor.perform(
                _voice(learner),
                organisation=learner,
                offer=offer,
                field=field,
                goals="We can do it ourselves, and show a third one how.",
                until=clock.today() + timedelta(days=400),
            ).result
            for learner, offer, field in (
                (known[2], books, "money"),
                (known[3], people, "volunteers"),
            )
        )
    with clock.replay(now - timedelta(days=ASKED - 4)):
        for pair, mentor in ((first, known[0]), (second, known[1])):
            pair_actions.agree_to_mentor.perform(_voice(mentor), pair=pair)
    for ago in (260, 225, 190, 150):
        with clock.replay(now - timedelta(days=ago)):
            pair = MentorPair.objects.get(pk=first.pk)
            pair_actions.note_mentor_meeting.perform(
                _voice(known[2]), pair=pair, on=clock.today(), text="The third quarter is done."
            )
    with clock.replay(now - timedelta(days=ENDED)):
        pair_actions.end_mentoring.perform(
            _voice(known[3]), pair=MentorPair.objects.get(pk=second.pk)
        )
        for one, word in (
            (known[1], "They ask people by name now, and it works."),
            (known[3], "Eleven new volunteers, nine of them still here."),
        ):
            pair_actions.judge_mentoring.perform(
                _voice(one),
                pair=MentorPair.objects.get(pk=second.pk),
                judged="reached",
                word=word,
                shows=True,
            )
    with clock.replay(now - timedelta(days=9)):
        deciding_actions.suggest_mentor.perform(
            town.desks["hall-desk"],
            offer=books,
            organisation=small,
            field="founding",
            reasons="It is about to found itself. The mentor founded itself in the same district.",
        )
