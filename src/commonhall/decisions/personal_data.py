"""What `decide` holds about a person: an envelope until it is counted, applications, being a teller."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.briefings import personal_rows as briefings
from commonhall.decisions.lotteries.draw_actions import forget_names
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.decisions.panels import personal_rows as panels
from commonhall.decisions.proposals import personal_rows as proposals
from commonhall.decisions.samples import personal_rows as samples
from commonhall.decisions.seats import personal_rows as seats
from commonhall.decisions.themes import personal_rows as themes
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.models import Election, Teller
from commonhall.decisions.votes.roll_models import LateVoter
from commonhall.decisions.votes.voted import running_with_envelope_of
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _held(person: Person) -> set[str]:
    """In which of these there is anything of a person; one query for all."""
    parts: dict[str, QuerySet[Any]] = {
        "lotteries": Application.objects.filter(person=person),
        **seats.held(person),
        **panels.held(person),
        **samples.held(person),
    }
    named = [
        rows.order_by().annotate(held=Value(name)).values_list("held")
        for name, rows in parts.items()
    ]
    return {name for (name,) in named[0].union(*named[1:])}


def _export(person: Person) -> dict[str, Any]:
    held = _held(person)
    entered = Application.objects.filter(person=person).select_related("lottery").order_by("pk")
    mine: dict[str, QuerySet[Any]] = {
        "votes_admitted_to": LateVoter.objects.filter(person=person),
        "votes_told": Teller.objects.filter(person=person, released=False),
    }
    flags = {name: Exists(rows.filter(election=OuterRef("pk"))) for name, rows in mine.items()}
    # Nobody can tell any more, when a vote has closed.
    running = running_with_envelope_of(person.pk)
    flags["envelopes_handed_in"] = Exists(running.filter(pk=OuterRef("pk")))
    any_of_them = reduce(or_, (Q(**{name: True}) for name in flags))
    elections = list(Election.objects.annotate(**flags).filter(any_of_them).order_by("pk"))
    return {
        **proposals.export(person),
        **briefings.export(person),
        **panels.export(person, held),
        **samples.export(person, held),
        **themes.export(person),
        **seats.export(person, held),
        **{name: [one.name for one in elections if getattr(one, name)] for name in flags},
        "lotteries_entered": [
            {
                "lottery": row.lottery.name,
                "ticket": row.code,
                "at": row.at.isoformat(),
                "said": row.features,
                "claimed": row.claims,
                "confirmed": row.confirmed,
            }
            for row in (entered if "lotteries" in held else ())
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    # The envelope stays until the count, so that nobody votes twice by erasing themselves; the name on it is
    # encrypted, and it is destroyed with all others.
    proposals.erase_person(ctx, person, words)
    briefings.erase_person(ctx, person, words)
    panels.erase_person(ctx, person, words)
    themes.erase_person(person)
    seats.erase_person(ctx, person)
    for election in queries.rolls_by_name(person.pk):
        election.erased += 1
        ctx.save(election)
    mine = Application.objects.filter(person=person)
    forget_names(ctx, list(mine.values_list("code", flat=True)))
    # A frozen list cannot lose a ticket, and chances are worked out from what it said: it stays
    # without its person until everybody has answered, and then goes like the others.
    under_way = (Lottery.State.CLOSED, Lottery.State.READY, Lottery.State.DRAWN)
    mine.exclude(lottery__state__in=under_way).delete()
    mine.update(person=None)
    for teller in Teller.objects.filter(person=person):
        erase(ctx, teller, ["person_id"])
    for late in LateVoter.objects.filter(person=person):
        erase(ctx, late, ["person_id", "reason"])
    for late in LateVoter.objects.filter(proposer=person):
        erase(ctx, late, ["proposer_id"])


NAMES = {
    "projects_proposed": _("Projects I proposed"),
    "projects_supported": _("Projects I support"),
    "arguments_before_votes": _("Arguments I gave before votes"),
    "panel_letters": _("Letters that invited me to a panel"),
    "survey_letters": _("Surveys I was drawn for"),
    "panel_seats": _("Panels I sit or sat on"),
    "panel_votes": _("How I voted on a panel"),
    "minority_notes": _("Minority notes I wrote on a panel"),
    "witnesses_wanted": _("Witnesses I wanted a panel to hear"),
    "witnesses_proposed": _("Witnesses I proposed to a panel"),
    "panel_pay": _("What is due to me for meetings of a panel"),
    "envelopes_handed_in": _("Votes I took part in (not what I chose)"),
    "lotteries_entered": _("Lotteries I entered"),
    "stood_for_election": _("Elections I stood in"),
    "lists_put_up": _("Lists of candidates I put up"),
    "lists_supported": _("Lists of candidates I support"),
    "themes_put_in_order": _("Themes I put in order, until they are counted"),
    "votes_admitted_to": _("Votes I was admitted to late"),
    "votes_told": _("Votes I am a teller for"),
}


def register() -> None:
    holds("decisions", _export, _erase, NAMES)
