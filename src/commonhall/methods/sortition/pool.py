"""People who may be drawn, the quotas a panel must meet, and the types of people in the pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from commonhall.methods.sortition.errors import SortitionError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Profile = tuple[str, ...]


@dataclass(frozen=True)
class Quota:
    """How many of the panel have `value` in `feature`: least … most.

    flex: how far it may be relaxed when no panel exists (None: as far as needed).
    """

    feature: str
    value: str
    least: int
    most: int
    flex_least: int | None = None
    flex_most: int | None = None


@dataclass(frozen=True)
class Person:
    """Somebody in the pool: features by name, and a household (None: nobody shares it)."""

    id: str
    features: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True)
class Type:
    """People whom nothing in the draw tells apart.

    profile: their values in the order of `Pool.features`. household: the profiles that live in
    their household, theirs included, when the pool has several people of it; else empty.
    """

    profile: tuple[str, ...]
    household: tuple[tuple[str, ...], ...]
    people: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pool:
    """The problem of the draw over types: integers 0 ≤ x ≤ caps with lows ≤ rows · x ≤ highs.

    counts: people of each type (T). caps: how many of a type one panel may hold (fewer than
    counts when households limit it). rows: R × T; first the quotas in their order, then the panel's
    size, then one row for each kind of shared household.
    """

    size: int
    quotas: tuple[Quota, ...]
    features: tuple[str, ...]
    types: tuple[Type, ...]
    counts: Floats
    caps: Floats
    rows: Floats
    lows: Floats
    highs: Floats
    households: Mapping[str, str] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many people can be drawn from."""
        return int(self.counts.sum())

    def with_quotas(self, quotas: Iterable[Quota]) -> Pool:
        """The same people under other bounds of the same quotas, in the same order."""
        changed = tuple(quotas)
        lows, highs = self.lows.copy(), self.highs.copy()
        lows[: len(changed)] = [quota.least for quota in changed]
        highs[: len(changed)] = [quota.most for quota in changed]
        return replace(self, quotas=changed, lows=lows, highs=highs)

    def fits(self, seats: Ints | Floats) -> bool:
        """Whether these seats by type make a panel."""
        held = self.rows @ seats
        return bool(
            ((seats >= 0) & (seats <= self.caps)).all()
            and ((held >= self.lows) & (held <= self.highs)).all()
        )


def make_pool(people: Iterable[Person], quotas: Sequence[Quota], size: int) -> Pool:
    """Sort people into types. Raises SortitionError when the input contradicts itself."""
    everyone = list(people)
    features = tuple(dict.fromkeys(quota.feature for quota in quotas))
    _check(everyone, quotas, features, size)
    members: dict[str, list[Person]] = {}
    for person in everyone:
        if person.household is not None:
            members.setdefault(person.household, []).append(person)
    profile = {person.id: tuple(person.features[name] for name in features) for person in everyone}
    sorted_people: dict[tuple[Profile, tuple[Profile, ...]], list[str]] = {}
    for person in sorted(everyone, key=lambda item: item.id):
        home = members.get(person.household or "", [person])
        shared = tuple(sorted(profile[mate.id] for mate in home)) if len(home) > 1 else ()
        sorted_people.setdefault((profile[person.id], shared), []).append(person.id)
    types = tuple(Type(key[0], key[1], tuple(ids)) for key, ids in sorted(sorted_people.items()))
    return _build(
        size,
        tuple(quotas),
        features,
        types,
        {
            person.id: person.household
            for person in everyone
            if person.household is not None and len(members[person.household]) > 1
        },
    )


def _check(
    everyone: list[Person], quotas: Sequence[Quota], features: tuple[str, ...], size: int
) -> None:
    if size < 1:
        raise SortitionError(f"a panel of {size}: the size must be 1 or more")
    if not quotas:
        raise SortitionError("there are no quotas")
    twice = [name for name, count in Counter(p.id for p in everyone).items() if count > 1]
    if twice:
        raise SortitionError(f"person {twice[0]!r} stands twice in the pool")
    known = Counter((quota.feature, quota.value) for quota in quotas)
    for (feature, value), count in known.items():
        if count > 1:
            raise SortitionError(f"quota {feature} / {value} stands twice")
    for quota in quotas:
        if not 0 <= quota.least <= quota.most:
            raise SortitionError(
                f"quota {quota.feature} / {quota.value}: {quota.least} … {quota.most}; the least "
                "must be 0 or more, and the most not below it"
            )
    for person in everyone:
        for name in features:
            if (name, person.features.get(name, "")) not in known:
                raise SortitionError(
                    f"person {person.id}: {name} is {person.features.get(name, '')!r}, for which "
                    "there is no quota"
                )


def _build(
    size: int,
    quotas: tuple[Quota, ...],
    features: tuple[str, ...],
    types: tuple[Type, ...],
    households: Mapping[str, str],
) -> Pool:
    counts = np.array([len(kind.people) for kind in types], dtype=np.float64)
    place = {name: at for at, name in enumerate(features)}
    rows = [
        [float(kind.profile[place[quota.feature]] == quota.value) for kind in types]
        for quota in quotas
    ]
    lows, highs = [float(q.least) for q in quotas], [float(q.most) for q in quotas]
    rows.append([1.0] * len(types))
    lows.append(float(size))
    highs.append(float(size))
    caps = counts.copy()
    for shared in dict.fromkeys(kind.household for kind in types if kind.household):
        inside = [float(kind.household == shared) for kind in types]
        homes = sum(a * b for a, b in zip(inside, counts, strict=True)) / len(shared)
        rows.append(inside)
        lows.append(0.0)
        highs.append(homes)
        caps = np.where(np.array(inside) > 0, np.minimum(caps, homes), caps)
    matrix = np.array(rows, dtype=np.float64).reshape(len(rows), len(types))
    return Pool(
        size,
        quotas,
        features,
        types,
        counts,
        caps,
        matrix,
        np.array(lows),
        np.array(highs),
        households,
    )


def possible_sizes(quotas: Sequence[Quota]) -> tuple[int, int]:
    """The smallest and largest panel that the sums of each feature's quotas allow."""
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for quota in quotas:
        least[quota.feature] += quota.least
        most[quota.feature] += quota.most
    return max(least.values(), default=0), min(most.values(), default=0)
