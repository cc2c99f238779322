"""Putting an action before a body that uses its power together: a motion holds it until the body has voted.

`actions` knows no motions; the app that does says here how one is tabled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.actions.gate import Outcome
from commonhall.core.models import Governed
from commonhall.ui.forms import HallForm, WrittenField

# What a sent page holds besides the action's own fields.
NOT_ASKED = {"csrfmiddlewaretoken", "once", "stood", "next", "asked", "second_factor", "amends"}
REASONS = "motion_reasons"
# Where an action asks on which day what it makes begins: the body may decide later than that.
BEGINS, FROM_PASSING = "starts", "motion_from_passing"
# Where another motion must be carried out before, its number.
AFTER = "motion_after"
AFTER_WHICH = _("Only after which motion, by its number")
AFTER_HELP = _(
    "Leave blank unless another motion that waits must come first. This one is then judged as if that one had been "
    "carried out, and done only if it was."
)
FROM_THE_DAY = _("If the body decides later, begin on the day it passes")


class Table(Protocol):
    """Tables a motion, or an amendment to the motion with the number `amends`. data: an action's form as it was sent; reasons: why the body should do it.
    from_passing: what it makes begins on the day the body decides, where the day it names is past by then.
    after: the number of a motion that must be carried out before. uploads: the files that were sent with it, by the
    action's inputs."""

    def __call__(
        self,
        actor: Actor,
        action: Action[..., Any],
        thing: Governed | None,
        data: dict[str, list[str]],
        *,
        reasons: str,
        once: str,
        amends: int,
        from_passing: bool,
        after: int | None,
        uploads: Any,
    ) -> Outcome[Any]: ...


Before = Callable[[int, Action[..., Any]], "dict[str, list[str]] | None"]
_table: list[Table] = []
_before: list[Before] = []


def table_by(table: Table, before: Before) -> None:
    """Say how an action is put before a body, and what a waiting motion with a number holds of an action."""
    _table[:], _before[:] = [table], [before]


def amended(request: HttpRequest, action: Action[..., Any]) -> tuple[int, dict[str, list[str]]]:
    """The motion that a page's form amends, with what it holds now; 0 where it makes a new one."""
    said = request.POST.get("amends") or request.GET.get("amends") or ""
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else 0
    found = _before[0](number, action) if number else None
    return (number, found) if found is not None else (0, {})


def table(
    actor: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    data: dict[str, list[str]],
    *,
    reasons: str,
    once: str,
    amends: int = 0,
    from_passing: bool = False,
    after: int | None = None,
    uploads: Any = None,
) -> Outcome[Any]:
    """Put an action before the actor's body. Raises `Refused` and `BadInput` as the action itself would."""
    return _table[0](
        actor,
        action,
        thing,
        data,
        reasons=reasons,
        once=once,
        amends=amends,
        from_passing=from_passing,
        after=after,
        uploads=uploads,
    )


def ask_reasons(form: HallForm, amends: bool = False) -> None:
    """Let a form of an action ask why the body should do it; where it amends no motion, also after which one."""
    form.fields[REASONS] = WrittenField(
        lines=True,
        label=_("Why should the body do this?"),
        help_text=_("Members read it with the motion. It is public."),
        max_length=4000,
        error_messages={"required": _("Enter why the body should do this.")},
    )
    if not amends:
        form.fields[AFTER] = forms.IntegerField(
            label=AFTER_WHICH, help_text=AFTER_HELP, required=False, min_value=1, max_value=10**9
        )
    if BEGINS in form.fields:
        form.fields[FROM_PASSING] = forms.BooleanField(label=FROM_THE_DAY, required=False)


def sent(post: QueryDict) -> dict[str, list[str]]:
    """What was said about the action itself."""
    besides = NOT_ASKED | {REASONS, FROM_PASSING, AFTER}
    return {name: post.getlist(name) for name in post if name not in besides}


def as_post(data: dict[str, list[str]]) -> MultiValueDict[str, str]:
    """What a motion holds, as the form reads it."""
    return MultiValueDict({name: list(values) for name, values in data.items()})
