"""Signed notes and checkpoints: published examples, our own, and those that must be refused."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.record import checkpoints, notes
from commonhall.record.checkpoints import Checkpoint, CheckpointError
from commonhall.record.notes import COSIGNATURE, NoteError, Signer, VerifierKey

# The example of Go's golang.org/x/mod/sumdb/note, the format's first implementation.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples printed in C2SP signed-note and tlog-checkpoint.
C2SP_NOTE = (
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
C2SP_CHECKPOINT = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


@pytest.fixture
def signer() -> Signer:
    return Signer("hall.example/record", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def test_a_note_signed_by_the_first_implementation_is_verified() -> None:
    verified = notes.verify(GO_NOTE, [VerifierKey.parse(GO_KEY)])
    assert verified.note.text.startswith("If you think")
    with pytest.raises(NoteError, match="signature of PeterNeumann is wrong"):
        notes.verify(GO_NOTE.replace("your problem,", "my problem,"), [VerifierKey.parse(GO_KEY)])


def test_the_key_of_the_go_checksum_database_has_its_published_id() -> None:
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = VerifierKey.parse(text)
    assert (key.name, key.key_id.hex(), str(key)) == ("sum.golang.org", "033de0ae", text)


def test_the_specifications_examples_are_parsed_and_written_back() -> None:
    note = notes.parse(C2SP_NOTE)
    assert note.text.endswith("ed è subito sera.\n")
    assert note.signatures[0].name == "quasimodo.example/salvatore"
    assert note.signatures[0].key_id.hex() == "367ba04b"
    assert str(note) == C2SP_NOTE
    stated = checkpoints.parse(C2SP_CHECKPOINT)
    assert (stated.origin, stated.size) == ("example.com/behind-the-sofa", 20852163)
    assert base64.b64encode(stated.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert C2SP_CHECKPOINT.startswith(stated.text())


def test_a_key_id_is_the_beginning_of_the_hash_of_name_kind_and_key(signer: Signer) -> None:
    key = signer.public()
    expected = sha256(b"hall.example/record\n\x01" + key.public).digest()[:4]
    assert key.key_id == expected
    assert signer.public(COSIGNATURE).key_id != expected
    assert VerifierKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "no-plus-signs",
        "name+00000000+AQ==",
        "name+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "two words+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_whose_parts_do_not_fit_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        VerifierKey.parse(text)


def test_a_signed_time_is_verified_with_the_checkpoint(signer: Signer) -> None:
    note = checkpoints.sign(Checkpoint(signer.name, 7, bytes(32)), signer, 1_790_000_000)
    both = [signer.public(), signer.public(COSIGNATURE)]
    assert checkpoints.verify(note, both).time == 1_790_000_000
    assert checkpoints.verify(note, both[:1]).time is None
    parsed = notes.parse(note)
    plain, timed = parsed.signatures
    later = notes.Signature(timed.name, timed.key_id, (1).to_bytes(8, "big") + timed.raw[8:])
    with pytest.raises(NoteError, match="is wrong"):
        checkpoints.verify(str(notes.Note(parsed.text, (plain, later))), both)


def test_signatures_of_strangers_are_ignored_and_do_not_suffice(signer: Signer) -> None:
    stranger = Signer("witness.example", Ed25519PrivateKey.generate())
    text = "hello\n"
    note = notes.assemble(text, [stranger.sign(text), signer.sign(text)])
    verified = notes.verify(note, [signer.public()])
    assert [key.name for key in verified.keys] == [signer.name]
    with pytest.raises(NoteError, match="no trusted key"):
        notes.verify(notes.assemble(text, [stranger.sign(text)]), [signer.public()])


@given(position=st.integers(0), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_no_changed_byte_of_a_checkpoint_goes_unnoticed(position: int, bit: int) -> None:
    signer = Signer("hall.example/record", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    keys = [signer.public(), signer.public(COSIGNATURE)]
    stated = Checkpoint(signer.name, 12345, sha256(b"root").digest())
    data = bytearray(checkpoints.sign(stated, signer, 1_790_000_000).encode())
    data[position % len(data)] ^= 1 << bit
    try:
        found = checkpoints.verify(bytes(data), keys)
    except (NoteError, CheckpointError):
        return
    # A changed name or key id makes a signature a stranger's; the other still vouches for the text.
    assert found.checkpoint == stated


@pytest.mark.parametrize(
    "text",
    ["o\n1\n", "o\n01\nAAAA\n", "o\n-1\nAAAA\n", "o\n1\nAAAA\n", "o\n١\nAAAA\n", "\n1\nAAAA\n"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.parse_text(text)


@pytest.mark.parametrize(
    "note",
    ["", "text\n", "text\n\n", "text\n\nno dash\n", "t\x01\n\n— a AAAAAAAA\n", "t\n\n— a ?\n"],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        notes.parse(note)
