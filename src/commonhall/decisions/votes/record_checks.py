"""Part of `record verify`, and of `verify` of a dump: the envelopes counted are those cast.

For every vote: the entries of casting give one set of envelopes; closing commits to it by its root and number; tellers
hand in their parts of it; counting says that it counted it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from commonhall.decisions.votes.envelope_set import CastSet, root_of
from commonhall.record import verification
from commonhall.record.readers import RecordSource, SqlSource
from commonhall.record.reports import Report

CAST, CLOSE, HAND_IN, COUNT = (
    "decisions.cast_ballot",
    "decisions.close_election",
    "decisions.hand_in_parts",
    "decisions.count_election",
)
ACTIONS = (CAST, CLOSE, HAND_IN, COUNT)


@dataclass
class _Vote:
    cast: CastSet = field(default_factory=CastSet)
    unreadable: int = 0
    said: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, action: str, data: dict[str, Any]) -> None:
        if action != CAST:
            self.said[action].append(data)
            return
        try:
            self.cast.add(data)
        except ValueError:
            self.unreadable += 1

    def problems(self) -> Iterator[str]:
        yield from self.cast.faults()
        if self.unreadable:
            yield f"{self.unreadable} entries of casting name no envelope"
        closings = self.said[CLOSE]
        if not closings:
            if self.said[COUNT] or self.said[HAND_IN]:
                yield "it was counted before it closed"
            return
        standing = self.cast.standing
        committed = (len(standing), root_of(standing))
        for one in closings:
            if (one.get("envelopes"), one.get("root")) != committed:
                yield f"closing commits to other envelopes than the {committed[0]} that were cast"
        for one in self.said[HAND_IN]:
            if one.get("set") != committed[1]:
                yield "a teller handed in parts of other envelopes than were cast"
        for one in self.said[COUNT]:
            counted = one.get("ballots", 0) + one.get("spoilt", 0)
            if (counted, one.get("root")) != committed:
                yield f"{counted} ballots of other envelopes were counted than the {committed[0]} that were cast"


def check_envelopes(source: RecordSource, report: Report) -> None:
    """Every vote's envelopes, from its entries alone."""
    votes: dict[str, _Vote] = defaultdict(_Vote)
    for text in _bodies(source):
        body = json.loads(text)
        if body.get("action") in ACTIONS:
            votes[str(body.get("subject", ""))].add(body["action"], body.get("data", {}))
    for subject, vote in sorted(votes.items()):
        for problem in vote.problems():
            report.add("other_envelopes", problem, subject)


def _bodies(source: RecordSource) -> Iterator[str]:
    if isinstance(source, SqlSource):
        marks = ", ".join(["%s"] * len(ACTIONS))
        query = f"SELECT body FROM record_entry WHERE action IN ({marks})"  # noqa: S608
        for (body,) in source.rows(query, ACTIONS):
            yield str(body)
        return
    named = tuple(f'"{action}"' for action in ACTIONS)
    for log in source.logs():
        for row in source.leaves(log):
            if row.body and any(one in row.body for one in named):
                yield row.body


def register() -> None:
    verification.register_check("decisions.envelopes", check_envelopes)
