"""What is debated in Millbrook: an initiative, a part of the plan, a case; comments hidden, reported, appealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases.models import Case
from commonhall.consultations.comments import actions
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.moderation import remark_actions, report_actions
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.decisions.motions.models import Motion
from commonhall.delivery.plan.models import Item
from commonhall.people.actors import as_organisation
from commonhall.people.organisations.models import Membership

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# (side, words, replies)
BUSES = (
    (
        "for",
        "We are five. A trip to the library costs us **14 crowns** there and back, and the car park nothing at all.",
        (
            "The same with us. We took the car on Saturday and were ashamed of it.",
            "The car park costs, too, only nobody sees it: the town pays for it.",
        ),
    ),
    (
        "for",
        "Harbour did it two years ago. Their buses carry a fifth more children, and fewer cars stop before the school.",
        ("Where can I read that? I would like to show it to my neighbour.",),
    ),
    (
        "against",
        "What is free is paid by somebody. I would rather have a bus every ten minutes than a free one every forty.",
        ("Both would be best, but if I must choose: more buses.",),
    ),
    (
        "against",
        "Twelve is the wrong line. Those who need it most are fourteen and go to the training workshops by themselves.",
        (),
    ),
    (
        "question",
        "How is it with children from the villages, who pay for two zones?",
        ("The villages have a timetable of their own. I would ask for it in the same breath.",),
    ),
)
PLAN = (
    (
        "question",
        "Will the road be closed while this is built? My shop lives on those who walk past.",
        ("One lane stays open. The dates are in the milestones above.",),
    ),
    ("for", "At last. I have asked for this since my knee was operated on.", ()),
    ("against", "It comes two years late, and the trees that were felled are not in it.", ()),
)
LATE = (
    "I have seen the same at number 9, since about Tuesday.",
    "It is worse when it rains: then the whole corner is dark.",
)
RUDE = "People who are for this cannot count, and the Marsh family least of all."
NAMED = "Ask the driver of line 3 whose brother sits in the office. Everybody knows who he is."


def build(town: Town) -> None:
    """Debates of the last two weeks."""
    start = timezone.now() - timedelta(days=11)
    buses = Initiative.objects.filter(state=Initiative.State.OPEN).latest("pk")
    said = _debate(town, buses, start, BUSES, town.residents[20:45])
    _moderated(town, buses, start + timedelta(days=3), said)
    if (item := Item.objects.filter(state="running").order_by("pk").first()) is not None:
        _debate(town, item, start + timedelta(days=2), PLAN, town.residents[45:58])
    if (
        motion := Motion.objects.filter(state=Motion.State.OPEN).order_by("-pk").first()
    ) is not None:
        _debate(town, motion, start + timedelta(days=4), PLAN[2:], town.residents[48:54])
    case = Case.objects.filter(state=Case.State.PROMISED).order_by("-pk").first()
    if case is not None:
        for number, words in enumerate(LATE):
            _say(town.residents[30 + number], case, start + timedelta(days=5 + number), words)


def _say(who: Actor, about: Governed, at: datetime, text: str, side: str = "") -> Remark:
    with clock.replay(at):
        return actions.write_comment.perform(who, about=about.ref, text=text, side=side).result


def _debate(
    town: Town,
    about: Governed,
    start: datetime,
    words: tuple[tuple[str, str, tuple[str, ...]], ...],
    people: list[Actor],
) -> list[Remark]:
    """One comment after the other, a few hours apart; replies, and marks of those who read them."""
    made = []
    writers = [people[0], _organisation() or people[1], *people[2:]]
    for number, (side, text, answers) in enumerate(words):
        at = start + timedelta(hours=7 * number)
        remark = _say(writers[number], about, at, text, side)
        for place, answer in enumerate(answers):
            with clock.replay(at + timedelta(hours=2 + place)):
                by = town.desks["streets-desk"] if "milestones" in answer else people[-1 - place]
                actions.reply_to_remark.perform(by, remark=remark, text=answer)
        readers = [one for one in people[len(words) + 1 :] if one.ref != writers[number].ref]
        for place, reader in enumerate(readers[: 9 - 2 * number]):
            with clock.replay(at + timedelta(hours=3, minutes=place)):
                actions.mark_remark.perform(reader, remark=remark)
        made.append(remark)
    return made


def _organisation() -> Actor | None:
    """An organisation with standing, by somebody who speaks for it."""
    found = (
        Membership.objects.filter(organisation__state="recognised", ends=None)
        .select_related("person", "organisation")
        .order_by("pk")
        .first()
    )
    return as_organisation(found.person, found.organisation) if found and found.person else None


def _moderated(town: Town, about: Initiative, at: datetime, said: list[Remark]) -> None:
    """One insult is hidden; its writer appeals against the hiding of another, and it is shown again; one report waits."""
    first, second = town.residents[46], town.residents[47]
    rude = _say(first, about, at, RUDE, "against")
    named = _say(second, about, at + timedelta(hours=1), NAMED, "against")
    with clock.replay(at + timedelta(hours=5)):
        for reporter in town.residents[50:53]:
            report_actions.report_words.perform(reporter, about=rude.ref, reason="insult")
        remark_actions.hide_remark.perform(town.desks["hall-desk"], remark=rude, reason="insult")
    with clock.replay(at + timedelta(hours=6)):
        remark_actions.hide_remark.perform(
            town.desks["streets-desk"], remark=named, reason="private"
        )
    with clock.replay(at + timedelta(hours=20)):
        remark_actions.appeal_hidden_remark.perform(
            second, remark=named, text="I name nobody. There are forty drivers."
        )
    with clock.replay(at + timedelta(days=2)):
        remark_actions.decide_remark_appeal.perform(
            town.desks["hall-desk"],
            remark=named,
            verdict="overturned",
            text="The comment is unfriendly, but names nobody. It is shown again.",
        )
    with clock.replay(at + timedelta(days=4)):
        report_actions.report_words.perform(
            town.residents[55],
            about=said[2].ref,
            reason="off-topic",
            note="It is about money only.",
        )
