"""Whoever wants the record to be believed under a key of their own needs the old key's word in the log itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonhall.record.key_changes import Chain, ChangeError
from tests.record.handing_over import NAME, NEW, OLD, THIEF, followed, handing, key, revoking


def test_a_handover_counts_only_under_the_old_keys_own_signature() -> None:
    chain, wrong = followed(handing(OLD, NEW, OLD))
    assert (chain.keys, wrong) == ({key(OLD), key(NEW)}, [])
    for by in (NEW, THIEF):
        chain, wrong = followed(handing(OLD, THIEF, by))
        assert chain.keys == {key(OLD)} and wrong
    # Nor does one key that counts hand over another.
    chain, wrong = followed(handing(OLD, NEW, OLD), handing(NEW, THIEF, OLD, 12))
    assert chain.keys == {key(OLD), key(NEW)} and "did not sign" in wrong[0]
    # Between keys that are not ours: nothing to us.
    assert followed(handing(THIEF, NEW, THIEF)) == (Chain({key(OLD)}), [])


@pytest.mark.parametrize("what", ["body", "proof", "index", "checkpoint", "origin"])
def test_a_handover_with_a_broken_proof_counts_nothing(what: str) -> None:
    change = handing(OLD, NEW, OLD)
    other = handing(OLD, THIEF, OLD, 5)
    change[what] = "else.example/record" if what == "origin" else other[what]
    chain, wrong = followed(change)
    assert chain.keys == {key(OLD)} and wrong
    for broken in (None, {}, {**change, "index": "x"}, "rotate"):
        assert followed(broken)[0].keys == {key(OLD)}  # type: ignore[arg-type]


def test_a_key_that_handed_over_cannot_hand_over_again() -> None:
    chain, wrong = followed(handing(OLD, NEW, OLD), handing(OLD, THIEF, OLD, 12))
    assert chain.keys == {key(OLD), key(NEW)} and "had ended" in wrong[0]


def test_a_revoked_key_counts_nothing_beyond_the_size_stated() -> None:
    chain, wrong = followed(handing(OLD, NEW, OLD), revoking(OLD, 6, NEW))
    assert not wrong and chain.revoked == {key(OLD): 6}
    old, new = [OLD.public()], [NEW.public()]
    assert chain.refused(old, 6, None) == "" and chain.refused(old, 7, None) == "key_revoked"
    assert chain.refused(new, 700, None) == "" and chain.refused([*old, *new], 700, None) == ""
    # Nobody revokes by the key itself, nor a stranger.
    for by in (OLD, THIEF):
        chain, wrong = followed(handing(OLD, NEW, OLD), revoking(OLD, 6, by))
        assert wrong and not chain.revoked


def test_a_retired_key_counts_until_its_day() -> None:
    chain, _wrong = followed(handing(OLD, NEW, OLD))
    day = datetime(2026, 6, 1, tzinfo=UTC)
    assert chain.refused([OLD.public()], 9, day) == ""
    assert chain.refused([OLD.public()], 9, day + timedelta(seconds=1)) == "key_retired"
    # The checkpoint with the announcement may come late, when the hall stood still.
    assert chain.refused([OLD.public()], 8, day + timedelta(days=9)) == ""
    with pytest.raises(ChangeError):
        chain.signers("nonsense", NAME)
