"""Sealing under the roll's keys, which lie outside the database: AES-256-GCM, bound to what the words are for.

Sealed words are "name of the key:hexadecimal digits". Who reads the database alone opens none.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commonhall.people.residents.roll_keys import RollKey

NONCE = 12


def seal(key: RollKey, said: str, *purpose: str) -> str:
    """The words under a key. purpose: what they are for, the last part being whose; they open for nothing else."""
    nonce = secrets.token_bytes(NONCE)
    sealed = _cipher(key, purpose).encrypt(nonce, said.encode(), purpose[-1].encode())
    return f"{key.name}:{(nonce + sealed).hex()}"


def unseal(keys: Sequence[RollKey], sealed: str, *purpose: str) -> str:
    """The words. Raises `ValueError` where the key they were sealed under was let go, or they were changed."""
    name, _colon, held = sealed.partition(":")
    key = next((one for one in keys if one.name == name), None)
    if key is None:
        raise ValueError(f"the roll key {name}, under which this is sealed, is not here")
    whole = bytes.fromhex(held)
    try:
        return (
            _cipher(key, purpose)
            .decrypt(whole[:NONCE], whole[NONCE:], purpose[-1].encode())
            .decode()
        )
    except InvalidTag as error:
        raise ValueError(f"what was sealed for {' '.join(purpose)} was changed") from error


def _cipher(key: RollKey, purpose: Sequence[str]) -> AESGCM:
    return AESGCM(bytes.fromhex(key.digest(*purpose)))
