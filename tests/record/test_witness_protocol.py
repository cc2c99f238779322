"""What logs and witnesses say to each other, and who must cosign: published examples, properties, bad forms."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.record import notes
from commonhall.record.notes import COSIGNATURE, NoteError
from commonhall.record.witnesses import policy, protocol
from commonhall.record.witnesses.policy import PolicyError
from commonhall.record.witnesses.protocol import Answer, RequestError, Seen
from tests.record.foreign import ForeignLog, OtherWitness, policy_of, signer

# The example request printed in C2SP tlog-witness.
C2SP_REQUEST = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
)
# The cosignature printed in C2SP tlog-cosignature, whose message it says was signed at 1679315147.
C2SP_COSIGNATURE = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"


def test_the_specifications_request_is_read_and_written_back() -> None:
    asked = protocol.parse(C2SP_REQUEST.encode())
    assert (asked.old, len(asked.proof)) == (20852014, 4)
    assert (asked.checkpoint.origin, asked.checkpoint.size) == (
        "example.com/behind-the-sofa",
        20852163,
    )
    assert len(asked.note.signatures) == 2
    assert asked.encode() == C2SP_REQUEST.encode()


def test_the_specifications_cosignature_carries_its_time() -> None:
    text = protocol.parse(C2SP_REQUEST.encode()).note.text
    (line,) = notes.parse(f"{text}\n{C2SP_COSIGNATURE}").signatures
    assert (line.name, line.key_id.hex()) == ("witness.example.com/w1", "8d66cf3f")
    assert int.from_bytes(line.raw[:8]) == 1679315147
    assert len(line.raw) == 72


def test_a_cosignature_signs_the_message_that_the_specification_prints() -> None:
    one = signer("witness.example.com/w1")
    text = protocol.parse(C2SP_REQUEST.encode()).note.text
    raw = one.cosign(text, 1679315147).raw
    one.private.public_key().verify(
        raw[8:],
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "old 1",
        C2SP_REQUEST.replace("old 20852014", "old 020852014"),
        C2SP_REQUEST.replace("old 20852014", "old -1"),
        C2SP_REQUEST.replace("old 20852014", "old 9223372036854775808"),
        C2SP_REQUEST.replace("old 20852014", "Old 20852014"),
        C2SP_REQUEST.replace("old 20852014", "old  20852014"),
        C2SP_REQUEST.replace("old 20852014", "old ٢"),
        C2SP_REQUEST.replace("PlRNCrwH", "PlRNCrw"),
        C2SP_REQUEST.replace("kaw=\n", "kax=\n"),  # base64 that is not canonical
        C2SP_REQUEST.replace("kaw=\n", "kaw=\r\n"),
        C2SP_REQUEST.replace("20852163\n", "9223372036854775808\n"),
        C2SP_REQUEST.partition("\n— ")[0],
        "old 5\n" + "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 64 + C2SP_REQUEST[194:],
        C2SP_REQUEST + "x" * protocol.LARGEST,
    ],
)
def test_a_request_of_another_form_is_refused(wrong: str) -> None:
    with pytest.raises(RequestError) as refused:
        protocol.parse(wrong.encode())
    assert refused.value.status == 400


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_witness_takes_exactly_what_extends_what_it_saw(known: int, old: int, size: int) -> None:
    log = ForeignLog().grow(max(known, size))
    proof = log.proof(old, size) if old <= size else []
    asked = protocol.parse(protocol.request(old, proof, log.note(size)).encode())
    seen = Seen(known, log.root(known))
    if old > size:
        expected = 400
    elif old != known:
        expected = 409
    else:
        protocol.check_extends(asked, seen)
        return
    with pytest.raises(RequestError) as refused:
        protocol.check_extends(asked, seen)
    assert refused.value.status == expected
    if expected == 409:
        assert refused.value.answer() == Answer(409, f"{known}\n".encode(), "text/x.tlog.size")


@given(st.integers(0, 30), st.integers(0, 30), st.data())
def test_no_other_tree_is_ever_taken_for_an_extension(
    known: int, more: int, data: st.DataObject
) -> None:
    log = ForeignLog().grow(known + more)
    where = data.draw(st.integers(0, max(known - 1, 0)))
    fork = log.fork(where).grow(known + more - where, "another")
    if known == 0 or fork.root(known) == log.root(known):
        return
    # Its own proof, or the honest log's: neither leads to its root from what was seen.
    for proof in (fork.proof(known), log.proof(known)):
        asked = protocol.parse(protocol.request(known, proof, fork.note()).encode())
        with pytest.raises(RequestError) as refused:
            protocol.check_extends(asked, Seen(known, log.root(known)))
        assert refused.value.status == 422


def test_a_log_that_was_empty_needs_no_proof_and_takes_none() -> None:
    log = ForeignLog().grow(3)
    asked = protocol.parse(protocol.request(0, [bytes(32)], log.note()).encode())
    with pytest.raises(RequestError) as refused:
        protocol.check_extends(asked, Seen())
    assert refused.value.status == 422
    empty = ForeignLog()
    protocol.check_extends(protocol.parse(empty.asks(0)), Seen())
    forged = log.note().replace("\n3\n", "\n0\n", 1)
    with pytest.raises(RequestError, match="empty"):
        protocol.check_extends(protocol.request(0, [], forged), Seen())


def test_an_answer_counts_only_with_the_witnesses_own_signature_on_this_very_text() -> None:
    log, witness = ForeignLog().grow(3), OtherWitness()
    text = protocol.parse(log.asks(0)).note.text
    line = witness.signer.cosign(text, 1_790_000_000).line()
    stranger = signer("stranger.example", 5).cosign(text, 1_790_000_000).line()
    answer = Answer(200, f"{stranger}{line}".encode())
    assert protocol.read_cosignature(answer, text, witness.key)[1] == 1_790_000_000
    other = witness.signer.cosign(
        ForeignLog("else.example").grow(3).note().partition("\n\n")[0] + "\n", 5
    )
    for wrong in (
        stranger,
        other.line(),
        witness.signer.sign(text).line(),
        witness.signer.cosign(text, 0).line(),
        f"\n{line}",
        "",
        "thank you",
    ):
        with pytest.raises(ValueError):
            protocol.read_cosignature(Answer(200, wrong.encode()), text, witness.key)


@pytest.mark.parametrize("body", [b"3", b"03\n", b"3\r\n", b"-1\n", b"9999999999999999999\n", b""])
def test_a_conflict_names_a_plain_size(body: bytes) -> None:
    with pytest.raises(ValueError):
        protocol.read_size(Answer(409, body))


# --- policies -----------------------------------------------------------------------------------
KEYS = [OtherWitness(f"w{number}.example", number).key for number in range(1, 7)]
LOG = signer("hall.example/record", 40).public()
TEXT = f"""# The example of C2SP tlog-policy, with keys.
log {LOG} https://hall.example/record/

