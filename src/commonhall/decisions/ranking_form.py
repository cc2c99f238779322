"""The form and the page on which things are put in order by numbers: decisions, the matters of an agenda, themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.actions.declaration import Action
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import ballot_faults
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm


class RankingForm(HallForm):
    """One field a thing; a blank one is wanted less than all that have a number. most: how many can have one; 0: all."""

    def __init__(self, *args: Any, things: Sequence[Any], most: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things, self.most = things, most
        highest = most or len(things)
        said = _("Enter a whole number from 0 to %(most)d, or leave it blank.") % {"most": highest}
        for one in things:
            self.fields[f"m{one.pk}"] = forms.IntegerField(
                label=one.name,
                required=False,
                min_value=0,
                max_value=highest,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
            )

    def _ranks(self) -> list[tuple[str, int]]:
        given = ((str(one.pk), self.cleaned_data.get(f"m{one.pk}")) for one in self.things)
        return [(number, rank) for number, rank in given if rank]

    def clean(self) -> dict[str, Any]:
        """Name the things that were given one rank twice, or a rank too far."""
        cleaned = super().clean() or {}
        if not self.errors:
            names = {str(one.pk): one.name for one in self.things}
            for numbers, said in ballot_faults.of_ranks(self._ranks(), self.most, names):
                self.add_error(f"m{numbers[-1]}", said)
        return cleaned

    def order(self) -> list[Any]:
        """The things with a number, in its order."""
        by_number = {str(one.pk): one for one in self.things}
        return [
            by_number[number] for number, _rank in sorted(self._ranks(), key=lambda one: one[1])
        ]

    def rows(self) -> list[tuple[Any, Any]]:
        """Things beside their fields, for the page."""
        return [(one, self[f"m{one.pk}"]) for one in self.things]


@dataclass(frozen=True)
class Words:
    """What the page says: where the thing is listed, what to do, who sees the order, how it is counted."""

    list_title: Any
    list_url: str
    lead: Any
    note: Any
    explanation: Any


def ranking_page(
    request: HttpRequest,
    thing: Any,
    things: Sequence[Any],
    *,
    performs: Action[..., Any],
    given: Sequence[int],
    order_of: Callable[[list[Any]], Any],
    words: Words,
    most: int = 0,
) -> HttpResponse:
    """The page on which things are put in order; what is wrong is said beside it, and what was typed stays.

    given: numbers of the things in the order given before. order_of: what the action takes for the things in order.
    """
    actor = of_request(request)
    before = {f"m{pk}": at for at, pk in enumerate(given, 1)}
    form = RankingForm(request.POST or None, things=things, most=most, initial=before)
    refused = performs.check(actor, thing).refusal
    if request.method == "POST" and form.is_valid():
        try:
            performs.coming(door="page").perform(actor, thing, order=order_of(form.order()))
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(thing)
    context = {
        "thing": thing,
        "title": performs.title,
        "list_title": words.list_title,
        "list_url": words.list_url,
        "lead": words.lead,
        "note": words.note,
        "explanation": words.explanation,
        "form": form,
        "rows": form.rows(),
        "most": most or len(things),
        "refusal": pages.show(refused) if refused else None,
    }
    status = 400 if form.errors else 200
    return render(request, "decisions/put_in_order.html", context, status=status)
