"""Rounds of drand's chains, against the vectors that drand's own tests publish (drand/drand, crypto/schemes_test.go)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods import beacons

QUICK = beacons.QUICKNET
# drand-verify's README and drand's crypto/schemes_test.go: scheme, key, round, signature, the one before.
ROUNDS = [
    (
        "bls-unchained-g1-rfc9380",
        QUICK.public_key,
        657413,
        "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
        "",
    ),
    (
        "pedersen-bls-chained",
        beacons.DEFAULT.public_key,
        2634945,
        "814778ed1e480406beb43b74af71ce2f0373e0ea1bfdfea8f9ed62c876c20fcbc7f0163860e3da42ed2148756015f4551451898ffe06d384b4d002245025571b6b7a752f7158b40ad92b13b6d703ad31922a617f2c7f6d960b84d56cf1d79eef",
        "8bd96294383b4d1e04e736360bd7a487f9f409f1e7bd800b720656a310d577b3bdb1e1631af6c5782a1d8979c502f395036181eff4058960fc40bb7034cdae1991d3eda518ab204a077d2f7e724974cf87b407e549bd815cf0b8e5a3832f675d",
    ),
    (
        "pedersen-bls-chained",
        "922a2e93828ff83345bae533f5172669a26c02dc76d6bf59c80892e12ab1455c229211886f35bb56af6d5bea981024df",
        3361396,
        "9904b4ec42e82cb42ad53f171cf0510a5eedff8b5e02e2db5a187489f7875307746998b9a6cf82130d291126d4b83cea1048c9b3f07a067e632c20391dc059d22d6a8e835f3980c8bd0183fb6df00a8fbbe6b8c9f61e888dfa76e12af4d4e355",
        "a2377f4e0403f0fd05f709a3292be1b2b59fe990a673ad7b7561b5bd5982b882a2378d36e39befb6ea3bb7aac113c50a18fb07aa4f9a59f95f1aaa7826dafbfcdbf22347c29996c294286fd11b402ad83edd83fa21fe6735fccb65785edbed47",
    ),
    (
        "pedersen-bls-unchained",
        "8200fc249deb0148eb918d6e213980c5d01acd7fc251900d9260136da3b54836ce125172399ddc69c4e3e11429b62c11",
        7601003,
        "af7eac5897b72401c0f248a26b612c5ef68e0ff830b4d78927988c89b5db3e997bfcdb7c24cb19f549830cd02cb854a1143fd53a1d4e0713ded471260869439060d170a77187eb6371742840e43eccfa225657c4cc2d9619f7c3d680470c9743",
        "",
    ),
    (
        "bls-unchained-on-g1",
        "a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e",
        2,
        "a050676d1a1b6ceedb5fb3281cdfe88695199971426ff003c0862460b3a72811328a07ecd53b7d57fc82bb67f35efaf1",
        "",
    ),
]


@pytest.mark.parametrize(("scheme", "key", "number", "mark", "before"), ROUNDS)
def test_published_rounds_hold_and_nothing_else_does(
    scheme: str, key: str, number: int, mark: str, before: str
) -> None:
    assert beacons.signed(scheme, key, number, mark, before)
    assert not beacons.signed(scheme, key, number + 1, mark, before)
    assert not beacons.signed(scheme, key, number, mark, before[:-2] + "00" if before else "00")
    assert not beacons.signed(scheme, key, number, mark.upper(), before), "one spelling only"
    for other_scheme, other_key, *_more in ROUNDS:
        if (other_scheme, other_key) != (scheme, key):
            assert not beacons.signed(other_scheme, other_key, number, mark, before)


def test_a_round_gives_the_number_that_drand_publishes() -> None:
    assert beacons.randomness(ROUNDS[0][3]) == (
        "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    )
    with pytest.raises(beacons.BeaconError):
        beacons.randomness("no number")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 47), st.integers(1, 255))
def test_a_signature_with_any_byte_changed_is_none(place: int, change: int) -> None:
    scheme, key, number, mark, _before = ROUNDS[0]
    changed = bytearray.fromhex(mark)
    changed[place] ^= change
    assert not beacons.signed(scheme, key, number, changed.hex())


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "zz",
        "c0" + "00" * 47,  # the point at infinity
        "80" + "00" * 46 + "04",  # on the curve, outside the group
        ROUNDS[0][3][:-2],
        ROUNDS[0][3] + "00",
        ROUNDS[1][3],
    ],
)
def test_what_is_no_signature_is_refused_without_an_error(mark: str) -> None:
    assert not beacons.signed(QUICK.scheme, QUICK.public_key, 657413, mark)


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(beacons.BeaconError, match="bls-bn254"):
        beacons.signed("bls-bn254-unchained-on-g1", QUICK.public_key, 1, "00")


def test_the_chains_have_the_hashes_by_which_everybody_knows_them() -> None:
    assert QUICK.hash == "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
    assert beacons.DEFAULT.hash == (
        "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
    )
    said = QUICK.published()
    assert beacons.chain_of(said) is QUICK
    own = replace(QUICK, public_key=ROUNDS[4][1])
    assert beacons.chain_of(own.published()) is None, "a chain of one's own"
    assert beacons.chain_of({**said, "public_key": own.public_key}) is None
    assert beacons.chain_of({**said, "genesis": QUICK.genesis + 3}) is None
    assert beacons.chain_of({}) is None


@given(st.sampled_from([QUICK, beacons.DEFAULT]), st.floats(0, 10**10))
def test_the_first_round_at_a_moment_is_the_first(chain: beacons.Chain, moment: float) -> None:
    number = chain.first_round_at(moment)
    assert chain.time_of(number) >= moment
    assert number == 1 or chain.time_of(number - 1) < moment
