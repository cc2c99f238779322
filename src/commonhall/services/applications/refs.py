"""How applications are called wherever a ref names one: by their number, which says nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.services.applications.models import (
    Application,
    ApplicationDocument,
    ApplicationStep,
    ServiceQuestion,
)


def _applications(numbers: list[int]) -> dict[int, Described]:
    rows = Application.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _parts(model: Any) -> Any:
    """Steps and documents are called by the application they belong to."""

    def found(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("application")
        return {
            row.pk: Described(row.ref, str(row.application), row.get_absolute_url()) for row in rows
        }

    return found


def _questions(numbers: list[int]) -> dict[int, Described]:
    rows = ServiceQuestion.objects.filter(pk__in=numbers).select_related("service")
    return {
        row.pk: Described(
            row.ref, _("Question “%(name)s”") % {"name": row.name}, row.get_absolute_url()
        )
        for row in rows
    }


def register() -> None:
    describes("services.application", _applications)
    describes("services.applicationstep", _parts(ApplicationStep))
    describes("services.applicationdocument", _parts(ApplicationDocument))
    describes("services.servicequestion", _questions)
