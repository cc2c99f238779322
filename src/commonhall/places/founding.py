"""The ground a hall begins with, written in the founding act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonhall.actions.context import Context
from commonhall.places.ground_files import Layers
from commonhall.places.grounds import write_ground


@dataclass(frozen=True)
class FirstGround:
    """Written when called by the founding act."""

    layers: Layers
    thanks: str = ""

    def __call__(self, ctx: Context, bodies: Mapping[str, Any]) -> None:
        write_ground(ctx, self.layers, self.thanks)
