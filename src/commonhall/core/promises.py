"""Kinds of promises: each app names in its manifest what it promises days for; `law.promises` keeps the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What is promised for a day. code: kept in the ledger, never changed; label: what people read."""

    code: str
    label: Any
