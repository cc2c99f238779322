"""What exists in the house: acts by their code, and how to show a thing named by a ref.

A ref is "app.model:id". Apps register a describer per model; pages resolve many refs at once, one
query per model, without knowing the app.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import get_language

if TYPE_CHECKING:
    from commonhall.core.models import Governed


@dataclass(frozen=True)
class Described:
    """How a thing is shown: title, address, state in words, and the station of the thread it is.

    passed: a station it stood at before and is still shown at, as what is delivered was planned.
    kind: what it is, where the name of its model does not say. stopped: it came to nothing, as what was refused,
    annulled or called off: its station is not passed by it.
    """

    ref: str
    title: Any
    url: str = ""
    state: Any = ""
    station: str = ""
    passed: str = ""
    kind: Any = ""
    stopped: bool = False

    @property
    def kind_name(self) -> Any:
        """What kind of thing it is, in the reader's language; "" where its kind has no word."""
        return self.kind or kind_name(self.ref.partition(":")[0])


def kind_name(kind: str) -> Any:
    """What things of a kind ("cases.case") are called; "" where it has no word that anybody translated."""
    from django.apps import apps

    try:
        name = apps.get_model(kind)._meta.verbose_name
    except (LookupError, ValueError):
        return ""
    return name if isinstance(name, Promise) else ""


Describer = Callable[[list[int]], dict[int, Described]]
_describers: dict[str, Describer] = {}


def describes(kind: str, describer: Describer) -> None:
    """Register how things of `kind` ("cases.case") are shown; the describer takes many ids."""
    _describers[kind] = describer


def kinds() -> set[str]:
    """Every kind of thing that has a reference."""
    return set(_describers)


def split(ref: str) -> tuple[str, int]:
    kind, _, number = ref.partition(":")
    return kind, int(number)


def thing(ref: str) -> Governed | None:
    """The governed thing a ref names, whatever its app."""
    from django.apps import apps

    from commonhall.core.models import Governed

    kind, _, number = ref.partition(":")
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    if not issubclass(model, Governed) or not number.isdigit():
        return None
    found: Governed | None = model._base_manager.filter(pk=int(number)).first()
    return found


# What was resolved for the page that is being made: the thread, the box of what was asked and the record name the same.
_resolved: ContextVar[dict[tuple[str, str], Described] | None] = ContextVar(
    "resolved", default=None
)


@contextmanager
def resolved_once() -> Iterator[None]:
    """Within it each ref is looked up once in a language: for reading one page."""
    token = _resolved.set({})
    try:
        yield
    finally:
        _resolved.reset(token)


def resolve(refs: Iterable[str]) -> dict[str, Described]:
    """Show many refs at once. A ref nobody describes, or whose thing is gone, shows as itself."""
    known, language = _resolved.get(), get_language() or ""
    if known is None:
        known = {}
    wanted: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        if ref.partition(":")[2].isdigit():
            kind, number = split(ref)
            wanted[kind].add(number)
    for kind, numbers in wanted.items():
        # Kind by kind: a describer asks for things of other kinds itself, and then finds what is known already.
        left = [one for one in sorted(numbers) if (f"{kind}:{one}", language) not in known]
        found = _describers[kind](left) if left and kind in _describers else {}
        for number in left:
            ref = f"{kind}:{number}"
            known[ref, language] = found.get(number) or Described(ref, ref)
    asked = [f"{kind}:{number}" for kind, numbers in wanted.items() for number in numbers]
    return {ref: known[ref, language] for ref in asked}
