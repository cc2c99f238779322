"""Part of `record verify`, and of `verify` of a dump: the envelopes counted are those cast.

For every vote: the entries of casting give one set of envelopes; closing commits to it by its root and number; tellers
hand in their parts of it; counting says that it counted it. Enough tellers signed the ballots that were counted, under
the keys with which they joined; in a database the ballots published are those.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from commonhall.decisions.votes.ballot_signatures import (
    FEWEST,
    ballots_root,
    is_signed,
    published_leaf,
    statement,
)
from commonhall.decisions.votes.envelope_set import CASTING, ON_PAPER, CastSet, root_of
from commonhall.decisions.votes.models import CastBallot, Result
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource, RecordSource, SqlSource
from commonhall.record.reports import Report

JOIN, OPEN, CAST, CLOSE, HAND_IN, SIGN, COUNT = (
    "decisions.join_as_teller",
    "decisions.open_election",
    "decisions.cast_ballot",
    "decisions.close_election",
    "decisions.hand_in_parts",
    "decisions.sign_ballots",
    "decisions.count_election",
)
MARK = "decisions.mark_paper_voter"
ACTIONS = (JOIN, OPEN, CAST, ON_PAPER, MARK, CLOSE, HAND_IN, SIGN, COUNT)


@dataclass
class _Vote:
    cast: CastSet = field(default_factory=CastSet)
    unreadable: int = 0
    said: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, action: str, data: dict[str, Any]) -> None:
        if action == ON_PAPER and not data.get("envelope"):
            return
        if action not in CASTING or action == ON_PAPER:
            self.said[action].append(data)
        if action not in CASTING:
            return
        try:
            self.cast.add(data)
        except ValueError:
            self.unreadable += 1

    def problems(self) -> Iterator[str]:
        yield from self.cast.faults()
        if self.unreadable:
            yield f"{self.unreadable} entries of casting name no envelope"
        if len(self.said[ON_PAPER]) > len(self.said[MARK]):
            yield "more ballots on paper were entered than people were marked on the roll"
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

    def unsigned(self, ref: str) -> Iterator[str]:
        """Counts of ballots that too few tellers signed."""
        need = max([FEWEST, *(int(one.get("need", 0)) for one in self.said[OPEN])])
        for one in self.said[COUNT]:
            handed_in, void = one.get("ballots", 0) + one.get("spoilt", 0), one.get("void", 0)
            root, ballots = str(one.get("root")), str(one.get("ballots_root"))
            said = statement(ref, root, ballots, handed_in - void, void, str(one.get("paper")))
            signed = {
                given.get("teller")
                for given in self.said[SIGN]
                for joined in self.said[JOIN]
                if joined.get("teller") == given.get("teller")
                and is_signed(str(joined.get("public_key")), str(given.get("signature")), said)
            }
            if handed_in and len(signed) < need:
                yield f"{len(signed)} tellers signed the ballots that were counted, and {need} must"


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
        for problem in vote.unsigned(subject):
            report.add("ballots_not_signed", problem, subject)
        if isinstance(source, DatabaseSource) and not _published(source, subject, vote):
            problem = "the published ballots are not those that were counted"
            report.add("ballots_not_signed", problem, subject)


def _published(source: DatabaseSource, ref: str, vote: _Vote) -> bool:
    """Do the ballots in the tables give the root that was counted?"""
    for one in vote.said[COUNT]:
        number = int(ref.partition(":")[2])
        rows = CastBallot.objects.using(source.alias).filter(election=number)
        leaves = [published_leaf(*row) for row in rows.values_list("tracker", "choices").iterator()]
        results = Result.objects.using(source.alias).filter(election=number)
        for invalid in results.values_list("invalid", flat=True):
            leaves += [published_leaf(tracker, choices) for tracker, choices, _why in invalid]
        if ballots_root(leaves) != one.get("ballots_root"):
            return False
    return True


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
