"""Shares and envelopes: enough open it, fewer say nothing, a changed bit is noticed."""

from __future__ import annotations

import itertools
import json
import secrets
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.decisions.votes import envelopes, secret_shares
from commonhall.decisions.votes.envelopes import Ballot, EnvelopeError
from commonhall.decisions.votes.secret_shares import ShareError


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 6), st.integers(0, 4))
def test_any_enough_shares_give_the_secret(secret: bytes, need: int, more: int) -> None:
    parts = secret_shares.split(secret, need, need + more)
    for chosen in itertools.islice(itertools.combinations(parts, need), 10):
        assert secret_shares.join(chosen) == secret


def test_one_share_too_few_fits_every_secret() -> None:
    """For any secret at all there is a missing share that would give it: fewer shares say nothing."""
    (x1, y1), (_x2, _y2) = map(
        secret_shares.parse, secret_shares.split(secrets.token_bytes(32), 2, 2)
    )
    for _ in range(20):
        other = int.from_bytes(secrets.token_bytes(32), "big")
        # The line through (0, other) and (x1, y1), seen at 7.
        slope = (y1 - other) * pow(x1, -1, secret_shares.PRIME) % secret_shares.PRIME
        forged = f"7-{(other + slope * 7) % secret_shares.PRIME:x}"
        assert secret_shares.join([f"{x1}-{y1:x}", forged]) == other.to_bytes(32, "big")


@pytest.mark.parametrize("text", ["", "x", "1", "0-ff", "100-ff", "1-zz", "1-" + "f" * 200])
def test_what_is_no_share_is_named(text: str) -> None:
    with pytest.raises(ShareError):
        secret_shares.join([text, "2-ff"])


def test_the_same_share_twice_is_one_share() -> None:
    part = secret_shares.split(bytes(32), 2, 3)[0]
    with pytest.raises(ShareError, match="twice"):
        secret_shares.join([part, part])


def test_an_envelope_opens_for_its_election_only() -> None:
    made = envelopes.make_keys(2, 3)
    private = envelopes.private_key(made.shares[1:], made.public)
    ballot = Ballot(envelopes.new_tracker(), (("a", 1), ("ü, ;", 7)), "north")
    sealed = envelopes.seal(ballot, made.public, "decisions.election:1")
    assert envelopes.unseal(sealed, private, "decisions.election:1") == ballot
    with pytest.raises(EnvelopeError):
        envelopes.unseal(sealed, private, "decisions.election:2")
    for place in (0, 40, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(EnvelopeError):
            envelopes.unseal(bytes(changed), private, "decisions.election:1")


def test_envelopes_say_nothing_by_their_length_or_by_being_equal() -> None:
    public = envelopes.make_keys(1, 1).public
    few = envelopes.seal(Ballot("t" * 24, (), ""), public, "e")
    many = envelopes.seal(
        Ballot("t" * 24, tuple((f"p{n}", 1) for n in range(20)), "x"), public, "e"
    )
    again = envelopes.seal(Ballot("t" * 24, (), ""), public, "e")
    assert len(few) == len(many) and few != again


def test_too_few_or_foreign_shares_open_nothing() -> None:
    made, other = envelopes.make_keys(3, 4), envelopes.make_keys(3, 4)
    with pytest.raises(ShareError):
        envelopes.private_key(made.shares[:2], made.public)
    with pytest.raises(ShareError):
        envelopes.private_key([*made.shares[:2], other.shares[3]], made.public)


def test_trackers_are_forgiving_to_type_and_hard_to_guess() -> None:
    found = {envelopes.new_tracker() for _ in range(2000)}
    assert len(found) == 2000
    tracker = next(iter(found))
    assert envelopes.tidy_tracker(f"  {tracker.lower().replace('-', ' ')} ") == tracker
    assert envelopes.tidy_tracker("oOiIlL") == "0011-11"


def test_the_command_makes_a_key_and_never_over_another(tmp_path: Path) -> None:
    from commonhall.site import cli

    folder = tmp_path / "keys"
    assert cli.main(["tellers", "keys", "--count", "3", "--need", "2", "--out", str(folder)]) == 0
    said = json.loads((folder / "key.json").read_text())
    parts = [(folder / f"share-{n}.txt").read_text().strip() for n in (1, 3)]
    assert envelopes.private_key(parts, said["public_key"])
    assert [envelopes.print_of(part) for part in parts] == [said["prints"][0], said["prints"][2]]
    assert (folder / "share-1.txt").stat().st_mode & 0o077 == 0
    assert cli.main(["tellers", "keys", "--out", str(folder)]) == 2
