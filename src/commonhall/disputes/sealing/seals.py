"""Sealing and opening: AES-256-GCM, bound to the dispute and to what the words are, padded so that lengths tell little."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commonhall.disputes.sealing import keys

VERSION, NONCE, STEP = b"\x01", 12, 256


def seal(said: dict[str, Any], dispute: int, purpose: str) -> bytes:
    """Sealed bytes of what JSON can hold. Raises `keys.KeyMissing`."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % STEP)
    nonce = secrets.token_bytes(NONCE)
    cipher = AESGCM(keys.derived("words"))
    return VERSION + nonce + cipher.encrypt(nonce, text, _bound(dispute, purpose))


def unseal(sealed: bytes | memoryview, dispute: int, purpose: str) -> dict[str, Any]:
    """What was sealed; {} where it was destroyed. Raises `keys.KeyMissing` where the key does not open it."""
    held = bytes(sealed)
    if not held:
        return {}
    nonce, rest = held[1 : 1 + NONCE], held[1 + NONCE :]
    try:
        text = AESGCM(keys.derived("words")).decrypt(nonce, rest, _bound(dispute, purpose))
    except InvalidTag as error:
        raise keys.KeyMissing from error
    found: dict[str, Any] = json.loads(text)
    return found


def _bound(dispute: int, purpose: str) -> bytes:
    return f"disputes|{dispute}|{purpose}".encode()
