"""What the residents agreed to by vote: the only proof the law takes for changing what is entrenched."""

from __future__ import annotations

from commonhall.decisions.votes.models import Election, Option
from commonhall.law.amendments.approvals import found_by

LEAST = 50
PLAIN = ("most", "approval")


def vote_for(ref: str) -> str:
    """The vote of the whole place, held and counted here, in which the answer that comes from `ref` won.

    Only one answer can have won, and its share is one of ballots: neither points nor ranks nor votes passed on count as
    agreement, and "yes" does not win beside "no".
    """
    won = Option.objects.filter(
        about=ref,
        won=True,
        withdrawn=False,
        election__kind=Election.Kind.QUESTION,
        election__state=Election.State.COUNTED,
        election__threshold__gte=LEAST,
        election__form=Election.Form.APPROVAL,
        election__rule__in=PLAIN,
        election__seats=1,
        election__unit__parent=None,
        election__reported=False,
        election__run=None,
    )
    found = won.order_by("pk").first()
    return Election.ref_of(found.election_id) if found else ""


def register() -> None:
    """Answer the law."""
    found_by(vote_for)
