"""How promises are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes, resolve
from commonhall.law.agenda.models import Matter
from commonhall.law.promises.models import Promise


def _promises(numbers: list[int]) -> dict[int, Described]:
    rows = list(Promise.objects.filter(pk__in=numbers))
    things = resolve([row.thing for row in rows])
    return {
        row.pk: Described(
            row.ref,
            _("Promise: %(thing)s") % {"thing": things[row.thing].title},
            row.get_absolute_url(),
        )
        for row in rows
    }


def _matters(numbers: list[int]) -> dict[int, Described]:
    rows = list(Matter.objects.filter(pk__in=numbers))
    things = resolve([row.about for row in rows])
    return {
        row.pk: Described(
            row.ref,
            _("On the agenda: %(thing)s") % {"thing": things[row.about].title},
            reverse("people:body", args=[row.body_id]),
        )
        for row in rows
    }


def register() -> None:
    describes("law.promise", _promises)
    describes("law.matter", _matters)
