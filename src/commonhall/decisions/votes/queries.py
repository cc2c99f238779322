"""Asking about elections and motions; what is secret cannot be asked here at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import BinaryField, Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from commonhall.actions.import_runs import open_runs
from commonhall.core import clock
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.money import digits
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.votes import (
    ballot_signatures,
    counting,
    envelopes,
    papers,
    teller_files,
    voter_keys,
)
from commonhall.decisions.votes.counting import OptionRow, Terms
from commonhall.decisions.votes.envelope_set import CASTING, ON_PAPER, CastSet
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import (
    CastBallot,
    Election,
    Option,
    Teller,
    TellerParts,
)
from commonhall.decisions.votes.rules import rules
from commonhall.decisions.votes.secret_shares import WIDTH
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import CensusEntry, Verification
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors, unit_by_id
from commonhall.record import attestation
from commonhall.record.models import Entry


def elections() -> QuerySet[Election]:
    """Elections anybody may see: drafts too, but none of an import that is being written."""
    rows: QuerySet[Election] = Election.objects.select_related("unit", "body")
    hidden = open_runs()
    return rows.filter(Q(run=None) | ~Q(run__in=hidden)) if hidden else rows


def counted(rows: QuerySet[Election]) -> QuerySet[Election]:
    """With `handed_in`: how many envelopes lie there now."""
    return rows.annotate(handed_in=Count("envelopes"))


def options(election: Election) -> QuerySet[Option]:
    """What stands on the ballot: projects, and lists with their candidates, by their codes; answers to a question in the order
    they were put."""
    by_code = election.kind == Election.Kind.BUDGET or rules()[election.rule].lists is not None
    order = "code" if by_code else "pk"
    return election.options.select_related("unit").order_by(order)


def terms(election: Election) -> Terms:
    """How the election is counted."""
    return Terms(
        election.kind,
        election.form,
        election.rule,
        election.completion,
        election.budget,
        election.most,
        election.quorum,
        election.threshold,
        digits(election.currency),
        election.most_per_place,
        election.within_budget,
        election.seats,
        tuple(election.tie_order),
        election.preference,
    )


def option_rows(rows: Iterable[Option]) -> list[OptionRow]:
    """Options as the count sees them; their `unit` fetched before."""
    return [
        OptionRow(row.code, row.cost, row.unit.code if row.unit else "", row.category)
        for row in rows
    ]


# --- who may vote ---------------------------------------------------------------------------------
def roll_end() -> int:
    """The last line of the residents' list as it stands: later ones have higher numbers."""
    return int(CensusEntry.objects.aggregate(last=Max("pk"))["last"] or 0)


def eligible(election: Election) -> int:
    """How many are on the roll of the election's place: lines of the residents' list that stood there when
    the roll was frozen, with an account or without, and persons confirmed by then who are on no such line.
    Whoever was erased since stays among them.
    """
    lines = _lines(election).filter(unit__path__startswith=election.unit.path)
    others = _off_the_list(election).exclude(person=None).values("person").distinct()
    return int(lines.count() + others.count()) + election.admitted + election.erased


def _lines(election: Election) -> QuerySet[CensusEntry]:
    """The residents' list as it was when the roll was frozen, of all places."""
    last = election.roll_last if election.roll_last is not None else roll_end()
    return CensusEntry.objects.filter(pk__lte=last)


def _off_the_list(election: Election) -> QuerySet[Verification]:
    """Confirmations in the election's place on the day of its roll, of persons who are on no line of the list there.

    Who is on a line of another place, and was confirmed to live in this one, is counted by the confirmation.
    """
    day = election.roll_day or clock.today()
    rows: QuerySet[Verification] = Verification.objects.filter(
        starts__lte=day, ends__gte=day, unit__path__startswith=election.unit.path
    )
    here = _lines(election).filter(unit__path__startswith=election.unit.path)
    return rows.exclude(Exists(here.filter(used_by=OuterRef("person"))))


def rolls_by_name(person: int) -> list[Election]:
    """Votes not closed yet whose fixed roll has somebody by their confirmation alone: erasing it must not shorten them."""
    states = (Election.State.SCHEDULED, Election.State.OPEN)
    rows = Election.objects.filter(state__in=states).exclude(roll_last=None)
    return [
        one
        for one in rows.select_related("unit").order_by("pk")
        if _off_the_list(one).filter(person=person).exists()
    ]


_VERIFIED: CompiledQuery[Verification] = CompiledQuery(
    lambda person: Verification.objects.filter(person=person).order_by("-starts", "-pk"), person=0
)


def _homes(person: int, election: Election | Lottery) -> list[tuple[Verification, Unit]]:
    """Where in the election's place somebody was confirmed to live, the newest first."""
    place = unit_by_id(election.unit_id)
    found = [(row, unit_by_id(row.unit_id)) for row in _VERIFIED.rows(person=person)]
    return [(row, unit) for row, unit in found if unit.path.startswith(place.path)]


