"""Questions about themes of the month."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.decisions.themes.models import Theme, ThemeOrder, ThemeRound


def rounds() -> QuerySet[ThemeRound]:
    return ThemeRound.objects.select_related("held_by", "unit", "chosen", "body")


def themes(round_: ThemeRound) -> list[Theme]:
    """What was nominated, in the order in which it was."""
    return list(round_.themes.select_related("source__body", "source__unit").order_by("pk"))


def by_code(found: list[Theme]) -> dict[str, Theme]:
    """Each theme by its place, "01" for the first nominated."""
    return {f"{place:02}": theme for place, theme in enumerate(found, 1)}


def own(round_: ThemeRound, person: int | None) -> ThemeOrder | None:
    return round_.given.filter(person=person).first() if person else None


def chosen_of(round_: ThemeRound) -> Theme:
    """The theme that won."""
    found: Theme = round_.themes.select_related("source").get(source=round_.chosen_id)
    return found
