"""``--witnesses`` and ``--policy``, which every command that verifies takes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commonhall.record.witnesses import policy
from commonhall.record.witnesses.policy import Policy, PolicyError
from commonhall.ui.console import CommandError, say


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--witnesses",
        action="store_true",
        help="demand that the witnesses which the record itself names have cosigned it",
    )
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help="demand the witnesses of this file that you kept (C2SP tlog-policy)",
    )


def demanded(args: argparse.Namespace, offered: dict[str, Any]) -> Policy | None:
    """Who must have cosigned, None for nobody. offered: what the source says of its keys and witnesses."""
    if args.policy:
        return read(args.policy)
    if not args.witnesses:
        return None
    try:
        found = policy.parse(str(offered.get("witness_policy", "")))
    except PolicyError as error:
        raise CommandError(f"the record names no witnesses: {error}") from error
    if not found.demands:
        raise CommandError("the record asks no witnesses; name yours with --policy")
    say(
        "The witnesses are those that the record itself names; keep its policy, and give it with --policy."
    )
    return found


def read(path: str) -> Policy:
    """A policy from a file; raises CommandError."""
    try:
        return policy.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, PolicyError) as error:
        raise CommandError(f"--policy {path}: {error}") from error