def lives_there(person: int, election: Election | Lottery, at: datetime) -> bool:
    day = timezone.localdate(at)
    return any(row.starts <= day <= row.ends for row, _unit in _homes(person, election))


_LINE: CompiledQuery[CensusEntry] = CompiledQuery(
    lambda person: CensusEntry.objects.filter(used_by=person), person=0
)


def on_the_roll(person: int, election: Election) -> bool:
    """Whether somebody who lives there was on the roll as it was frozen."""
    if election.roll_day is None:
        return True
    if any(line.pk <= (election.roll_last or 0) for line in _LINE.rows(person=person)):
        return True
    if any(row.starts <= election.roll_day for row, _unit in _homes(person, election)):
        return True
    return bool(election.late_voters.filter(person=person, confirmed=True).exists())


def voters_by_part(election: Election) -> Counter[str]:
    """How many envelopes lie there by the part of the place in which their voters were confirmed to live; "" for none."""
    names = list(election.envelopes.values_list("voter", flat=True))
    try:
        voters = set(voter_keys.persons(election.pk, names))
    except voter_keys.KeyLostError:
        return Counter({"": len(names)})
    homes: dict[int, int] = {}
    rows = Verification.objects.filter(unit__path__startswith=election.unit.path)
    for person, unit in rows.order_by("-starts", "-pk").values_list("person", "unit").iterator():
        if person in voters:
            homes.setdefault(person, unit)
    found: Counter[str] = Counter()
    for unit, many in Counter(homes.values()).items():
        # The units on the way to the home; the one after the election's own is the part of it.
        way = ancestors(unit_by_id(unit))
        at = way.index(election.unit_id) + 1
        found[unit_by_id(way[at]).code if at < len(way) else ""] += many
    found[""] += len(names) - len(homes)
    return found


# --- envelopes ------------------------------------------------------------------------------------
def on_ballot(election: Election) -> dict[str, OptionRow]:
    """What one may choose, by its code, as the count sees it."""
    rows = papers.ON_BALLOT.rows(election=election.pk)
    places = {one: unit_by_id(one).code if one else "" for one in {row.unit_id for row in rows}}
    return {one.code: OptionRow(one.code, one.cost, places[one.unit_id]) for one in rows}


def cast_on_record(election: Election) -> CastSet:
    """The envelopes that stand by the record. An entry that this hall did not write says nothing."""
    found = CastSet()
    rows = Entry.objects.filter(subject=election.ref, action__in=CASTING)
    for entry in rows.order_by("id").iterator():
        data = json.loads(entry.body)["data"]
        # The first reading of a paper ballot casts nothing.
        if (entry.action != ON_PAPER or data.get("envelope")) and attestation.speaks_for(entry):
            found.add(data)
    return found


# --- tellers --------------------------------------------------------------------------------------
def tellers(election: Election) -> list[Teller]:
    """Those who are tellers now, by number."""
    rows = election.tellers.filter(released=False).select_related("person__account")
    return list(rows.order_by("number"))


def teller_of(person: int | None, election: Election) -> Teller | None:
    """The person as a teller of this vote; asked once where a page keeps the answer (`keep_tellers`)."""
    if not person:
        return None
    kept: dict[int, Teller | None] = election.__dict__.get(KEPT, {})
    if person not in kept:
        kept[person] = election.tellers.filter(person=person, released=False).first()
    return kept[person]


KEPT = "_tellers_asked_for"


def keep_tellers(election: Election) -> None:
    """Let a page that judges many actions look each teller up once."""
    election.__dict__[KEPT] = {}


def officials_of(bodies: Iterable[int | None], persons: Iterable[int | None]) -> set[int]:
    """Which of these people hold an office of these bodies today."""
    terms = OfficeTerm.objects.filter(in_term(clock.today()))
    mine = terms.filter(office__body__in=list(bodies), person__in=list(persons))
    return set(mine.values_list("person", flat=True))


def digests(election: Election) -> list[str]:
    """Of all envelopes, in the order in which tellers go through them."""
    return list(election.envelopes.order_by("digest").values_list("digest", flat=True))


def envelopes_for(
    election: Election, teller: Teller, after: str = "", size: int | None = None
) -> list[tuple[str, bytes]]:
    """Envelopes after a digest: each digest with what this teller's key opens of it; nobody's name."""
    place = list(election.keys).index(teller.number)
    rows = election.envelopes.filter(digest__gt=after).order_by("digest")
    pairs = rows.values_list("digest", "sealed")[:size]
    return [(one, envelopes.for_teller(bytes(sealed), place)) for one, sealed in pairs]


