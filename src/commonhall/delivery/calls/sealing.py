"""What stands in the envelope of an offer, and how it is sealed: as ballots are, by the cryptography of votes.

Two openers of other bodies than the one that awards hold the keys; the server has none.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes.envelopes import EnvelopeError
from commonhall.delivery.calls.models import NEED


@dataclass(frozen=True)
class Content:
    """What an organisation offers. price: minor units; file: the attachment, b"" where there is none."""

    price: int
    currency: str
    text: str
    file_name: str = ""
    file: bytes = b""


def seal(content: Content, keys: Mapping[str, str], call: str) -> bytes:
    """An envelope that two of the openers open. keys: number → public key; call: its ref, to which all is bound."""
    said = {
        "p": content.price,
        "c": content.currency,
        "t": content.text,
        "n": content.file_name,
        "f": base64.b64encode(content.file).decode(),
    }
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
    return envelopes.seal_text(text, {int(one): key for one, key in keys.items()}, NEED, call)


def unseal(envelope: bytes, parts: Mapping[int, bytes], openers: int, call: str) -> Content:
    """What is inside an envelope sealed to so many openers. Raises `EnvelopeError` or `ShareError`."""
    text = envelopes.unseal_text(envelope, parts, openers, call)
    try:
        said: dict[str, Any] = json.loads(text)
        file = base64.b64decode(said["f"])
        return Content(int(said["p"]), str(said["c"]), str(said["t"]), str(said["n"]), file)
    except (ValueError, KeyError, TypeError) as error:
        raise EnvelopeError("this offer is not written as offers are") from error
