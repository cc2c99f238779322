"""The steps of the guided set-up: what each asks, and how its answers stand in the hall's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.pages.set_up import article_forms, file_forms, forms, table_forms
from commonhall.pages.set_up.forms import SetUpForm

Said = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One page of questions. done: does the file say so far what this page asks? optional: it may be passed over."""

    slug: str
    title: Any
    form: type[SetUpForm]
    done: Callable[[Mapping[str, Any]], bool]
    optional: bool = False


def _has(*path: str) -> Callable[[Mapping[str, Any]], bool]:
    def check(said: Mapping[str, Any]) -> bool:
        found: Any = said
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return bool(found)

    return check


STEPS = (
    Step("languages", _("Languages, time, money"), forms.LanguagesForm, _has("hall", "languages")),
    Step("name", _("Name and colour"), forms.NameForm, _has("hall", "name")),
    Step("places", _("Places"), file_forms.PlacesForm, _has("territory")),
    Step("charter", _("First law"), forms.CharterForm, _has("charter", "template")),
    Step("numbers", _("Its numbers"), forms.NumbersForm, _has("charter", "numbers")),
    Step("bodies", _("Bodies and offices"), table_forms.BodiesForm, _has("offices")),
    Step(
        "articles",
        _("Your own articles"),
        article_forms.ArticlesForm,
        _has("articles"),
        optional=True,
    ),
    Step("categories", _("Categories"), table_forms.CategoriesForm, _has("categories")),
    Step("pages", _("Your own pages"), forms.PagesForm, _has("pages"), optional=True),
    Step("roll", _("Roll of residents"), file_forms.RollForm, _has("roll"), optional=True),
)
REVIEW = "review"


def step(slug: str) -> Step | None:
    return next((one for one in STEPS if one.slug == slug), None)


def after(slug: str) -> str:
    """The step behind one; the review behind the last."""
    slugs = [one.slug for one in STEPS]
    place = slugs.index(slug) + 1
    return slugs[place] if place < len(slugs) else REVIEW


def first_open(said: Mapping[str, Any]) -> str:
    """The first step that must be answered and is not; the review where there is none."""
    return next((one.slug for one in STEPS if not one.optional and not one.done(said)), REVIEW)
