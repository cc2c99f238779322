"""What is asked before anything is done here, stage by stage, each in two sentences for everybody who reads the law."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Stage of the gate, in its order (or a step after the stages) → its name and what it asks.
RULES: dict[str, tuple[Any, Any]] = {
    "identity": (
        _("Who it is"),
        _(
            "Only a person who holds the office today can use its power. For power and money they confirm a second factor first."
        ),
    ),
    "standing": (
        _("Who counts"),
        _(
            "Residents must be confirmed, and organisations recognised. Nobody votes for somebody else."
        ),
    ),
    "competence": (
        _("Which power"),
        _(
            "A provision in force must give this power to this body, for this place and up to this amount. The body also needs a mandate that has not ended."
        ),
    ),
    "segregation": (
        _("Not over itself"),
        _(
            "Nobody gives power to themselves, fills their own offices or judges their own case. Nobody removes, chooses or stops the people who review them."
        ),
    ),
    "rights": (
        _("Which right"),
        _(
            "Residents and organisations need a right that a provision gives them. Higher law can forbid what a rule here allows."
        ),
    ),
    "interests": (
        _("Without an interest of their own"),
        _(
            "People with an interest in a matter take no part in it. An interest that has ended still counts for a while."
        ),
    ),
    "suspension": (
        _("Not while an appeal stops it"),
        _(
            "Where a provision says so, an appeal puts a matter on hold until it is decided. The reviewer can order this, or lift it."
        ),
    ),
    "asking_first": (
        _("After asking"),
        _(
            "Before large decisions, enough of the people concerned must have been asked. What they said is shown beside the decision."
        ),
    ),
    "resolution": (
        _("Together"),
        _(
            "What a council decides, its members decide by a vote with names. One member alone cannot do it."
        ),
    ),
    "record": (
        _("In public"),
        _(
            "Every act is written down with the provision it is based on, and so is every refused attempt by an office. Anybody can check the record and appeal."
        ),
    ),
}
