"""`commonhall map-opinions`: map the opinions of a Polis conversation."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from commonhall.methods.opinion import (
    ChanceTest,
    CommonGround,
    OpinionMap,
    PolisConversation,
    Stability,
    TableError,
    adjusted_rand,
    bootstrap,
    chance_test,
    common_ground,
    draw_map,
    map_opinions,
    read_polis,
)
from commonhall.methods.opinion.picture import letter
from commonhall.methods.opinion.polis import FILE_NAMES, FILES
from commonhall.ui.console import CommandError, emit, progress, say

HELP = "map the opinions of a Polis conversation: groups, what stands for them, what unites"
NEEDS_DJANGO = False
WARNINGS_SHOWN = 5
SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help=f"folder of a Polis export ({', '.join(FILES)})")
    parser.add_argument("--out", type=Path, metavar="FILE.svg", help="write the map as a picture")
    parser.add_argument(
        "--least-votes",
        type=int,
        default=7,
        metavar="N",
        help="votes a person needs to be in a group (7)",
    )
    parser.add_argument(
        "--most-groups", type=int, default=5, metavar="N", help="most groups to look for (5)"
    )
    parser.add_argument(
        "--strict-moderation",
        action="store_true",
        help="leave out statements that nobody accepted, not only rejected ones",
    )
    parser.add_argument(
        "--certainty",
        type=int,
        default=0,
        metavar="N",
        help="resample N times: how stable the groups are, and whether chance makes such groups",
    )
    parser.add_argument("--strict", action="store_true", help="refuse files with any doubt")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    if args.most_groups < 2:
        raise CommandError("--most-groups must be 2 or more")
    if args.least_votes < 1 or args.certainty < 0:
        raise CommandError("--least-votes must be 1 or more, --certainty 0 or more")
    conversation = _read(args)
    for warning in conversation.warnings[:WARNINGS_SHOWN]:
        say(warning)
    if len(conversation.warnings) > WARNINGS_SHOWN:
        say(f"{len(conversation.warnings) - WARNINGS_SHOWN} more warnings")
    if not len(conversation.votes.values):
        raise CommandError(f"{args.folder}: there are no votes to map")
    opinion = map_opinions(
        conversation.votes, least_votes=args.least_votes, most_groups=args.most_groups
    )
    ground = common_ground(opinion)
    stability, chance = _certainty(args, opinion)
    data = _data(conversation, opinion, ground, stability, chance)
    if args.out is not None:
        try:
            args.out.write_text(draw_map(opinion, conversation.topic), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot write {args.out}: {error.strerror}") from error
        data["picture"] = str(args.out)
    emit(args, data, _text(conversation, opinion, ground, data))
    return 0


def _read(args: argparse.Namespace) -> PolisConversation:
    files: dict[str, bytes | str] = {}
    if not args.folder.is_dir():
        raise CommandError(f"{args.folder} is no folder; give the folder of a Polis export")
    for name in FILE_NAMES:
        path = args.folder / name
        if path.exists():
            try:
                files[name] = path.read_bytes()
            except OSError as error:
                raise CommandError(f"cannot read {path}: {error.strerror}") from error
    try:
        return read_polis(
            files,
            strict=args.strict,
            strict_moderation=args.strict_moderation,
            prefix=f"{args.folder.name}/",
        )
    except TableError as error:
        raise CommandError(str(error)) from error


def _certainty(
    args: argparse.Namespace, opinion: OpinionMap
) -> tuple[Stability | None, ChanceTest | None]:
    if not args.certainty or not opinion.group_ids:
        return None, None
    with progress(2, "resampling") as bar:
        stability = bootstrap(opinion, args.certainty)
        bar.advance()
        chance = chance_test(opinion, args.certainty, least_votes=args.least_votes)
        bar.advance()
    return stability, chance


def _data(
    conversation: PolisConversation,
    opinion: OpinionMap,
    ground: tuple[CommonGround, ...],
    stability: Stability | None,
    chance: ChanceTest | None,
) -> dict[str, Any]:
    votes = opinion.votes
    data: dict[str, Any] = {
        "topic": conversation.topic,
        "participants": votes.shape[0],
        "statements": votes.shape[1],
        "votes": len(votes.values),
        "sign": conversation.sign,
        "replaced_votes": conversation.replaced,
        "warnings": list(conversation.warnings),
        "groups": opinion.groups,
        "group_sizes": {str(name): size for name, size in opinion.sizes.items()},
        "silhouettes": {str(k): round(v, 6) for k, v in opinion.silhouettes.items()},
        "explained": opinion.axes.explained,
        "approximate": opinion.approximate,
        "positions": {
            name: [round(float(x), 6), round(float(y), 6)]
            for name, (x, y) in zip(votes.participants, opinion.points, strict=True)
        },
        "representative": {
            str(name): [item._asdict() for item in items]
            for name, items in opinion.representatives.items()
        },
        "consensus": {
            way: [item._asdict() for item in opinion.consensus if item.direction == way]
            for way in ("agree", "disagree")
        },
        "divisive": [item._asdict() for item in opinion.divisive],
        "common_ground": [
            asdict(item) | {"parts": [part._asdict() for part in item.parts]} for item in ground
        ],
        "statement_results": _statements(conversation, opinion),
        "published_agreement": published_agreement(conversation, opinion),
    }
    if stability is not None and chance is not None:
        certain = zip(votes.participants, stability.certainty.tolist(), strict=True)
        data["stability"] = {
            "replicates": stability.replicates,
            "agreement": float(stability.agreement.mean()),
            "same_number": stability.same_number,
            "groups": {str(name): value for name, value in stability.groups.items()},
            "certainty": {name: value for name, value in certain if not np.isnan(value)},
        }
        data["chance"] = {
            "shuffles": len(chance.silhouettes),
            "p_silhouette": chance.p_silhouette,
            "p_explained": chance.p_explained,
        }
    return data


def _statements(conversation: PolisConversation, opinion: OpinionMap) -> dict[str, Any]:
    disagrees, passes, agrees = opinion.votes.tally.tolist()
    united = opinion.statistics.consensus if opinion.group_ids else None
    found: dict[str, Any] = {}
    for at, name in enumerate(opinion.votes.statements):
        statement = conversation.statements.get(name)
        found[name] = {
            "text": statement.text if statement else "",
            "agrees": agrees[at],
            "disagrees": disagrees[at],
            "passes": passes[at],
            "moderated": bool(opinion.votes.moderated[at]),
            "position": [round(float(x), 6) for x in opinion.statement_points[at]],
            "priority": float(opinion.priorities[at]),
            "group_aware_agree": float(united[0, at]) if united is not None else None,
            "group_aware_disagree": float(united[1, at]) if united is not None else None,
        }
    return found


def published_agreement(
    conversation: PolisConversation, opinion: OpinionMap
) -> dict[str, Any] | None:
    """Adjusted Rand index with the group ids in the export; people without one are left out."""
    both = [
        (group, conversation.published_groups[name])
        for name, group in opinion.groups.items()
        if conversation.published_groups.get(name) is not None
    ]
    if not both:
        return None
    ours, theirs = (np.array(side) for side in zip(*both, strict=True))
    return {"adjusted_rand": adjusted_rand(ours, theirs), "participants": len(both)}


def _text(
    conversation: PolisConversation,
    opinion: OpinionMap,
    ground: tuple[CommonGround, ...],
    data: dict[str, Any],
) -> str:
    def said(name: str) -> str:
        statement = conversation.statements.get(name)
        text = " ".join(statement.text.split()) if statement else ""
        return f"{name}: {text[:100]}" + ("…" if len(text) > 100 else "")

    lines = [
        f"{conversation.topic or 'Conversation'}: {data['participants']} people, "
        f"{data['statements']} statements, {data['votes']} votes",
        _sign_text(conversation.sign),
        f"The map shows {opinion.axes.explained:.0%} of the differences.",
    ]
    if not opinion.group_ids:
        lines.append("No groups: too few people with enough votes stand together.")
    for name, size in opinion.sizes.items():
        lines += ["", f"Group {letter(name)}: {size} people"]
        lines += [
            f"  {item.direction}s {item.successes} of {item.trials}  {said(item.statement)}"
            for item in opinion.representatives[name]
        ]
    lines += ["", "Consensus of all who voted:"]
    lines += [
        f"  {item.successes} of {item.trials} {item.direction}  {said(item.statement)}"
        for item in opinion.consensus
    ] or ["  none"]
    lines += ["", "Common ground of all groups:"]
    lines += [
        f"  {item.direction}, {item.lowest:.0%} at least in every group  {said(item.statement)}"
        for item in ground[:SHOWN]
    ] or ["  none"]
    lines += ["", "Where groups stand farthest apart:"]
    lines += [
        f"  {letter(item.most)} {item.share_most:.0%}, {letter(item.least)} "
        f"{item.share_least:.0%} agree  {said(item.statement)}"
        for item in opinion.divisive
    ] or ["  nowhere significantly"]
    return "\n".join([*lines, *_closing(opinion, data)])


def _sign_text(sign: str) -> str:
    return {
        "confirmed": "Sign of votes: +1 is agree, confirmed by the counts in the files.",
        "reversed": "Sign of votes: the files have −1 for agree, as their counts show; turned.",
    }.get(sign, "Sign of votes: taken as +1 for agree; no counts in the files to check it by.")


def _closing(opinion: OpinionMap, data: dict[str, Any]) -> list[str]:
    lines = [""]
    scores = ", ".join(f"{k}: {value:.3f}" for k, value in opinion.silhouettes.items())
    if scores:
        about = " (from grid cells, an approximation)" if opinion.approximate else ""
        lines.append(f"Silhouette by number of groups{about}: {scores}")
    published = data["published_agreement"]
    if published:
        lines.append(
            f"Agreement with the published groups (adjusted Rand): "
            f"{published['adjusted_rand']:.2f}, {published['participants']} people"
        )
    if "stability" in data:
        steady, chance = data["stability"], data["chance"]
        lines.append(
            f"Under resampling: agreement {steady['agreement']:.2f}; "
            f"{steady['same_number']:.0%} of resamples would choose as many groups. "
            f"Groups as clear as these by chance: p = {chance['p_silhouette']:.3f}; "
            f"axes as strong by chance: p = {chance['p_explained']:.3f}."
        )
    if "picture" in data:
        lines.append(f"Map: {data['picture']}")
    return lines
