"""The framework: what is measured, in which direction, grouped and counted how.

A framework is one TOML file. It is the whole of an index's choices, so that anybody with the
same file and data gets the same result.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from commonhall.methods.index.aggregation import Tree, power_of, tree_of
from commonhall.methods.index.benefit import LIMITS
from commonhall.methods.index.errors import FrameworkError, IndexMethodError
from commonhall.methods.index.field_checks import keys, one_of, pair, typed, weight_of
from commonhall.methods.index.imputation import IMPUTATIONS
from commonhall.methods.index.normalisation import NORMALISATIONS
from commonhall.methods.index.treatment import TREATMENTS

TRANSFORMATIONS = ("none", "log", "log10", "sqrt")
WEIGHTINGS = ("stated", "equal", "entropy", "critic", "pca", "factor")
FLOOR_RULES = ("cap", "list")


@dataclass(frozen=True)
class Indicator:
    """One measure. `floor` is in the units of the column after its denominator; where less is
    better it is the most that is allowed. `goalposts` are (worst or least, best or most) values
    as (low, high) in the same units, before the transformation."""

    id: str
    name: str
    column: str
    parent: str
    direction: int = 1
    weight: float = 1.0
    denominator: str | None = None
    transformation: str = "none"
    goalposts: tuple[float | None, float | None] = (None, None)
    floor: float | None = None
    reference: float | None = None
    treat: bool = True
    inequality_loss: str | None = None


@dataclass(frozen=True)
class Group:
    """A level between indicators and index; the one without a parent is the index."""

    id: str
    name: str
    parent: str | None
    weight: float = 1.0
    aggregation: str = "arithmetic"
    inequality_loss: str | None = None


@dataclass(frozen=True)
class Methods:
    """One method a step."""

    imputation: str = "none"
    imputation_group: str | None = None
    available_share: float = 0.5
    treatment: str = "none"
    winsorise_most: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    normalisation: str = "min-max"
    scale: tuple[float, float] | None = None
    weights: str = "stated"
    factors: int | None = None
    floors: str = "cap"


@dataclass(frozen=True)
class Uncertainty:
    """The choices that could as well have been made otherwise. Empty lists: only the stated
    method. `weight_spread` 0.25 lets every weight vary by a quarter either way; `leave_out`
    also tries the index without each indicator in turn."""

    normalisation: tuple[str, ...] = ()
    aggregation: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    treatment: tuple[str, ...] = ()
    weight_spread: float = 0.25
    imputation_draws: int = 1
    leave_out: bool = False


@dataclass(frozen=True)
class Economy:
    """An economic indicator to set beside the index."""

    column: str
    direction: int = 1


@dataclass(frozen=True)
class BenefitLimits:
    """Also judge each unit by the weights that favour it most, within these limits."""

    limits: tuple[float, float] = (0.0, 1.0)
    on: str = "shares"


@dataclass(frozen=True)
class Framework:
    """Everything an index is made of. `groups` stand bottom-up, the index last; rows whose id
    matches a pattern in `skip` ("ZZ*") are no units."""

    title: str
    unit: str
    name: str | None
    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]
    methods: Methods = field(default_factory=Methods)
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    economy: Economy | None = None
    benefit: BenefitLimits | None = None
    skip: tuple[str, ...] = ()

    @property
    def directions(self) -> np.ndarray:
        """+1 or -1 an indicator."""
        return np.array([item.direction for item in self.indicators], dtype=np.float64)

    @property
    def node_ids(self) -> tuple[str, ...]:
        """Ids of all nodes in the order of `Tree`: indicators, then groups."""
        return tuple(node.id for node in self.node_list)

    @property
    def node_list(self) -> list[Indicator | Group]:
        """Indicators and groups in the order of `Tree`."""
        return [*self.indicators, *self.groups]

    def tree(self, *, equal: bool = False) -> Tree:
        """The groups as a tree with the stated weights (all ones when `equal`)."""
        nodes = self.node_list
        members: dict[str, list[int]] = {group.id: [] for group in self.groups}
        for at, node in enumerate(nodes):
            if node.parent is not None:
                members[node.parent].append(at)
        return tree_of(
            len(self.indicators),
            [members[group.id] for group in self.groups],
            [
                [1.0 if equal else nodes[at].weight for at in members[group.id]]
                for group in self.groups
            ],
            [power_of(group.aggregation) for group in self.groups],
        )

    def with_methods(self, **changes: Any) -> Framework:
        """A copy with some methods replaced, checked again."""
        changed = replace(self, methods=replace(self.methods, **changes))
        _check_methods(changed.methods)
        return changed

    def with_weights(self, weights: Mapping[str, float]) -> Framework:
        """A copy with these weights of indicators; a group weighs what its members do."""
        known = {item.id for item in self.indicators}
        for name in [*weights, *known]:
            if name not in known or name not in weights:
                raise FrameworkError("weights", f"{name!r} must be an indicator and have a weight")
        mass = {item.id: float(weights[item.id]) for item in self.indicators}
        for group in self.groups:
            members = [node for node in self.node_list if node.parent == group.id]
            mass[group.id] = sum(mass[member.id] for member in members)
        return replace(
            self,
            indicators=tuple(replace(item, weight=mass[item.id]) for item in self.indicators),
            groups=tuple(replace(group, weight=mass[group.id]) for group in self.groups),
        )


def read_framework(text: str) -> Framework:
    """Parse and check a TOML framework; `FrameworkError` says where and what would be right."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError("TOML", str(error)) from error
    return framework_of(data)


