"""Translations for tests: plain functions."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.consultations.translations import actions
from commonhall.consultations.translations.models import Translation
from commonhall.core.models import Governed
from tests.words import CODES

# The languages that are translated into: the first beside the source, and the last.
ONE, TWO = CODES[1], CODES[-1]

POLISH = "Tam jest ciemno."


def offer(who: Actor, about: Governed | str, text: str = POLISH, **given: Any) -> Translation:
    """A translation of something in the source language."""
    ref = about if isinstance(about, str) else about.ref
    values = {"language": ONE, "original_language": "en", **given}
    return actions.offer_translation.perform(who, about=ref, text=text, **values).result


def confirm(who: Actor, translation: Translation) -> Translation:
    actions.confirm_translation.perform(who, translation=translation)
    translation.refresh_from_db()
    return translation


def stands(people: list[Actor], about: Governed, text: str = POLISH, **given: Any) -> Translation:
    """A translation that the first of three residents offers, and the others confirm."""
    first, second, third = people
    return confirm(third, confirm(second, offer(first, about, text, **given)))
