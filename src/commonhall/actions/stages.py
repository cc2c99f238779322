"""The stages every action passes, in order, and the apps that answer for them.

`actions` knows only the Protocol. Each stage has exactly one answerer, registered by its app in
`AppConfig.ready()`; start-up fails if a stage has none or two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured

from commonhall.actions.actors import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from commonhall.actions.declaration import Action
    from commonhall.core.models import Governed

ORDER = (
    "identity",
    "standing",
    "competence",
    "segregation",
    "rights",
    "interests",
    "suspension",
    "asking_first",
)


@dataclass(frozen=True)
class Reliance:
    """What a stage relied on; becomes the entry's `basis`. All are refs, "" when not used.

    caretaker: by which rule somebody goes on whose term or mandate has ended.
    """

    provision: str = ""
    competence: str = ""
    mandate: str = ""
    right: str = ""
    caretaker: str = ""

    def as_body(self) -> dict[str, str]:
        return {key: value for key, value in vars(self).items() if value}


@dataclass
class ActionRequest:
    """What the stages look at.

    place: id of the territorial unit the action touches (None: no place). amount: money in minor units
    (None: none). concerned: refs of the parties whose interests force recusal. owner: id of the body to which the thing
    belongs, where only that body may act on it. memo: shared by the
    checks of one web request, so that many dry runs cost few queries. open: "place", "amount" or "subject" where a dry
    run does not know it yet; a stage then tells its limits in `conditions`. together: the ref of the provision by which
    the body uses this power by resolution only, "" where each of its offices may. tabling: the action is not done yet,
    but put before the body as a motion: those concerned may still be asked. relied: the rows that stages found the
    action to rest on; the record must vouch for each (see `vouching`).
    """

    action: Action[..., Any]
    actor: Actor
    arguments: dict[str, Any]
    at: datetime
    place: int | None = None
    amount: int | None = None
    concerned: tuple[str, ...] = ()
    subject: str = ""
    owner: int | None = None
    dry_run: bool = False
    memo: dict[Any, Any] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    conditions: list[Any] = field(default_factory=list)
    together: str = ""
    tabling: bool = False
    relied: list[Governed] = field(default_factory=list)


class Stage(Protocol):
    """Judges one aspect of an action. Raises `Refused`, or returns what it relied on."""

    def __call__(self, request: ActionRequest) -> Iterable[Reliance]: ...


_answerers: dict[str, list[tuple[str, Stage]]] = {name: [] for name in ORDER}


def answer(stage: str, answerer: Stage, app: str) -> None:
    """Register `app` as the one that answers for `stage`."""
    if stage not in _answerers:
        raise ImproperlyConfigured(f"There is no stage {stage!r}; the stages are {ORDER}.")
    if (app, answerer) not in _answerers[stage]:
        _answerers[stage].append((app, answerer))


def verify() -> None:
    """Fail unless every stage has exactly one answerer (called at start-up)."""
    for name, found in _answerers.items():
        apps = [app for app, _ in found]
        if not apps:
            raise ImproperlyConfigured(f"No app answers for the stage {name!r} of the gate.")
        if len(apps) > 1:
            raise ImproperlyConfigured(f"Two apps answer for the stage {name!r}: {apps}.")


def run(request: ActionRequest) -> list[Reliance]:
    """Put `request` through every stage in order; the first refusal ends it."""
    relied: list[Reliance] = []
    for name in ORDER:
        if request.tabling and name == "asking_first":
            continue
        _, answerer = _answerers[name][0]
        relied.extend(answerer(request))
    return relied
