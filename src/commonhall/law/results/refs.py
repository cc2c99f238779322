"""How results, caretakers' rules, and who reviews whom are shown wherever a ref names them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.caretakers.models import Routine
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.law.segregation.models import PowerOverPower, Reviewing


def _results(numbers: list[int]) -> dict[int, Described]:
    rows = PeoplesResult.objects.filter(pk__in=numbers).select_related("body")
    return {
        row.pk: Described(
            row.ref, str(row), row.get_absolute_url(), row.get_state_display(), "decision"
        )
        for row in rows
    }


def _elected(numbers: list[int]) -> dict[int, Described]:
    rows = Elected.objects.filter(pk__in=numbers).select_related("office")
    return {
        row.pk: Described(row.ref, row.office.name, reverse("law:result", args=[row.result_id]))
        for row in rows
    }


def _amendments(numbers: list[int]) -> dict[int, Described]:
    rows = CharterAmendment.objects.filter(pk__in=numbers).select_related("provision")
    return {
        row.pk: Described(
            row.ref, str(row), row.get_absolute_url(), row.get_state_display(), "decision"
        )
        for row in rows
    }


def _by_article(model: type[Any], words: Any) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model._base_manager.filter(pk__in=numbers).select_related("provision__instrument")
        return {row.pk: _shown(row, words) for row in rows}

    describes(model._meta.label_lower, describer)


def _shown(row: Any, words: Any) -> Described:
    address = reverse("law:instrument", args=[row.provision.instrument_id])
    title = f"{words()} ({row.provision.label})"
    return Described(row.ref, title, f"{address}#provision-{row.provision_id}")


def register() -> None:
    describes("law.peoplesresult", _results)
    describes("law.elected", _elected)
    describes("law.charteramendment", _amendments)
    _by_article(Routine, lambda: _("As a caretaker"))
    _by_article(PowerOverPower, lambda: _("Power over power"))
    _by_article(Reviewing, lambda: _("Who reviews whom"))
