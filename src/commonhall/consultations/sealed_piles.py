"""Piles of sealed answers: what was said lies apart from who said it, under a key outside the database.

Answers are sealed (AES-256-GCM) under a key that follows from the roll's keys, which lie outside the database: a copy of
the database alone, or whoever asks it, reads no answer, not even while a pile has a single one. With each that comes in,
up to 50 others are written again under new random keys, so that neither their order nor the time of a row tells anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from commonhall.people.residents import roll_keys, roll_seals

MIXED = 50


@dataclass(frozen=True)
class Pile:
    """Sealed answers of a model with `key` and `sealed`. owner: its field that says to what they belong; purpose: what the
    sealing key is for, so that a pile's answers open nowhere else."""

    model: type[models.Model]
    owner: str
    purpose: str

    def _rows(self, owner: int) -> Any:
        return self.model._default_manager.filter(**{self.owner: owner})

    def put(self, owner: int, said: str) -> None:
        """Put what somebody said among the others."""
        rows = self._rows(owner)
        there = list(rows.select_for_update(skip_locked=True).order_by("?")[:MIXED])
        rows.filter(pk__in=[one.pk for one in there]).delete()
        keys = roll_keys.every()
        pile = [said, *(self.opened(one, keys) for one in there)]
        secrets.SystemRandom().shuffle(pile)
        self.model._default_manager.bulk_create(
            self.model(
                **{
                    "key": secrets.token_hex(16),
                    f"{self.owner}_id": owner,
                    "sealed": roll_seals.seal(keys[0], one, self.purpose, str(owner)),
                }
            )
            for one in pile
        )

    def every(self, owner: int) -> Iterator[str]:
        """Every answer, in the order of random keys."""
        keys = roll_keys.every()
        for row in self._rows(owner).order_by("key").iterator(chunk_size=2000):
            yield self.opened(row, keys)

    def under(self, name: str) -> int:
        """How many answers are sealed under a key of the roll."""
        return self.model._default_manager.filter(sealed__startswith=f"{name}:").count()

    def opened(self, row: Any, keys: list[roll_keys.RollKey]) -> str:
        """Raises `ValueError` where the key it was sealed under was let go, or it was changed."""
        owner = getattr(row, f"{self.owner}_id")
        return roll_seals.unseal(keys, row.sealed, self.purpose, str(owner))
