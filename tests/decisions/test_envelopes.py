"""Parts and envelopes: enough tellers open them, fewer say nothing, a changed bit is noticed."""

from __future__ import annotations

import itertools
import json
import secrets
from pathlib import Path

import pytest

from commonhall.decisions.votes import envelopes, secret_shares, teller_files
from commonhall.decisions.votes.envelopes import Ballot, EnvelopeError
from commonhall.decisions.votes.secret_shares import ShareError
from commonhall.decisions.votes.teller_files import FileError, Key

VOTE = "decisions.election:1"
BALLOT = Ballot("K7QX-02MB-9TRC-4WJE-8ZPA", (("a", 1), ("ü, ;", 7)))


def made(numbers: tuple[int, ...] = (1, 2, 4)) -> dict[int, Key]:
    return {number: teller_files.make_key() for number in numbers}


def publics(keys: dict[int, Key]) -> dict[int, str]:
    return {number: key.public for number, key in keys.items()}


def parts_of(sealed: bytes, keys: dict[int, Key], vote: str = VOTE) -> dict[int, bytes]:
    return {
        number: envelopes.open_part(key.private, envelopes.for_teller(sealed, at), number, vote)
        for at, (number, key) in enumerate(sorted(keys.items()))
    }


# --- parts of a secret ----------------------------------------------------------------------------
@pytest.mark.parametrize(("need", "count"), [(1, 1), (1, 3), (2, 3), (3, 3), (3, 5), (7, 9)])
def test_any_enough_parts_give_the_secret(need: int, count: int) -> None:
    secret = secrets.token_bytes(32)
    parts = secret_shares.split(secret, need, range(1, count + 1))
    for chosen in itertools.combinations(parts, need):
        assert secret_shares.join({number: parts[number] for number in chosen}) == secret


def test_too_few_parts_fit_every_secret() -> None:
    """One part of two says nothing: for any other secret there is a second part that completes it."""
    prime, secret = secret_shares.PRIME, secrets.token_bytes(32)
    part = int.from_bytes(secret_shares.split(secret, 2, (1, 2, 3))[1], "big")
    for other in (bytes(32), b"\xff" * 32, secrets.token_bytes(32)):
        value = int.from_bytes(other, "big")
        forged = (value + (part - value) * 2) % prime
        both = {1: part.to_bytes(66, "big"), 2: forged.to_bytes(66, "big")}
        assert secret_shares.join(both) == other


@pytest.mark.parametrize("part", [b"", b"x", b"\xff" * 66, bytes(67)])
def test_what_is_no_part_is_named(part: bytes) -> None:
    with pytest.raises(ShareError):
        secret_shares.join({1: part, 2: bytes(66)})


@pytest.mark.parametrize(
    ("secret", "need", "numbers"),
    [(bytes(31), 2, (1, 2)), (bytes(32), 3, (1, 2)), (bytes(32), 0, (1,)), (bytes(32), 1, (0,))],
)
def test_no_secret_is_split_wrongly(secret: bytes, need: int, numbers: tuple[int, ...]) -> None:
    with pytest.raises(ShareError):
        secret_shares.split(secret, need, numbers)


# --- envelopes ------------------------------------------------------------------------------------
def test_any_enough_tellers_open_an_envelope_of_their_vote_only() -> None:
    keys = made()
    sealed = envelopes.seal(BALLOT, publics(keys), 2, VOTE)
    parts = parts_of(sealed, keys)
    for chosen in itertools.combinations(parts, 2):
        few = {number: parts[number] for number in chosen}
        assert envelopes.unseal(sealed, few, 3, VOTE) == BALLOT
    assert envelopes.unseal(sealed, parts, 3, VOTE) == BALLOT
    with pytest.raises(EnvelopeError):
        envelopes.unseal(sealed, parts, 3, "decisions.election:2")
    with pytest.raises(EnvelopeError):
        parts_of(sealed, keys, "decisions.election:2")
    with pytest.raises((ShareError, EnvelopeError)):
        envelopes.unseal(sealed, {1: parts[1]}, 3, VOTE)


