"""What an action's function says by its signature: the thing it is done to, and its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from django.core.exceptions import ValidationError

from commonhall.actions.inputs import Input
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput

# What the law's answer may hang on, where a dry run is not given it.
LIMITS = ("place", "amount", "subject")


@dataclass(frozen=True)
class Asked:
    """One input of an action: its description, and what stands where nothing is said."""

    name: str
    input: Input
    default: Any = Parameter.empty

    @property
    def required(self) -> bool:
        return self.default is Parameter.empty

    def cleaned(self, value: Any) -> Any:
        """A value as the action takes it. Raises `BadInput` with the words people read."""
        if not self.required and (value is None or value == self.default):
            return self.default
        try:
            found = self.input.check(value, self.required)
        except ValidationError as error:
            raise BadInput(self.name, error.messages[0]) from error
        return self.default if found is None and not self.required else found


@dataclass(frozen=True)
class Shape:
    """What the function's signature says: the thing acted on, and the inputs.

    touching: inputs that are place, amount or a party, so that the law is asked about them.
    naming: inputs that stand for what the action is about.
    """

    thing_name: str = ""
    thing: type[Governed] | None = None
    inputs: Mapping[str, Asked] = field(default_factory=dict)
    touching: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()


def shape_of(code: str, function: Callable[..., Any]) -> Shape:
    hints = get_type_hints(function, include_extras=True)
    thing_name, thing = "", None
    inputs: dict[str, Asked] = {}
    for place, (name, parameter) in enumerate(list(signature(function).parameters.items())[1:]):
        hint = hints.get(name)
        found = _input_of(hint)
        if found is not None:
            inputs[name] = Asked(name, found, parameter.default)
        elif place == 0 and isinstance(hint, type) and issubclass(hint, Governed):
            thing_name, thing = name, hint
        else:
            raise TypeError(
                f"{code}: describe the parameter {name!r}: {name}: Annotated[…, an input of actions.inputs]"
            )
    return Shape(
        thing_name,
        thing,
        inputs,
        touching=tuple(
            name
            for name, asked in inputs.items()
            if any(getattr(asked.input, word) for word in (*LIMITS, "concerned"))
        ),
        naming=(
            *filter(None, [thing_name]),
            *(n for n, one in inputs.items() if one.input.subject),
        ),
    )


def _input_of(hint: Any) -> Input | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((one for one in get_args(hint)[1:] if isinstance(one, Input)), None)
