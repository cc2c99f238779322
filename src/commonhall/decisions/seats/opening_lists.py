"""When the vote opens, lists are closed: what they lack keeps them off the ballot, and their candidates come onto it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import lists
from commonhall.decisions.seats.models import SeatVote
from commonhall.decisions.votes import search
from commonhall.decisions.votes.models import Option
from commonhall.methods.apportionment.lists import BETWEEN
from commonhall.ui import languages

# A ballot names one list; with two there is a choice.
FEWEST_LISTS = 2


def check(seat_vote: SeatVote) -> None:
    """Raises `Refused` while fewer than two lists have what it takes."""
    if sum(not row.lacks for row in lists.rows_of(seat_vote)) < FEWEST_LISTS:
        raise Refused(
            "state",
            "lists-missing",
            _(
                "At least two lists must have enough candidates and supporters. The page of the election says what each lacks."
            ),
        )


def close(ctx: Context, seat_vote: SeatVote) -> None:
    """Nothing about a list changes from now on. Where voters may prefer a candidate, each is on the ballot behind their list."""
    election, own = seat_vote.election, languages.own().code
    left_out = []
    for row in lists.rows_of(seat_vote):
        option = row.listed.option
        if row.lacks:
            option.withdrawn = True
            ctx.save(option)
            left_out.append(option.ref)
            continue
        if not election.preference:
            continue
        for place, candidacy in enumerate(row.candidates, 1):
            candidacy.option = ctx.save(
                Option(
                    election=election,
                    code=f"{option.code}{BETWEEN}{place:02}",
                    names={own: candidacy.own_name},
                    category=row.listed.name[:60],
                )
            )
            ctx.save(candidacy)
            search.index_option(candidacy.option)
    ctx.note(left_out=left_out or None)
