"""A colour, with a word beside it on whether text in it can be read, said while it is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from commonhall.ui import colours, text


def too_light(found: str, better: str) -> str:
    """Why a colour cannot be taken. found: its contrast, as people read it; better: a shade that can."""
    return _(
        "Not everybody can read text in this colour: its contrast is %(found)s to 1 and must be at least %(least)s. This darker shade works: %(better)s."
    ) % {"found": found, "least": text.number(colours.ENOUGH, 1), "better": better}


class ColourInput(forms.TextInput):
    """The browser's own picker. A script says while one chooses what the server will say; without it, after sending."""

    template_name = "ui/forms/colour.html"
    input_type = "color"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the script says, with marks in the place of what it works out."""
        context = super().get_context(name, value, attrs)
        good = _("Text can be read in this colour: its contrast is %(found)s to 1.")
        context["widget"] |= {
            "good": good % {"found": "{found}"},
            "bad": too_light("{found}", "{better}"),
            "least": colours.ENOUGH,
            "paper": colours.LIGHT,
        }
        return context
