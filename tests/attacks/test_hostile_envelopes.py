"""A voter's browser seals, so an envelope may be anything: it is counted as none in public, and stops nobody's count."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions, envelopes, p256, papers, teller_files, unopened
from commonhall.decisions.votes.ballot_paper import Paper
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import Election, Envelope, Result
from commonhall.decisions.votes.teller_actions import hand_in_parts
from commonhall.open_data import dump, dump_verification
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.attacks.test_envelopes_counted import found
from tests.decisions import hostile
from tests.decisions.kit import (
    TELLERS,
    budget,
    cast,
    close,
    count_it,
    open_it,
    parts_of,
    question,
    voter,
)
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import confirmed

KEYS = {number: teller_files.make_key() for number in (1, 2, 3)}
PAPER = Paper(
    "decisions.election:1", 2, {one: key.public for one, key in KEYS.items()}, ("no", "yes"), 512
)
PAIRS = list(combinations(KEYS, 2))


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    # What is left in the files of SQLite in memory cannot be looked at; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def put_in(person: Actor, election: Election, envelope: bytes) -> None:
    actions.cast_ballot.perform(person, election=election, envelope=envelope)


def sealed(election: Election, tracker: str, *choices: tuple[str, int]) -> bytes:
    return papers.of(election).seal(Ballot(tracker, choices))


def tracker(number: int) -> str:
    return f"ABCD-2345-K7QX-02MB-9TRC-4WJE-{number:04}"


# --- pure: whichever tellers open it ----------------------------------------------------------------
@pytest.mark.one_database
@pytest.mark.parametrize("kind", sorted(hostile.all_of(PAPER)))
def test_it_holds_no_ballot_whichever_tellers_open_it(kind: str) -> None:
    envelope = hostile.all_of(PAPER)[kind]
    assert PAPER.takes(envelope)
    read = [PAPER.read(envelope, hostile.given_by(PAPER, envelope, KEYS, pair)) for pair in PAIRS]
    assert read == [None, None, None]


@pytest.mark.one_database
def test_an_honest_envelope_holds_its_ballot_whichever_tellers_open_it() -> None:
    for envelope in (PAPER.seal(hostile.VOTED_YES), hostile.other_sign(PAPER)):
        for pair in [*PAIRS, (1, 2, 3)]:
            given = hostile.given_by(PAPER, envelope, KEYS, pair)
            assert PAPER.read(envelope, given) == hostile.VOTED_YES


@pytest.mark.one_database
def test_a_teller_does_not_prove_that_a_good_part_does_not_open() -> None:
    """Neither with their own key nor with somebody else's, nor by a proof for another envelope."""
    envelope, bad = PAPER.seal(hostile.VOTED_YES), hostile.spoilt_for(PAPER, 1, kind="noise")
    cut, other = envelopes.for_teller(envelope, 0), envelopes.for_teller(bad, 0)
    honest = unopened.prove(KEYS[1].secret, other, PAPER.vote)
    assert unopened.is_proven(honest, other, KEYS[1].public, 1, PAPER.vote)
    forged = [
        unopened.prove(KEYS[1].secret, cut, PAPER.vote),
        unopened.prove(KEYS[2].secret, cut, PAPER.vote),
        honest,
        unopened.prove(KEYS[1].secret, cut, "decisions.election:2"),
        bytes(unopened.SIZE),
        p256.written(p256.G) + bytes(64),
        b"",
    ]
    assert not any(unopened.is_proven(one, cut, KEYS[1].public, 1, PAPER.vote) for one in forged)
    changed = bytearray(honest)
    changed[-1] ^= 1
    assert not unopened.is_proven(bytes(changed), other, KEYS[1].public, 1, PAPER.vote)
    part = envelopes.open_part(KEYS[2].private, envelopes.for_teller(envelope, 1), 2, PAPER.vote)
    for one in forged:
        with pytest.raises(envelopes.EnvelopeError):
            PAPER.read(envelope, {1: one, 2: part})


@pytest.mark.one_database
def test_the_curve_is_the_one_of_the_library() -> None:
    for key in KEYS.values():
        point = p256.times(key.secret, p256.G)
        assert (
            p256.written(point).hex() == key.public
            and p256.read(bytes.fromhex(key.public)) == point
        )
        assert p256.add(point, p256.negative(point)) is None
    assert p256.times(p256.ORDER, p256.G) is None
    assert p256.add(p256.times(2, p256.G), p256.G) == p256.times(3, p256.G)
    for bad in (b"", bytes(65), b"\x04" + bytes(64), b"\x02" + bytes(64)):
        with pytest.raises(ValueError):
            p256.read(bad)