witness X1 {KEYS[0]}
\twitness  X2\t{KEYS[1]} https://x2.example/
witness X3 {KEYS[2]}
group X-witnesses 2 X1 X2 X3

witness Y1 {KEYS[3]}
witness Y2 {KEYS[4]}
witness Y3 {KEYS[5]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def test_a_policy_with_groups_of_groups_is_read_and_written_back() -> None:
    found = policy.parse(TEXT)
    assert found.needed == 3
    assert found.witnesses["X2"].url == "https://x2.example/"
    assert found.logs == (LOG,)
    for names, holds in (
        ({"X1", "X3", "Y2"}, True),
        ({"X1", "X2", "X3"}, False),
        ({"X1", "Y1", "Y2", "Y3"}, False),
        (set(), False),
    ):
        assert found.holds(names) is holds
    assert policy.parse(str(found)) == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quorum X-and-Y\n", ""),
        ("quorum X-and-Y", "quorum X-and-Z"),
        ("quorum X-and-Y", "quorum X-and-Y\nquorum X1"),
        ("quorum", "majority"),
        ("X-witnesses 2", "X-witnesses 4"),
        ("X-witnesses 2", "X-witnesses 0"),
        ("any Y1 Y2 Y3", "any Y1 Y2 X1"),
        ("any Y1 Y2 Y3", "any Y1 Y2 Y4"),
        ("witness Y1", "witness X1"),
        ("witness Y1", "witness none"),
        (str(KEYS[3]), str(KEYS[0])),
        (str(KEYS[3]), str(LOG)),
        ("witness Y1", "witness\u00a0Y1"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_its_line(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=r"line|quorum"):
        policy.parse(TEXT.replace(old, new, 1))


@given(st.integers(1, 8), st.data())
def test_k_of_n_holds_with_k_and_never_with_fewer(n: int, data: st.DataObject) -> None:
    many = [OtherWitness(f"w{number}.example", number + 1).witness for number in range(n)]
    k = data.draw(st.integers(0, n))
    found = policy.k_of(k, many)
    names = data.draw(st.sets(st.sampled_from([one.name for one in many])))
    assert found.holds(names) is (len(names) >= k)
    assert policy.parse(str(found)) == found
    assert found.needed == k


def test_nobody_stands_in_a_policy_twice() -> None:
    one = OtherWitness()
    twin = OtherWitness("twin.example")
    with pytest.raises(PolicyError):
        policy_of(1, one, twin)
    with pytest.raises(NoteError):
        policy.witness_key(str(one.signer.public()))


def test_who_cosigned_is_told_apart_from_whose_signature_is_wrong() -> None:
    one, two, three = (OtherWitness(f"w{number}.example", number) for number in (1, 2, 3))
    found = policy_of(2, one, two, three)
    log = ForeignLog().grow(4)
    text = protocol.parse(log.asks(0)).note.text
    forged = notes.Signature(two.key.name, two.key.key_id, bytes(72))
    late = three.signer.cosign(text, 2_000_000_000)
    note = notes.parse(
        log.note() + one.signer.cosign(text, 1_790_000_000).line() + forged.line() + late.line()
    )
    good, wrong = found.cosigned(note, latest=1_800_000_000)
    assert [cosigned.witness.name for cosigned in good] == ["w1.example"]
    assert wrong == ["w2.example", "w3.example"]
    assert base64.b64decode(str(one.key).split("+")[2])[0] == COSIGNATURE
