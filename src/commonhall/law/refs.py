"""How law is shown wherever a ref names it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes, resolve
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.challenges.models import Challenge
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.hearings.models import Hearing
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Instrument,
    Prohibition,
    Provision,
    Right,
    Threshold,
)
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.models import Recall, Signature
from commonhall.law.reviews.models import Reconsidered


def _instruments(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.title, reverse("law:instrument", args=[row.pk]))
        for row in Instrument.objects.filter(pk__in=numbers)
    }


def _provisions(numbers: list[int]) -> dict[int, Described]:
    rows = Provision.objects.filter(pk__in=numbers).select_related("instrument")
    return {row.pk: _shown(row, row.ref) for row in rows}


def _shown(provision: Provision, ref: str) -> Described:
    address = reverse("law:instrument", args=[provision.instrument_id])
    return Described(ref, str(provision), f"{address}#provision-{provision.pk}")


def _by_provision(model: type[Any]) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("provision__instrument")
        return {row.pk: _shown(row.provision, row.ref) for row in rows}

    describes(model._meta.label_lower, describer)


def _appeals(numbers: list[int]) -> dict[int, Described]:
    rows = list(Appeal.objects.filter(pk__in=numbers))
    about = resolve([row.about for row in rows])
    return {
        row.pk: Described(
            row.ref,
            _("Appeal: %(thing)s") % {"thing": about[row.about].title},
            row.get_absolute_url(),
            row.get_state_display(),
            "review",
        )
        for row in rows
    }


def _challenges(numbers: list[int]) -> dict[int, Described]:
    rows = Challenge.objects.filter(pk__in=numbers).select_related("provision__instrument")
    return {
        row.pk: Described(
            row.ref,
            _("Challenge: %(thing)s") % {"thing": row.provision},
            row.get_absolute_url(),
            row.get_state_display(),
            "review",
        )
        for row in rows
    }


def _recalls(numbers: list[int]) -> dict[int, Described]:
    rows = Recall.objects.filter(pk__in=numbers).select_related("mandate__body")
    return {
        row.pk: Described(
            row.ref,
            _("Recall: %(thing)s") % {"thing": row.mandate.body.name},
            row.get_absolute_url(),
            row.get_state_display(),
            "review",
        )
        for row in rows
    }


def _signatures(numbers: list[int]) -> dict[int, Described]:
    rows = Signature.objects.filter(pk__in=numbers).select_related("challenge", "recall", "result")
    return {
        row.pk: Described(row.ref, _("Signature"), thing.get_absolute_url())
        for row in rows
        if (thing := row.challenge or row.recall or row.result) is not None
    }


def _reconsidered(numbers: list[int]) -> dict[int, Described]:
    rows = Reconsidered.objects.filter(pk__in=numbers).select_related("instrument")
    return {
        row.pk: Described(
            row.ref, row.instrument.title, reverse("law:instrument", args=[row.instrument_id])
        )
        for row in rows
    }


def _mandates(numbers: list[int]) -> dict[int, Described]:
    rows = Mandate.objects.filter(pk__in=numbers).select_related("body")
    return {
        row.pk: Described(
            row.ref,
            _("Mandate: %(thing)s") % {"thing": row.body.name},
            reverse("law:mandate", args=[row.pk]),
        )
        for row in rows
    }


def _founders(numbers: list[int]) -> dict[int, Described]:
    # Who founds a hall holds no office in it yet, and is no row of any table.
    return {
        number: Described(f"law.founding:{number}", _("The people who founded the hall"), "")
        for number in numbers
    }


def _hall_settings(numbers: list[int]) -> dict[int, Described]:
    return {
        number: Described(
            HallSettings.ref_of(number), _("Settings of the hall"), reverse("law:list")
        )
        for number in numbers
    }


def _hall_pages(numbers: list[int]) -> dict[int, Described]:
    rows = HallPage.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _founding_periods(numbers: list[int]) -> dict[int, Described]:
    rows = FoundingPeriod.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, _("Founding period"), row.get_absolute_url()) for row in rows
    }


def _hearings(numbers: list[int]) -> dict[int, Described]:
    rows = Hearing.objects.filter(pk__in=numbers).select_related("body")
    return {
        row.pk: Described(
            row.ref,
            _("Hearing before a reviewer is removed: %(body)s") % {"body": row.body.name},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("law.hearing", _hearings)
    describes("law.foundingperiod", _founding_periods)
    describes("law.hallpage", _hall_pages)
    describes("law.hallsettings", _hall_settings)
    describes("law.founding", _founders)
    describes("law.appeal", _appeals)
    describes("law.challenge", _challenges)
    describes("law.recall", _recalls)
    describes("law.signature", _signatures)
    describes("law.reconsidered", _reconsidered)
    describes("law.mandate", _mandates)
    describes("law.instrument", _instruments)
    describes("law.provision", _provisions)
    for model in (Competence, Right, Prohibition, Deadline, Threshold, Suspension):
        _by_provision(model)