# --- what is taken ----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_is_no_envelope_of_the_vote_is_not_taken(hall: Hall) -> None:
    election, other = open_it(hall, question(hall)), open_it(hall, budget(hall))
    person = voter(hall, 1)
    good = sealed(election, tracker(1), ("yes", 1))
    more = papers.of(election)
    for wrong in (
        b"",
        good[:-1],
        good + b" ",
        b"\x05" + good[1:],
        bytes(len(good)),
        replace(more, size=more.size + 512).seal(Ballot(tracker(1), ())),
    ):
        with pytest.raises(BadInput, match="not an envelope of this vote"):
            put_in(person, election, wrong)
    assert not Envelope.objects.exists()
    put_in(person, election, good)
    # It may be put into another vote as noise; there it holds no ballot.
    put_in(voter(hall, 2), other, good)
    result = count_it(other)
    assert (result.ballots, result.spoilt, result.void) == (0, 1, 1)


@pytest.mark.django_db
def test_nobody_casts_a_copy_of_an_envelope_that_was_ever_cast(hall: Hall) -> None:
    """Neither somebody else's, nor one's own that was replaced: the record would name one envelope twice."""
    election = open_it(hall, question(hall))
    one, two = voter(hall, 1), voter(hall, 2)
    first, second = (sealed(election, tracker(at), ("yes", 1)) for at in (1, 2))
    put_in(one, election, first)
    put_in(one, election, second)
    for person, copy in ((two, first), (two, second), (one, first), (one, second)):
        with pytest.raises(BadInput, match="already been cast"):
            put_in(person, election, copy)
    cast(two, election, "no")
    with pytest.raises(BadInput, match="already been cast"):
        put_in(one, election, bytes(election.envelopes.latest("pk").sealed))
    assert count_it(election).outcome["votes"] == {"no": 1, "yes": 1}
    sequencer.sequence_once()
    assert not found(verification.verify(DatabaseSource()))


@pytest.mark.django_db
def test_the_page_says_what_is_wrong_and_keeps_the_ballot_open(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    client = signed_in(confirmed(hall))
    for wrong in ("", "%%%", base64.b64encode(b"x" * 99).decode()):
        answer = client.post(f"/decisions/{election.pk}/vote/", {"envelope": wrong})
        assert answer.status_code == 400
        assert "This is not an envelope of this vote" in answer.content.decode()
    good = base64.b64encode(sealed(election, tracker(1), ("yes", 1))).decode()
    answer = client.post(f"/decisions/{election.pk}/vote/", {"envelope": good})
    assert answer.status_code == 200 and "Your sealed envelope is in" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store" and tracker(1) not in answer.content.decode()


# --- the count goes on ------------------------------------------------------------------------------
@pytest.mark.django_db
def test_hostile_envelopes_are_counted_as_none_and_both_verifiers_hold(
    hall: Hall, tmp_path: Path
) -> None:
    election = open_it(hall, question(hall))
    paper = papers.of(election)
    bad = [
        hostile.noise(paper),
        hostile.drawn_twice(paper),
        hostile.spoilt_for(paper, 1, kind="noise"),
        hostile.spoilt_for(paper, 2, kind="other-hash"),
        hostile.spoilt_for(paper, 3, kind="other-part"),
        hostile.around(paper, b"free text"),
    ]
    for number, envelope in enumerate(bad):
        put_in(voter(hall, number), election, envelope)
    for number in range(10, 13):
        put_in(voter(hall, number), election, sealed(election, tracker(number), ("yes", 1)))
    cast(voter(hall, 20), election, "no")
    result = count_it(election)
    assert result.outcome["votes"] == {"no": 1, "yes": 3}
    assert (result.ballots, result.spoilt, result.void) == (4, 6, 6)
    page = Client().get(election.get_absolute_url()).content.decode()
    assert "The envelope held no ballot" in page
    holds(tmp_path)


def holds(folder: Path) -> None:
    """Both verifiers are content."""
    sequencer.sequence_once()
    assert not found(verification.verify(DatabaseSource()))
    dump.write(folder / "dump")
    report, _derived = dump_verification.verify(folder / "dump")
    assert not found(report)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "choices", "why"),
    [
        ({"within_budget": True}, [("a", 1), ("b", 1), ("c", 1)], "over-budget"),
        ({"most_per_place": 1}, [("a", 1), ("c", 1)], "per-place"),
        ({"most": 1}, [("a", 1), ("b", 1)], "too-many"),
        ({}, [("a", 7)], "marks"),
        ({}, [("a", 1), ("a", 1)], "unknown"),
        ({"form": "points", "most": 10}, [("a", 7), ("b", 4)], "points"),
        ({"form": "ranked"}, [("a", 1), ("b", 3)], "ranks"),
    ],
)
def test_a_ballot_against_the_terms_is_published_with_what_is_wrong(
    hall: Hall, given: dict[str, object], choices: list[tuple[str, int]], why: str
) -> None:
    """What the server used to refuse, a browser may seal: the count judges it again, and says so."""
    election = open_it(hall, budget(hall, **given))
    put_in(voter(hall, 1), election, sealed(election, tracker(1), *choices))
    put_in(voter(hall, 2), election, sealed(election, tracker(2), ("b", 1)))
    result = count_it(election)
    assert (result.ballots, result.spoilt, result.void) == (1, 1, 0)
    assert result.invalid == [[tracker(1), [list(one) for one in choices], why]]
    mine = Client().post(f"/decisions/{election.pk}/my-vote/", {"tracker": tracker(1)})
    assert "A ballot with this tracker did not count" in mine.content.decode()
    page = Client().get(election.get_absolute_url()).content.decode()
    assert "Why ballots did not count" in page
    read = Client().get(f"/api/v1/elections/{election.pk}").json()
    (one,) = read["invalid"]
    assert (one["tracker"], one["fault"], read["void"]) == (tracker(1), why, 0)
    assert one["choices"] == [list(each) for each in choices] and one["why"] in unescape(page)


