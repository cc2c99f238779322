"""`commonhall doctor`: what does not work yet, and what will stop on which day."""

from __future__ import annotations

import argparse

from commonhall.ui.console import emit

HELP = "say what does not work yet and what will stop on which day"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 where something that people need does not work."""
    from django.conf import settings
    from django.utils import translation

    from commonhall.core import clock
    from commonhall.core.doctor import examine, is_ready

    with translation.override(settings.LANGUAGE_CODE):
        findings = examine(clock.today())
        ready = is_ready(findings)
        told = [
            f"{one.level.upper():5} {f'{one.day}: ' if one.day else ''}{one.text}"
            + (f" {one.follows}" if one.follows else "")
            + (f"  {settings.SITE_URL}{one.mend}" if one.mend else "")
            for one in findings
        ]
        told.append("Everything works that people need." if ready else "Not ready.")
        emit(
            args,
            {"ready": ready, "findings": [one.as_dict() for one in findings]},
            "\n".join(told),
        )
    return 0 if ready else 1
