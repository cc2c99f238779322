"""The key of a vote, under which the name on each envelope is encrypted; destroyed when the vote closes.

It lies in COMMONHALL_HOME/vote-keys: outside the database, the log and backups. So neither archived write-ahead
segments nor replicas nor an old copy of the database tell who handed in which envelope, once the key is gone.
AES-SIV (RFC 5297) gives one text for one person, so that the database still holds one envelope a voter.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from commonhall.record import configuration
from commonhall.record.keys import write_once

FOLDER, SUFFIX, BITS = "vote-keys", ".key", 512


class KeyLostError(LookupError):
    """The key of this vote is not here: destroyed, or never on this machine."""


def _folder() -> Path:
    return configuration.home() / FOLDER


def _path(vote: int) -> Path:
    return _folder() / f"{vote}{SUFFIX}"


def make(vote: int) -> None:
    """Make the key of a vote, unless it has one."""
    write_once(_path(vote), AESSIV.generate_key(BITS))


def _key(vote: int) -> bytes:
    # Read each time: a key kept in memory would outlive its destruction.
    try:
        return _path(vote).read_bytes()
    except FileNotFoundError as error:
        raise KeyLostError(f"the key of vote {vote} is not in {_folder()}") from error


def _cipher(vote: int) -> AESSIV:
    try:
        return AESSIV(_key(vote))
    except ValueError as error:
        raise KeyLostError(f"the key of vote {vote} is not in {_folder()}") from error


def _bound(vote: int) -> list[bytes]:
    return [f"commonhall voter v1/{vote}".encode()]


def encrypted(vote: int, person: int) -> str:
    """The person as their envelope names them: 48 hexadecimal digits. Raises `KeyLostError`."""
    return _cipher(vote).encrypt(person.to_bytes(8, "big"), _bound(vote)).hex()


def fingerprint(vote: int, text: bytes) -> str:
    """HMAC-SHA-256 of a text under the vote's key, hexadecimal digits. Raises `KeyLostError`."""
    return hmac.new(_key(vote), b"commonhall fingerprint v1\n" + text, "sha256").hexdigest()


def persons(vote: int, names: list[str]) -> list[int]:
    """Who stands behind the names on envelopes; foreign names are left out. Raises `KeyLostError`."""
    cipher, found = _cipher(vote), []
    for name in names:
        try:
            found.append(int.from_bytes(cipher.decrypt(bytes.fromhex(name), _bound(vote)), "big"))
        except (InvalidTag, ValueError):
            continue
    return found


def there() -> list[int]:
    """Numbers of the votes whose keys are here."""
    return sorted(int(path.stem) for path in _folder().glob(f"*{SUFFIX}") if path.stem.isdecimal())


def destroy(vote: int) -> None:
    """Overwrite the key and remove it. It may be gone already."""
    try:
        with _path(vote).open("r+b") as file:
            file.write(bytes(BITS // 8))
            file.flush()
            os.fsync(file.fileno())
        _path(vote).unlink()
    except FileNotFoundError:
        pass
