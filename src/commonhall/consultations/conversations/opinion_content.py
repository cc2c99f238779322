"""What is read from a conversation's votes, and what of it may be shown: groups, common ground, how stable they are.

Plain values: shares are whole per mille, so that the same can stand in a frozen report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Statement,
    StatementVote,
)
from commonhall.methods.opinion import (
    CommonGround,
    OpinionMap,
    Votes,
    bootstrap,
    chance_test,
    common_ground,
    map_opinions,
    votes_from_arrays,
)
from commonhall.methods.opinion.picture import letter

# A part (a kind, a place, a group) with fewer voices on a statement is not shown.
LEAST_VOICES = 5
# Below so many people in groups, groups would be an accident: none are shown.
LEAST_PEOPLE = 15
# Below so many people there is no map: it takes two groups of ten, the number from which the hall speaks in shares.
# Of fewer, a mark is a person whom others know again by how they voted, and one vote moves the whole picture.
LEAST_ON_MAP = 20
MOST_GROUND = 40
# Stability is found from an even sample of so many people, with fewer resamples where it is large.
MOST_SAMPLED, MANY_CELLS, FEW_REPLICATES = 1000, 100_000, 20
Content = dict[str, Any]


@dataclass(frozen=True)
class Voices:
    """All votes of a conversation, with the kind and place of each participant, in order."""

    votes: Votes
    speakers: list[str]
    places: list[str | None]

    def digest(self) -> str:
        """The same for the same votes, however they were read."""
        votes = self.votes
        found = hashlib.sha256(repr((self.speakers, self.places)).encode())
        found.update(repr((list(votes.participants), list(votes.statements))).encode())
        for part in (votes.starts, votes.columns, votes.values, votes.moderated):
            found.update(part.tobytes())
        return found.hexdigest()


def voices(conversation: Conversation) -> Voices:
    """Read the votes: three queries, however many."""
    people = list(
        Participant.objects.filter(conversation=conversation)
        .order_by("pk")
        .values_list("pk", "speaker", "unit__code")
    )
    statements = list(
        Statement.objects.filter(conversation=conversation)
        .order_by("pk")
        .values_list("pk", "state", "joined_to_id")
    )
    rows = list(
        StatementVote.objects.filter(conversation=conversation)
        .exclude(value=None)
        .order_by("participant_id", "statement_id")
        .values_list("participant_id", "statement_id", "value")
    )
    given_once = counted_once(rows, {pk: joined for pk, _state, joined in statements if joined})
    given = np.array(given_once, dtype=np.int64).reshape(-1, 3)
    ids = np.array([one[0] for one in people], dtype=np.int64)
    columns = np.array([one[0] for one in statements], dtype=np.int64)
    votes = votes_from_arrays(
        np.searchsorted(ids, given[:, 0]),
        np.searchsorted(columns, given[:, 1]),
        given[:, 2],
        [str(one[0]) for one in people],
        [str(one[0]) for one in statements],
    )
    out = [str(pk) for pk, state, _joined in statements if state != Statement.State.SHOWN]
    return Voices(votes.moderating(out), [one[1] for one in people], [one[2] for one in people])


def counted_once(
    rows: Sequence[tuple[int, int, int | None]], joined: Mapping[int, int]
) -> Sequence[tuple[int, int, int | None]]:
    """Votes as (participant, statement, value), those on a twin counted for the statement it was joined with.

    Each participant counts once there: what they said of the statement itself stands before what they said of its twin.
    """
    if not joined:
        return rows
    direct = {(who, statement) for who, statement, _value in rows if statement not in joined}
    found: dict[tuple[int, int], int | None] = {}
    for who, statement, value in rows:
        place = (who, joined.get(statement, statement))
        if statement not in joined:
            found[place] = value
        elif place not in direct:
            found.setdefault(place, value)
    return [(who, statement, value) for (who, statement), value in sorted(found.items())]


def mapped(heard: Voices) -> OpinionMap | None:
    """The map, or None when there is nothing to map."""
    if not len(heard.votes.values) or heard.votes.moderated.all():
        return None
    return map_opinions(heard.votes)


def ground_of(opinion: OpinionMap, heard: Voices) -> tuple[CommonGround, ...]:
    """Common ground across groups and across kinds of subject."""
    shown = opinion if _enough(opinion) else None
    kinds = {"kind": list(heard.speakers)}
    if shown is None:
        # Without groups, common ground is what all kinds of subject share.
        return _without_groups(opinion, heard)
    return common_ground(opinion, kinds, least_voices=LEAST_VOICES)


def _without_groups(opinion: OpinionMap, heard: Voices) -> tuple[CommonGround, ...]:
    bare = replace(opinion, group_ids=(), labels=np.full(len(opinion.labels), -1, dtype=np.intp))
    return common_ground(bare, {"kind": list(heard.speakers)}, least_voices=LEAST_VOICES)


def _enough(opinion: OpinionMap) -> bool:
    return len(opinion.group_ids) > 1 and int(opinion.grouped.sum()) >= LEAST_PEOPLE


def contents(heard: Voices, opinion: OpinionMap | None, replicates: int = 0) -> Content:
    """What pages and reports show, as plain values; replicates: how often to resample."""
    votes = heard.votes
    took = {speaker: heard.speakers.count(speaker) for speaker in sorted(set(heard.speakers))}
    content: Content = {
        "people": votes.shape[0],
        "kinds": took,
        "votes": len(votes.values),
        "statements": int((~votes.moderated).sum()),
        "hidden": int(votes.moderated.sum()),
        "tally": {
            name: [int(votes.tally[2, at]), int(votes.tally[1, at]), int(votes.tally[0, at])]
            for at, name in enumerate(votes.statements)
        },
        "by_kind": _by_kind(heard),
        "groups": [],
        "ground": [],
        "divisive": [],
        "minority": [],
        "explained": 0,
        "priority": {},
        "stability": None,
    }
    if opinion is None:
        return content
    content["priority"] = {
        name: round(float(opinion.priorities[at]), 3)
        for at, name in enumerate(votes.statements)
        if not votes.moderated[at]
    }
    content["ground"] = [_ground(one) for one in ground_of(opinion, heard)[:MOST_GROUND]]
    if _enough(opinion):
        content |= _groups(opinion, replicates)
    return content


def _by_kind(heard: Voices) -> dict[str, dict[str, list[int]]]:
    """Agree, pass, disagree by statement for each kind, as far as it may be shown."""
    names = sorted(set(heard.speakers))
    labels = np.array([names.index(one) for one in heard.speakers], dtype=np.intp)
    if not names:
        return {}
    return dict(
        zip(names, _protected(heard.votes, heard.votes.counts(labels, len(names))), strict=True)
    )


def _protected(votes: Votes, counts: Any) -> list[dict[str, list[int]]]:
    """Counts by part and statement (parts × 3 × m) that give away nobody.

    A part with too few voices on a statement is left out; and where what is left out could be told
    by taking the shown parts from the count of all, the smallest shown part is left out as well.
    """
    seen = counts.sum(axis=1)
    shown = seen >= LEAST_VOICES
    rest = votes.tally.sum(axis=0) - np.where(shown, seen, 0).sum(axis=0)
    smallest = np.where(shown, seen, np.iinfo(np.int64).max).argmin(axis=0)
    telling = np.flatnonzero((rest > 0) & (rest < LEAST_VOICES))
    shown[smallest[telling], telling] = False
    return [
        {
            name: [int(part[2, at]), int(part[1, at]), int(part[0, at])]
            for at, name in enumerate(votes.statements)
            if may[at]
        }
        for part, may in zip(counts, shown, strict=True)
    ]


def _mille(share: float) -> int:
    return round(share * 1000)


def _ground(one: CommonGround) -> Content:
    return {
        "statement": one.statement,
        "direction": one.direction,
        "lowest": _mille(one.lowest),
        "firm": one.firm,
        "parts": [
            [part.partition, part.part, part.successes, part.trials, _mille(part.share)]
            for part in one.parts
        ],
        "silent": list(one.silent),
    }


def _groups(opinion: OpinionMap, replicates: int) -> Content:
    votes = opinion.votes
    by_group = votes.counts(opinion.labels, len(opinion.group_ids))
    counted = _protected(votes, by_group)
    groups = [
        {
            "id": name,
            "letter": letter(name),
            "size": opinion.sizes[name],
            "counts": counted[at],
            "says": [
                [one.statement, one.direction, one.successes, one.trials, _mille(one.share)]
                for one in opinion.representatives[name]
                if one.trials >= LEAST_VOICES
            ],
        }
        for at, name in enumerate(opinion.group_ids)
    ]
    content: Content = {
        "groups": groups,
        "explained": _mille(opinion.axes.explained),
        "silhouette": _mille(opinion.silhouette),
        "ungrouped": int((~opinion.grouped).sum()),
        "divisive": [
            [one.statement, one.most, one.least, _mille(one.share_most), _mille(one.share_least)]
            for one in opinion.divisive
        ],
        "minority": _minorities(opinion, by_group),
    }
    if replicates:
        content["stability"] = stability_of(opinion, replicates)
    return content


def _minorities(opinion: OpinionMap, by_group: Any) -> list[list[Any]]:
    """Where a group's majority is against the majority of all: what must stay visible.

    [statement, group, the group's agrees, disagrees, trials, direction of the group], clearest
    first, at most three of each group.
    """
    votes = opinion.votes
    overall = votes.tally[2] - votes.tally[0]
    found: list[tuple[int, list[Any]]] = []
    for at, name in enumerate(opinion.group_ids):
        counts = by_group[at]
        seen = counts.sum(axis=0)
        margin = counts[2] - counts[0]
        mine = []
        for item in np.flatnonzero(
            (seen >= LEAST_VOICES) & (margin * overall < 0) & ~votes.moderated
        ).tolist():
            agrees, against = int(counts[2, item]), int(counts[0, item])
            if 2 * max(agrees, against) > int(seen[item]):
                direction = "agree" if agrees > against else "disagree"
                row = [votes.statements[item], name, agrees, against, int(seen[item]), direction]
                mine.append((-abs(agrees - against) * 1000 // int(seen[item]), row))
        found += sorted(mine, key=lambda one: one[0])[:3]
    return [row for _, row in found]


def stability_of(opinion: OpinionMap, replicates: int) -> Content:
    """Is this more than chance, and would other people have given the same groups?"""
    part = _sampled(opinion)
    if part.shape[0] * part.shape[1] > MANY_CELLS:
        replicates = min(replicates, FEW_REPLICATES)
    some = opinion
    if part.shape[0] < opinion.votes.shape[0]:
        keep = np.array([int(name) for name in part.participants])
        at = np.searchsorted([int(name) for name in opinion.votes.participants], keep)
        some = replace(opinion, votes=part, labels=opinion.labels[at], points=opinion.points[at])
    sure = bootstrap(some, replicates)
    chance = chance_test(some, replicates - 1)
    return {
        "replicates": replicates,
        "sample": part.shape[0],
        "votes": len(opinion.votes.values),
        "same_number": _mille(sure.same_number),
        "groups": {str(name): _mille(share) for name, share in sure.groups.items()},
        "chance": _mille(chance.p_silhouette),
    }


def _sampled(opinion: OpinionMap) -> Votes:
    """The votes of at most so many people, evenly taken: closing must not hold others up for long."""
    people = opinion.votes.shape[0]
    return opinion.votes.chosen(np.arange(0, people, -(-people // MOST_SAMPLED)))
