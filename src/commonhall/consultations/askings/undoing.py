"""What becomes of naming somebody when a review undoes it: they were told, and that stays."""

from __future__ import annotations

from commonhall.actions.undoing import stays
from commonhall.consultations.askings.models import NamedConcern

stays(NamedConcern)