def whole_envelopes(
    election: Election, after: str = "", size: int | None = None
) -> list[teller_files.Whole]:
    """Envelopes after a digest, each with what the tellers handed in of it: what opens them all."""
    start = election.envelopes.filter(digest__lte=after).count() if after else 0
    rows = election.envelopes.filter(digest__gt=after).order_by("digest")
    pairs = list(rows.values_list("digest", "sealed")[:size])
    cut = Substr("parts", 1 + start * WIDTH, len(pairs) * WIDTH, output_field=BinaryField())
    given = _handed_in(election).annotate(cut=cut).values_list("cut", "unopened")
    own = [(teller_files.cut_parts(bytes(one)), unopened) for one, unopened in given]
    return [
        (digest, bytes(sealed), [_given(digest, parts[at], proofs) for parts, proofs in own])
        for at, (digest, sealed) in enumerate(pairs)
    ]


def every_envelope(election: Election) -> Iterator[teller_files.Whole]:
    """All of them, a page at a time: the parts of a large vote are never all cut at once."""
    after = ""
    while rows := whole_envelopes(election, after, 500):
        yield from rows
        after = rows[-1][0]


def _given(digest: str, part: bytes, unopened: Mapping[str, str]) -> bytes:
    """What a teller handed in of one envelope: their part, or the proof that it does not open."""
    return bytes.fromhex(unopened[digest]) if digest in unopened else part


def whole_file(election: Election, teller: Teller) -> dict[str, Any]:
    """All envelopes with the parts that open them, as a teller carries them away."""
    return {
        **whole_head(election, teller),
        "envelopes": teller_files.rows_said(whole_envelopes(election)),
    }


def whole_head(election: Election, teller: Teller) -> dict[str, Any]:
    """What the file says beside the envelopes."""
    return teller_files.whole_said(
        teller.number,
        teller.public_key,
        papers.said(election),
        parts_given(election),
        election.set_root,
    )


def parts_given(election: Election) -> list[int]:
    """Numbers of the tellers whose parts open the envelopes."""
    return list(_handed_in(election).values_list("teller__number", flat=True))


def _handed_in(election: Election) -> QuerySet[TellerParts]:
    rows = TellerParts.objects.filter(teller__election=election).order_by("teller__number")
    return rows[: election.need]


def signatures(election: Election) -> dict[int, str]:
    """Number of a teller → what they signed under their key; of those who have."""
    rows = election.tellers.exclude(signature="")
    return dict(rows.values_list("number", "signature"))


def signers(election: Election, root: str, number: int) -> list[int]:
    """Numbers of the tellers who signed that so many ballots with this root came out of the envelopes."""
    void, paper = (election.set_size or 0) - number, papers.of(election).digest
    said = ballot_signatures.statement(election.ref, election.set_root, root, number, void, paper)
    return ballot_signatures.signers(election.keys, signatures(election), said)


def has_voted(person: int, election: Election) -> bool:
    """Whether somebody's envelope lies there. Nobody can tell any more when the vote has closed."""
    if not person:
        return False
    try:
        voter = voter_keys.encrypted(election.pk, person)
    except voter_keys.KeyLostError:
        return False
    return election.envelopes.filter(voter=voter).exists()


def turnout(election: Election) -> int:
    """Envelopes handed in so far, or ballots counted."""
    return int(election.envelopes.count())


def opened(election: Election) -> list[Ballot]:
    """What came out of the envelopes, by tracker, until the result is told."""
    rows = election.opened.order_by("tracker").values_list("tracker", "choices")
    return [
        Ballot(tracker, tuple((code, value) for code, value in choices))
        for tracker, choices in rows
    ]


# --- results --------------------------------------------------------------------------------------
def published(election: Election) -> list[Any]:
    """The choices of all published ballots, by tracker."""
    return list(election.ballots.order_by("tracker").values_list("choices", flat=True))


def recount(election: Election) -> dict[str, Any]:
    """Count the published ballots again, from nothing but what is published."""
    rows = option_rows(options(election).filter(withdrawn=False))
    return counting.count(terms(election), rows, published(election))


def ballots(election: Election, tracker: str) -> list[CastBallot]:
    """The published ballots under a tracker: one, unless it was given to several."""
    rows = election.ballots.filter(Q(tracker=tracker) | Q(tracker__startswith=f"{tracker}/"))
    return list(rows.order_by("tracker"))


def ballot(election: Election, tracker: str) -> CastBallot | None:
    """The first of them."""
    return next(iter(ballots(election, tracker)), None)


def turnout_by_group(election: Election) -> list[tuple[str, int]]:
    """Who took part by part of the place, with the part's name; the rest last, without one."""
    names = {
        one.code: one.name
        for one in Unit.objects.filter(code__in=[code for code, _ in election.turnout])
    }
    shown = [(names.get(code, code), int(many)) for code, many in election.turnout]
    total = election.result.ballots + election.result.spoilt
    left = total - sum(many for _name, many in shown)
    return [*shown, ("", left)] if shown and left else shown