@pytest.mark.django_db
def test_a_hall_that_leaves_out_a_good_ballot_as_invalid_is_found(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = open_it(hall, question(hall))
    for number in range(3):
        put_in(voter(hall, number), election, sealed(election, tracker(number), ("yes", 1)))
    with monkeypatch.context() as patched:
        patched.setattr("commonhall.decisions.votes.counting.fault", lambda *_given: "marks")
        assert count_it(election).ballots == 0
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert ("not_derived", "votes") in found(report)


@pytest.mark.django_db
def test_a_hall_that_calls_ballots_void_needs_the_tellers_for_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It drops a ballot and says that its envelope held none: the tellers signed another number."""
    from tests.law.kit import refusal

    election = open_it(hall, question(hall))
    for number in range(3):
        put_in(voter(hall, number), election, sealed(election, tracker(number), ("yes", 1)))
    opened = envelopes.open_all
    monkeypatch.setattr(envelopes, "open_all", lambda *given: opened(*given)[1:])
    assert refusal(lambda: count_it(election)) == "ballots-not-signed"
    assert not Result.objects.exists()


@pytest.mark.django_db
def test_a_false_claim_that_a_part_does_not_open_is_not_taken(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    put_in(voter(hall, 1), election, sealed(election, tracker(1), ("yes", 1)))
    put_in(voter(hall, 2), election, hostile.noise(papers.of(election)))
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
    election.refresh_from_db()
    actor, key = TELLERS[election.pk][0]
    good = parts_of(election, actor, key)
    assert len(good.unopened) == 1
    fine = next(one for one in election.envelopes.all() if one.digest not in good.unopened)
    cut = envelopes.for_teller(bytes(fine.sealed), 0)
    for proof in (unopened.prove(key.secret, cut, election.ref).hex(), "zz", ""):
        false = replace(
            good, parts=teller_files.UNOPENED * 2, unopened={**good.unopened, fine.digest: proof}
        )
        with pytest.raises(BadInput, match="1 of these parts are not"):
            hand_in_parts.perform(actor, election=election, file=false)
    with pytest.raises(BadInput, match="1 of these parts are not"):
        hand_in_parts.perform(actor, election=election, file=replace(good, unopened={}))
    hand_in_parts.perform(actor, election=election, file=teller_files.read_parts(good.written()))