def framework_of(data: dict[str, Any]) -> Framework:
    """Check a framework that was read already, as a table of tables."""
    keys(
        "the file",
        data,
        {
            "title",
            "unit",
            "name",
            "skip",
            "indicators",
            "groups",
            "methods",
            "uncertainty",
            "economy",
            "benefit_of_the_doubt",
        },
    )
    if not isinstance(data.get("unit"), str):
        raise FrameworkError("unit", "expected the name of the column that holds the unit's id")
    if not isinstance(data.get("name"), str | None):
        raise FrameworkError("name", "expected the name of a column")
    indicators = _tables(data, "indicators", Indicator)
    groups = _groups(data)
    known = {group.id for group in groups}
    root = groups[-1].id
    made = []
    for key, entry in indicators.items():
        place = f"indicators.{key}"
        if key in known:
            raise FrameworkError(place, "an indicator and a group have the same id")
        entry.setdefault("parent", root)
        if entry["parent"] not in known:
            raise FrameworkError(place, f"parent {entry['parent']!r} is no group")
        entry.setdefault("column", key)
        made.append(_indicator(place, key, entry))
    for group in groups:
        if group.id not in {*(item.parent for item in made), *(part.parent for part in groups)}:
            raise FrameworkError(f"groups.{group.id}", "has no members")
    methods = _section(data, "methods", Methods)
    uncertainty = _section(data, "uncertainty", Uncertainty)
    _check_methods(methods)
    _check_uncertainty(uncertainty)
    economy = _section(data, "economy", Economy) if "economy" in data else None
    skip = data.get("skip", [])
    if not isinstance(skip, list) or not all(isinstance(part, str) for part in skip):
        raise FrameworkError("skip", f"expected a list of patterns of unit ids; found {skip!r}")
    benefit = None
    if "benefit_of_the_doubt" in data:
        benefit = _section(data, "benefit_of_the_doubt", BenefitLimits)
        one_of("benefit_of_the_doubt.on", benefit.on, LIMITS)
    return Framework(
        str(data.get("title", "Index")),
        data["unit"],
        data.get("name"),
        tuple(made),
        groups,
        methods,
        uncertainty,
        economy,
        benefit,
        tuple(skip),
    )


def _groups(data: dict[str, Any]) -> tuple[Group, ...]:
    if not data.get("groups"):
        return (Group("index", str(data.get("title", "Index")), None),)
    groups = {}
    for key, entry in _tables(data, "groups", Group).items():
        place = f"groups.{key}"
        entry.setdefault("parent", None)
        groups[key] = Group(id=key, **{"name": key} | entry)
        weight_of(place, groups[key].weight)
        try:
            power_of(groups[key].aggregation)
        except IndexMethodError as error:
            raise FrameworkError(place, str(error)) from error
    roots = [group for group in groups.values() if group.parent is None]
    if len(roots) != 1:
        names = ", ".join(group.id for group in roots) or "none"
        raise FrameworkError("groups", f"expected one group without a parent; found {names}")
    for group in groups.values():
        if group.parent is not None and group.parent not in groups:
            raise FrameworkError(f"groups.{group.id}", f"parent {group.parent!r} is no group")

    def depth(group: Group) -> int:
        steps, here = 0, group
        while here.parent is not None:
            steps, here = steps + 1, groups[here.parent]
            if steps > len(groups):
                raise FrameworkError(f"groups.{group.id}", "its parents run in a circle")
        return steps

    order = {key: at for at, key in enumerate(groups)}
    return tuple(sorted(groups.values(), key=lambda group: (-depth(group), order[group.id])))


