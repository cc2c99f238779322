"""How requests to witnesses leave the house. The record knows no network: `core` gives it the guarded way out."""

from __future__ import annotations

from collections.abc import Callable

from commonhall.record.witnesses import protocol
from commonhall.record.witnesses.protocol import Answer as Reply

__all__ = ["Reply", "Send", "Unreachable", "add_checkpoint", "send_by"]

SECONDS = 10.0
Send = Callable[[str, bytes, str, int, float], Reply]
"""(address, body, content type, largest answer in bytes, seconds) → the answer; raises `Unreachable`."""


class Unreachable(Exception):
    """Nobody answered there."""


def _nobody(*_given: object) -> Reply:
    raise Unreachable("this installation has no way out")


_send: Send = _nobody


def send_by(send: Send) -> None:
    """Let requests go out this way."""
    global _send
    _send = send


def add_checkpoint(prefix: str, asked: protocol.AddCheckpoint) -> Reply:
    """Ask the witness at a submission prefix to cosign; raises `Unreachable`."""
    address = f"{prefix.rstrip('/')}/add-checkpoint"
    return _send(address, asked.encode(), protocol.TEXT_TYPE, protocol.LARGEST, SECONDS)
