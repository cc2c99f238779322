"""A pass phrase that holds the name of the hall is the first that somebody tries here."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonhall.places.models import Unit
from commonhall.ui import hall

# A shorter word stands in too many phrases by chance.
SHORTEST = 4
OURS = ("commonhall", "password", "passphrase", "townhall", "cityhall")
# So many letters besides our own words make a phrase that nobody guesses from them.
ENOUGH_OF_ITS_OWN = 10


def own_words() -> set[str]:
    """Words that are guessed here before all others: the place's names, its address, the program's name."""
    places = Unit.objects.filter(parent=None).values_list("names", flat=True)
    said = [hall.name(), settings.SITE_NAME, settings.SITE_DOMAIN, *OURS]
    said += [name for names in places for name in names.values()]
    words = {word for one in said for word in re.split(r"[\W_]+", str(one).lower())}
    return {word for word in words if len(word) >= SHORTEST}


class NotTheHallsName:
    """Refuses a phrase that is little more than such words."""

    def validate(self, password: str, user: Any = None) -> None:
        left = password.lower()
        for word in sorted(own_words(), key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and len(left) < ENOUGH_OF_ITS_OWN:
            raise ValidationError(
                _(
                    "This is easy to guess: it is little more than the name of the place. Choose another."
                ),
                code="password_own_words",
            )

    def get_help_text(self) -> str:
        return _("Your password can't be little more than the name of the place.")
