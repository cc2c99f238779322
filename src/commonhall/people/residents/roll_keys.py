"""The keys under which the roll of residents, codes and slips are hashed: apart from the session secret.

They are lines "name secret" of `keys/roll_keys` in the hall's home, the newest first, or the setting
COMMONHALL_ROLL_KEYS ("2:secret,1:secret"). What is new is hashed under the newest; what was hashed under an older
one still counts until `commonhall roll forget` lets that key go. A hash cannot be read back, so a line of the roll
comes under a new key only when it is brought in again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BYTES = 32


@dataclass(frozen=True)
class RollKey:
    """A key and its name; the name stands beside what was hashed under it."""

    name: str
    secret: str

    def digest(self, *parts: str) -> str:
        """The keyed hash of what is to be recognised again; the first part says what it is."""
        return hmac.new(self.secret.encode(), "|".join(parts).encode(), hashlib.sha256).hexdigest()


def every() -> list[RollKey]:
    """Every key that counts, the newest first. The first is made when it is first needed."""
    if settings.ROLL_KEYS:
        return [_read(one, ":") for one in settings.ROLL_KEYS.split(",")]
    if not _file().exists():
        _write([_new("1")])
    return [_read(line, " ") for line in _file().read_text().splitlines() if line.strip()]


def newest() -> RollKey:
    return every()[0]


def digests(*parts: str) -> list[str]:
    """What something may be found under: its hash under every key."""
    return [key.digest(*parts) for key in every()]


def rotate() -> RollKey:
    """Make a new key; what is hashed from now on is hashed under it."""
    known = every()
    made = _new(str(max(int(key.name) for key in known) + 1))
    _write([made, *known])
    return made


Need = Callable[[str], str]
_needs: list[Need] = []


def needs(check: Need) -> Need:
    """Upper apps say here why a key cannot be let go yet: (its name) → the reason, or ""."""
    _needs.append(check)
    return check


def needed(name: str) -> list[str]:
    """Why a key cannot be let go yet."""
    return [reason for check in _needs if (reason := check(name))]


def forget(name: str) -> None:
    """Let a key go: what was hashed under it is recognised no longer."""
    _write([key for key in every() if key.name != name])


def _new(name: str) -> RollKey:
    return RollKey(name, secrets.token_urlsafe(BYTES))


def _file() -> Path:
    return Path(settings.COMMONHALL_HOME) / "keys" / "roll_keys"


def _read(line: str, sign: str) -> RollKey:
    name, _, secret = line.strip().partition(sign)
    if not (name.isdecimal() and len(secret) >= BYTES):
        raise ImproperlyConfigured(
            "The roll's keys: write each as its number and a secret of at least 32 characters."
        )
    return RollKey(name, secret)


def _write(found: list[RollKey]) -> None:
    """Whole or not at all; two that make the first key at once agree on one."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"roll_keys.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key.name} {key.secret}\n" for key in found)
    try:
        if path.exists():
            part.replace(path)
        else:
            os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)
