"""A ballot as a basket: what it names may cost no more than the money; asked alike wherever a vote is set up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Flag
from commonhall.core.refusals import BadInput

BASKET = Flag(
    _("A ballot may not cost more than the money"),
    _("Voters fill a basket: what they choose must fit into the money."),
)


def check_basket(field: str, wanted: bool, possible: bool) -> None:
    """Raises `BadInput` for a basket on a ballot that can have none."""
    if wanted and not possible:
        raise BadInput(field, _("Only a ballot without points or ranks can have a basket."))