def test_a_key_opens_its_own_part_and_no_other() -> None:
    keys = made()
    sealed = envelopes.seal(BALLOT, publics(keys), 2, VOTE)
    for number, at in ((1, 1), (2, 0), (1, 2)):
        cut = envelopes.for_teller(sealed, at)
        with pytest.raises(EnvelopeError):
            envelopes.open_part(keys[number].private, cut, number, VOTE)
    stranger = teller_files.make_key()
    with pytest.raises(EnvelopeError):
        envelopes.open_part(stranger.private, envelopes.for_teller(sealed, 0), 1, VOTE)


def test_a_changed_bit_anywhere_is_noticed() -> None:
    keys = made()
    sealed = envelopes.seal(BALLOT, publics(keys), 2, VOTE)
    parts = parts_of(sealed, keys)
    few = {number: parts[number] for number in (1, 2)}
    for place in (1, 70, 150, 300, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(EnvelopeError):
            envelopes.unseal(bytes(changed), few, 3, VOTE)


def test_a_part_that_was_not_sealed_is_known_by_its_hash() -> None:
    keys = made()
    sealed = envelopes.seal(BALLOT, publics(keys), 2, VOTE)
    other = parts_of(envelopes.seal(BALLOT, publics(keys), 2, VOTE), keys)
    for at, (number, part) in enumerate(parts_of(sealed, keys).items()):
        assert envelopes.fits(sealed, at, part)
        assert not envelopes.fits(sealed, at, other[number])


def test_envelopes_say_nothing_by_their_length_or_by_being_equal() -> None:
    keys = publics(made())
    few = envelopes.seal(Ballot("t" * 24, ()), keys, 2, VOTE)
    many = envelopes.seal(Ballot("t" * 24, tuple((f"p{n}", 1) for n in range(20))), keys, 2, VOTE)
    again = envelopes.seal(Ballot("t" * 24, ()), keys, 2, VOTE)
    assert len(few) == len(many) and few != again


def test_trackers_are_forgiving_to_type_and_hard_to_guess() -> None:
    found = {envelopes.new_tracker() for _ in range(2000)}
    assert len(found) == 2000
    tracker = next(iter(found))
    assert envelopes.tidy_tracker(f"  {tracker.lower().replace('-', ' ')} ") == tracker
    assert envelopes.tidy_tracker("oOiIlL") == "0011-11"


# --- files ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"commonhall": "parts"}', "[" * 9999])
def test_files_that_are_none_are_refused(text: str) -> None:
    for read in (teller_files.read_key, teller_files.read_parts):
        with pytest.raises(FileError):
            read(text)
    with pytest.raises(FileError):
        teller_files.open_parts(teller_files.make_key(), text)


def test_the_command_makes_a_key_opens_parts_and_never_writes_over_a_key(tmp_path: Path) -> None:
    from commonhall.site import cli

    path, parts = tmp_path / "key.json", tmp_path / "parts.json"
    assert cli.main(["tellers", "key", "1", "--out", str(path)]) == 0
    assert cli.main(["tellers", "key", "1", "--out", str(path)]) == 2
    assert path.stat().st_mode & 0o077 == 0
    key = teller_files.read_key(path.read_text())
    keys = {1: teller_files.make_key(), 3: key, 4: teller_files.make_key()}
    sealed = [envelopes.seal(BALLOT, publics(keys), 2, VOTE) for _ in range(3)]
    pairs = [(envelopes.digest(one), envelopes.for_teller(one, 1)) for one in sealed]
    said = teller_files.envelopes_said(VOTE, 3, key.public, pairs)
    file = tmp_path / "envelopes.json"
    file.write_text(json.dumps(said))
    opened = ["tellers", "open", str(file), "--key", str(path), "--out", str(parts)]
    assert cli.main(opened) == 0
    read = teller_files.read_parts(parts.read_text())
    assert (read.vote, read.teller, read.set) == (VOTE, 3, said["set"])
    assert teller_files.cut_parts(read.parts) == [parts_of(one, keys)[3] for one in sealed]
    said["envelopes"].pop()
    file.write_text(json.dumps(said))
    assert cli.main(opened) == 2
    other = tmp_path / "other.json"
    assert cli.main(["tellers", "key", "1", "--out", str(other)]) == 0
    assert cli.main([*opened[:3], "--key", str(other), "--out", str(parts)]) == 2
