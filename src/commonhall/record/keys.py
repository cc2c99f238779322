"""The record's keys: for checkpoints, receipts and cosignatures; a secret marks the entries written here.

Made once, kept in ``COMMONHALL_HOME/keys`` readable by their owner only. Their public halves go to
``COMMONHALL_HOME/record/keys.json`` and are served, so that anybody can pin them.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from commonhall.record import configuration
from commonhall.record.notes import COSIGNATURE, Signer, VerifierKey

RECORD = "record.ed25519"
RECEIPT = "receipt.ed25519"
WITNESS = "witness.ed25519"
ENTRIES = "entries.hmac"


def log_signer(origin: str) -> Signer:
    """The first key that signed a log's checkpoints, under the log's name; which signs now: `signing.signer`."""
    return Signer(origin, _private(RECORD))


def receipt_signer() -> Signer:
    """The key that signs receipts, under the first log's name with ``/receipt``."""
    return Signer(receipt_name(configuration.origin()), _private(RECEIPT))


def receipt_name(origin: str) -> str:
    """Key name of the receipts of an installation whose first log is ``origin``."""
    return f"{origin}/receipt"


def witness_signer() -> Signer:
    """The key with which we cosign others' logs, under the first log's name with ``/witness``."""
    return Signer(f"{configuration.origin()}/witness", _private(WITNESS))


def first_key() -> bytes:
    """The public half (32 bytes) of the key that signed the first checkpoint."""
    return _private(RECORD).public_key().public_bytes_raw()


def new_log_key() -> bytes:
    """Make a further key for the log, in a file named after it; the public half (32 bytes)."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    write_once(configuration.home() / "keys" / _later(public), _pem(private))
    return public


def signer_of(origin: str, public: bytes) -> Signer:
    """The log's key with this public half, under the log's name. Raises FileNotFoundError if it is not here."""
    name = RECORD if public == first_key() else _later(public)
    path = configuration.home() / "keys" / name
    if not path.exists():
        raise FileNotFoundError(f"the key that signs the record is not here: {path}")
    return Signer(origin, _load(path))


def _later(public: bytes) -> str:
    return f"record-{public.hex()[:16]}.ed25519"


def log_keys(origin: str) -> list[VerifierKey]:
    """Both public forms of a log's first key: plain and for the signed time."""
    signer = log_signer(origin)
    return [signer.public(), signer.public(COSIGNATURE)]


def entry_key() -> bytes:
    """The secret that marks entries as written by this installation: 32 bytes (see `attestation`)."""
    given = configuration.entry_key()
    return _bytes_of(given, ENTRIES) if given else _secret(configuration.home() / "keys" / ENTRIES)


@lru_cache(maxsize=16)
def _secret(path: Path) -> bytes:
    if not path.exists():
        write_once(path, secrets.token_hex(32).encode())
    return _bytes_of(path.read_text(encoding="ascii"), str(path))


def _bytes_of(text: str, name: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError(f"{name} is not a key of 64 hexadecimal digits")
    return key


def _private(name: str) -> Ed25519PrivateKey:
    return _load(configuration.home() / "keys" / name)


@lru_cache(maxsize=16)
def _load(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> None:
    write_once(path, _pem(Ed25519PrivateKey.generate()))


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_once(path: Path, data: bytes) -> None:
    """Write a new key whole or not at all; whoever comes second keeps the first one's key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def forget() -> None:
    """Read the keys from disk again (after they or the home folder changed)."""
    _load.cache_clear()
    _secret.cache_clear()
