"""Putting an envelope in: sealed by the voter's browser, or here where no scripts run."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import ballot_faults, envelopes, papers, queries
from commonhall.decisions.votes.counting import Choices
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import Election, Envelope, HandedIn, trace_of

CAST_BEFORE = _("This envelope has already been cast. Go back to the ballot and seal it again.")


def sealed_here(election: Election, choices: Choices, mark: str) -> tuple[bytes, str]:
    """The envelope around what somebody chose, and its tracker. Raises `BadInput` for no ballot by the vote's terms."""
    ballot_faults.check(election, choices, queries.terms(election), queries.on_ballot(election))
    try:
        tracker = envelopes.tracker_of(mark)
    except ValueError as error:
        raise BadInput("mark", _("Enter eight letters or digits.")) from error
    ballot = Ballot(tracker, tuple(sorted((code, value) for code, value in choices)))
    return papers.of(election).seal(ballot), tracker


def check(election: Election, envelope: bytes) -> None:
    """May an envelope that a browser sealed be cast? What is in it shows when it is opened. Raises `BadInput`."""
    if not papers.of(election).takes(envelope):
        raise BadInput(
            "envelope", _("This is not an envelope of this vote. Reload the page and vote again.")
        )
    if _was_cast(election, envelopes.digest(envelope)):
        raise BadInput("envelope", CAST_BEFORE)


_OF_VOTER: CompiledQuery[Envelope] = CompiledQuery(
    lambda election, voter: Envelope.objects.filter(election=election, voter=voter),
    election=0,
    voter="",
)


def _was_cast(election: Election, digest: str) -> bool:
    """Was this very envelope handed in before, by anybody?"""
    return HandedIn.objects.filter(election=election, digest=digest).exists()


def hand_in(election: Election, voter: str, sealed: bytes, digest: str) -> str:
    """Put in the only envelope of somebody; gives the digest of the one it replaces, "" for none.

    voter: as the envelope names them (`voter_keys.encrypted`). People vote at the same time: the database lets one copy
    of an envelope through, and one envelope of a voter after the other. Raises `BadInput` for a copy.
    """
    try:
        HandedIn.objects.create(election=election, digest=digest)
    except IntegrityError as error:
        raise BadInput("envelope", CAST_BEFORE) from error
    mine = Envelope(
        election=election, voter=voter, sealed=sealed, digest=digest, trace=trace_of(election.pk)
    )
    Envelope.objects.bulk_create([mine], ignore_conflicts=True)
    kept = _OF_VOTER.for_update(election=election.pk, voter=voter)[0]
    if kept.digest == digest:
        return ""
    Envelope.objects.filter(pk=kept.pk).update(sealed=sealed, digest=digest)
    return kept.digest