def _indicator(place: str, code: str, entry: dict[str, Any]) -> Indicator:
    direction = entry.get("direction", 1)
    if direction not in (1, -1):
        raise FrameworkError(place, f"direction is 1 (more is better) or -1; found {direction!r}")
    shape = entry.get("transformation", "none")
    if shape not in TRANSFORMATIONS:
        raise FrameworkError(place, f"transformation {shape!r}: one of {TRANSFORMATIONS}")
    weight_of(place, entry.get("weight", 1.0))
    posts = entry.pop("goalposts", None)
    low, high = pair(f"{place}.goalposts", posts) or (None, None)
    if low is not None and high is not None and low >= high:
        raise FrameworkError(f"{place}.goalposts", f"the first must be less: {low} to {high}")
    made = Indicator(id=code, **{"name": code} | entry, goalposts=(low, high))
    for key in ("floor", "reference"):
        value = getattr(made, key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise FrameworkError(f"{place}.{key}", f"expected a number; found {value!r}")
    return made


def _tables(data: dict[str, Any], name: str, kind: type) -> dict[str, dict[str, Any]]:
    found = data.get(name)
    if not isinstance(found, dict) or not found:
        raise FrameworkError(name, f"expected tables [{name}.ID], one each")
    allowed = set(kind.__dataclass_fields__) - {"id"}  # type: ignore[attr-defined]
    result = {}
    for key, entry in found.items():
        if not isinstance(entry, dict):
            raise FrameworkError(f"{name}.{key}", "expected a table")
        keys(f"{name}.{key}", entry, allowed)
        typed(f"{name}.{key}", entry, kind)
        result[str(key)] = dict(entry)
    return result


def _section(data: dict[str, Any], name: str, kind: type[Any]) -> Any:
    given = data.get(name, {})
    if not isinstance(given, dict):
        raise FrameworkError(name, f"expected a table [{name}]; found {given!r:.40}")
    entry = dict(given)
    fields = kind.__dataclass_fields__
    keys(name, entry, set(fields))
    typed(name, entry, kind)
    for key, value in entry.items():
        if isinstance(value, list):
            entry[key] = tuple(value)
    for key in ("scale", "limits"):
        if key in entry:
            entry[key] = pair(f"{name}.{key}", data[name][key])
    try:
        return kind(**entry)
    except TypeError as error:
        raise FrameworkError(name, str(error)) from error


def _check_methods(methods: Methods) -> None:
    one_of("methods.imputation", methods.imputation, IMPUTATIONS)
    one_of("methods.treatment", methods.treatment, TREATMENTS)
    one_of("methods.normalisation", methods.normalisation, NORMALISATIONS)
    one_of("methods.weights", methods.weights, WEIGHTINGS)
    one_of("methods.floors", methods.floors, FLOOR_RULES)
    if methods.imputation.startswith("group") and methods.imputation_group is None:
        raise FrameworkError("methods.imputation_group", "expected the column that holds the group")


def _check_uncertainty(uncertainty: Uncertainty) -> None:
    for key, allowed in (
        ("normalisation", NORMALISATIONS),
        ("weights", WEIGHTINGS),
        ("treatment", TREATMENTS),
    ):
        for value in getattr(uncertainty, key):
            one_of(f"uncertainty.{key}", value, allowed)
    for value in uncertainty.aggregation:
        try:
            power_of(value)
        except IndexMethodError as error:
            raise FrameworkError("uncertainty.aggregation", str(error)) from error
    if not 0 <= uncertainty.weight_spread <= 1:
        raise FrameworkError("uncertainty.weight_spread", "expected a number from 0 to 1")
    if uncertainty.imputation_draws < 1:
        raise FrameworkError("uncertainty.imputation_draws", "expected at least 1")
