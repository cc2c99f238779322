"""Pages of motions: list, one motion with its roll-call, tabling, voting, concluding; the feed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, kept_actions, threads
from commonhall.core import kept, page_sections, refs
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.core.paging import page_for
from commonhall.core.refs import Described
from commonhall.core.refusals import Refused
from commonhall.decisions.alternatives.actions import put_alternatives
from commonhall.decisions.amendments import queries as amendment_queries
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.motions import (
    files,
    held,
    majorities,
    resolution_actions,
    standing_votes,
)
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.actions import conclude_motion, table_motion, vote_on_motion
from commonhall.decisions.motions.majorities import Count, Rule
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.decisions.urgent.queries import of_motion
from commonhall.decisions.votes import queries as vote_queries
from commonhall.law.instruments.models import Majority
from commonhall.people.actors import of_request, office_of
from commonhall.ui.pages import page
from commonhall.ui.parts import Station
from commonhall.ui.text import colon


@page(_("Decisions of bodies"), asks="decisions.motions")
def motion_list(request: HttpRequest) -> HttpResponse:
    actor = of_request(request)
    context = {
        "page": page_for(request, motion_queries.motions()),
        "offered": [
            (one.title, action_pages.url_of(one))
            for one in (table_motion, table_resolution, put_alternatives)
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "decisions/motions.html", context)


def _motion(number: int) -> Motion:
    return get_object_or_404(motion_queries.motions(), pk=number)


@page(_("Decision of a body"), asks=("decisions.roll_call", "actions.threads"))
def motion_page(request: HttpRequest, number: int) -> HttpResponse:
    motion, actor, head = _motion(number), of_request(request), kept.head()
    memo = action_pages.memo_of(request)
    memo[kept.AT] = head
    decided = motion.state != Motion.State.OPEN
    votes, roll_call = kept.kept(
        f"roll-call of motion {number}", head, lambda: _called(motion, decided)
    )
    shown = () if decided else (vote_on_motion, conclude_motion)
    reader = held.Reader(motion)
    context = {
        "motion": motion,
        "votes": [(vote, str(vote.term.person)) for vote in votes],
        **_held(motion, reader),
        **_tied(motion, roll_call["rule"], head),
        **roll_call,
        "amendments": amendment_queries.shown(
            reader, office_of(actor), roll_call["present"], roll_call["rule"], _from(request)
        ),
        "member": not decided and actor.body == motion.body_id,
        "choices": RollCallVote.Choice.choices,
        "available_actions": [
            one
            for one in kept_actions.available(actor, motion, head, memo)
            if one.allowed or one.action in shown
        ],
        "panels": kept.kept(
            f"motion {number}",
            head,
            lambda: page_sections.of("decisions.motion", request, motion),
        ),
    }
    return render(request, "decisions/motion.html", context)


@page(_("File for a decision of a body"), asks="decisions.motions")
def tabled_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file as it was put before the body; where personal data may stand in it, for members of the body alone."""
    motion = _motion(number)
    file = get_object_or_404(motion.files, input=name, removed_on=None)
    member = of_request(request).body == motion.body_id
    if files.is_private(file, held.action_of(motion)) and not member:
        raise Refused("state", "other-body", _("Only members of the body can read this file."))
    answer = HttpResponse(files.content_of(file), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _votes(motion: Motion) -> list[RollCallVote]:
    """Votes of the newest reading and wording."""
    newest = standing_votes.on(motion).select_related("office", "term__person", "term__office")
    return list(newest.order_by("office__code"))


def _tied(motion: Motion, rule: Rule, head: str) -> dict[str, Any]:
    """What the motion is about, what it made, by which provision it is decided, and its thread."""
    wanted = {motion.about, motion.result, rule.provision} - {""}

    def found() -> tuple[dict[str, Described], list[Station]]:
        return refs.resolve(wanted), threads.of(motion.ref).stations

    shown, stations = kept.kept(f"ties of motion {motion.pk} {rule.provision}", head, found)
    return {
        "about": shown[motion.about],
        "result": shown.get(motion.result),
        "rule_provision": shown.get(rule.provision),
        "stations": stations,
    }


def _held(motion: Motion, reader: held.Reader) -> dict[str, Any]:
    """What the motion would do, and why it could not be done."""
    found = reader.action
    if found is None:
        return {}
    urgent = of_motion(motion)
    kept = [one for one in reader.files.values() if one.removed_on is None]
    waits = motion.state == Motion.State.OPEN and not (urgent and urgent.in_force)
    return {
        "does": found,
        "lines": reader.lines(motion),
        "files": kept,
        "hindered": resolution_actions.why_hindered(motion),
        "stale": waits
        and not motion.waits_for_another
        and held.changed_meanwhile(motion, found, reader.thing),
    }


def _from(request: HttpRequest) -> int:
    """The number of the amendment from which on open ones are shown in full."""
    said = request.GET.get("from", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else 0


def _called(motion: Motion, decided: bool) -> tuple[list[RollCallVote], dict[str, Any]]:
    """How the members voted, and what follows from it."""
    votes = _votes(motion)
    return votes, _roll_call(motion, votes, decided)


def _roll_call(motion: Motion, votes: list[RollCallVote], decided: bool) -> dict[str, Any]:
    """The numbers of the roll-call, and by what rule it is decided."""
    present = motion_queries.sitting(motion, [vote.term for vote in votes])
    rule = motion_queries.rule_of(motion)
    said = {vote.office_id: vote.choice for vote in votes}
    count = motion_queries.count_of(said, rule, present)
    if decided and motion.counted:
        count, rule = Count(**motion.counted), replace(rule, **motion.rule)
    return {
        "present": present,
        "count": count,
        "rule": rule,
        "majority": Majority(rule.majority).label,
        "needed": majorities.needed_votes(count, rule.quorum),
        "recused": [term.office for term in present.recused],
        "silent": [
            term.office for term in present.voters if term.office_id not in said and not decided
        ],
    }


@page(_("Decisions as a feed"), asks="decisions.motions")
def feed(request: HttpRequest) -> HttpResponse:
    """Votes, motions and lotteries, newest first."""
    things: list[Any] = [
        *motion_queries.motions().order_by("-pk")[:NEWEST],
        *vote_queries.elections().exclude(opens_at=None).order_by("-pk")[:NEWEST],
        *lottery_queries.lotteries().order_by("-pk")[:NEWEST],
    ]
    items = (
        Item(
            f"{thing.name}{colon()}{thing.get_state_display()}",
            thing.get_absolute_url(),
            getattr(thing, "tabled_at", None) or thing.opens_at,
            thing.text,
        )
        for thing in things
    )
    return atom(request, _("Decisions"), reverse("decisions:list"), items)
