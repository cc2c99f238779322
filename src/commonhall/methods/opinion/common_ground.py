"""What unites across groups of opinion and across kinds of subject, such as residents or offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from commonhall.methods.opinion.mapping import OpinionMap
from commonhall.methods.opinion.statements import Z_90, proportion_test, smoothed
from commonhall.methods.opinion.votes import OpinionError

LEAST_VOICES = 5


class Part(NamedTuple):
    """How one group or kind stands to a statement."""

    partition: str
    part: str
    successes: int
    trials: int
    share: float
    significant: bool


@dataclass(frozen=True)
class CommonGround:
    """A statement that every part with enough voices agrees (or disagrees) with by majority.

    lowest: share in the part that is least for it: what the list is ordered by.
    firm: every part's majority is significant by itself.
    silent: parts with too few votes to count.
    """

    statement: str
    direction: str
    lowest: float
    firm: bool
    parts: tuple[Part, ...]
    silent: tuple[str, ...]


def common_ground(
    opinion: OpinionMap,
    kinds: Mapping[str, Sequence[str | None]] | None = None,
    *,
    least_voices: int = LEAST_VOICES,
    critical: float = Z_90,
) -> tuple[CommonGround, ...]:
    """Statements with a majority in every opinion group and every kind of every partition.

    kinds: partition name to the kind of each participant in the order of `votes.participants`
    (None: unknown), for example {"subject": ["resident", "official", …]}. A small kind counts as
    much as a large one: that is the point. Shares are smoothed, so that few votes prove little. A
    part with fewer than `least_voices` votes on a statement neither makes nor breaks it and is
    named; a statement needs two parts that speak. Most agreed in its weakest part first; ties in
    the order of ids.
    """
    votes = opinion.votes
    partitions: list[tuple[str, str, np.ndarray]] = [
        ("group", str(name), votes.counts(np.where(opinion.labels == at, 0, -1))[0])
        for at, name in enumerate(opinion.group_ids)
    ]
    for title, names in (kinds or {}).items():
        if len(names) != votes.shape[0]:
            raise OpinionError(f"{title}: {len(names)} kinds for {votes.shape[0]} participants")
        for kind in sorted({name for name in names if name is not None}):
            labels = np.array([0 if name == kind else -1 for name in names])
            partitions.append((title, kind, votes.counts(labels)[0]))
    if not partitions:
        return ()
    counts = np.stack([item[2] for item in partitions])
    seen = counts.sum(axis=1)
    found: list[CommonGround] = []
    for direction, given in (("agree", counts[:, 2]), ("disagree", counts[:, 0])):
        share, test = smoothed(given, seen), proportion_test(given, seen)
        speaks = seen >= least_voices
        united = ((share > 0.5) | ~speaks).all(axis=0) & (speaks.sum(axis=0) >= 2)
        for item in np.flatnonzero(united & ~votes.moderated).tolist():
            parts = tuple(
                Part(
                    title,
                    part,
                    int(given[at, item]),
                    int(seen[at, item]),
                    float(share[at, item]),
                    bool(test[at, item] > critical),
                )
                for at, (title, part, _) in enumerate(partitions)
                if speaks[at, item]
            )
            silent = tuple(
                f"{title} {part}"
                for at, (title, part, _) in enumerate(partitions)
                if not speaks[at, item]
            )
            found.append(
                CommonGround(
                    votes.statements[item],
                    direction,
                    min(part.share for part in parts),
                    all(part.significant for part in parts),
                    parts,
                    silent,
                )
            )
    return tuple(sorted(found, key=lambda ground: -ground.lowest))
