"""A refusal: which rule said no, on what provision, in words a resident understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Refused(Exception):
    """Raised by a stage or an action.

    rule: the stage that refused ("competence", "interests", "state", …). code: a stable
    identifier for programs ("no-competence"). message: lazy translated text. provision: the ref of
    the provision it rests on ("law.provision:12"), "" when the very absence of one is the reason.
    """

    def __init__(self, rule: str, code: str, message: Any, provision: str = "") -> None:
        super().__init__(code)
        self.rule, self.code, self.message, self.provision = rule, code, message, provision
        # The action that was refused, set by the gate.
        self.action = ""

    def __str__(self) -> str:
        return str(self.message)


class BadInput(Exception):
    """What was handed in cannot be taken: `field` names where, `message` says what would be right."""

    def __init__(self, field: str, message: Any, errors: dict[str, str] | None = None) -> None:
        super().__init__(field)
        self.field, self.message = field, message
        # Every wrong field, where more than one is.
        self.errors = errors or {field: str(message)}

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


@dataclass(frozen=True)
class Permission:
    """The answer of a dry run: allowed, or the refusal that would come.

    conditions: limits, in words, that hang on what is not given yet ("up to 50,000 €"). by_resolution: not by one
    member alone: it is put before the body as a motion.
    """

    allowed: bool
    refusal: Refused | None = None
    conditions: tuple[Any, ...] = ()
    by_resolution: bool = False

    def __bool__(self) -> bool:
        return self.allowed
