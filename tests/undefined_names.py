"""Finding `{{ name }}` where the view gave no `name`: Django writes nothing there, and nobody notices.

Only the first name is looked at (`thing` in `thing.owner.name`): what a thing has is its own business. Where a
template says itself that a name may be missing, by `default` or by a tag that asks for it, nothing is found.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.template import engines
from django.template.base import Node

FORGIVING = {"default", "default_if_none", "yesno"}


class Recorder(str):
    """What Django puts in the place of a name it does not find: nothing, but it is written down."""

    found: set[str]

    def __new__(cls) -> Recorder:
        """An empty text that Django takes for one with a place for the name."""
        made = super().__new__(cls, "")
        made.found = set()
        return made

    def __bool__(self) -> bool:
        return True

    def __contains__(self, words: object) -> bool:
        return words == "%s"

    def __mod__(self, variable: object) -> str:
        """Called by FilterExpression.resolve, whose context says whether the name is there."""
        frame = inspect.currentframe()
        self._note(str(variable), frame.f_back if frame else None)
        return ""

    def _note(self, variable: str, caller: FrameType | None) -> None:
        if caller is None:
            return
        expression, context = caller.f_locals["self"], caller.f_locals["context"]
        name = variable.partition(".")[0]
        forgiven = {function.__name__ for function, _given in expression.filters} & FORGIVING
        if not forgiven and name not in context:
            self.found.add(f"{_template(caller)}: {{{{ {expression.token} }}}}")


def _template(frame: FrameType | None) -> str:
    """The file in which the tag stands that is being rendered."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and node.origin is not None:
            return str(node.origin.template_name)
        frame = frame.f_back
    return "a template"


@contextmanager
def recorded() -> Iterator[set[str]]:
    """The undefined names of what is rendered inside, each with its template."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before, recorder = engine.string_if_invalid, Recorder()
    engine.string_if_invalid = recorder
    try:
        yield recorder.found
    finally:
        engine.string_if_invalid = before
