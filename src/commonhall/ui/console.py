"""Text for the terminal: results, progress and errors, the same for every `commonhall` command."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO


class CommandError(Exception):
    """A mistake the person can mend; shown without a traceback, exit code 2."""


def emit(args: argparse.Namespace, data: Any, text: str) -> None:
    """Print `data` as JSON when `--json` was given, else `text` for people."""
    if getattr(args, "json", False):
        out = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    else:
        out = text
    sys.stdout.write(out + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell the person something that is not the result (standard error)."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Progress:
    """A progress bar on standard error; plain lines when it is not a terminal.

    total 0: how much there is to do is not known; what is done is counted.
    """

    WIDTH = 30

    def __init__(self, total: int, label: str, stream: TextIO) -> None:
        self.total, self.label, self.stream = max(total, 0), label, stream
        self.done, self.started, self.shown = 0, time.monotonic(), 0.0
        self.live = stream.isatty()

    def advance(self, count: int = 1, label: str | None = None) -> None:
        """Count `count` more steps done."""
        self.done += count
        if label:
            self.label = label
        now = time.monotonic()
        since = self.shown or self.started
        if now - since >= (0.1 if self.live and self.shown else 2.0 if not self.shown else 5.0):
            self.shown = now
            self._draw()

    def _draw(self) -> None:
        seconds = time.monotonic() - self.started
        if not self.total:
            start, end = ("\r", "") if self.live else ("", "\n")
            self.stream.write(f"{start}{self.label:<34.34} {self.done:>12,} {seconds:5.1f} s{end}")
            self.stream.flush()
            return
        share = min(self.done / self.total, 1.0)
        if self.live:
            bar = ("█" * round(share * self.WIDTH)).ljust(self.WIDTH, "░")
            self.stream.write(f"\r{self.label:<34.34} {bar} {share:4.0%} {seconds:5.1f} s")
        else:
            self.stream.write(f"{self.label}: {share:.0%} ({seconds:.1f} s)\n")
        self.stream.flush()

    def finish(self) -> None:
        """Draw the last state and end the line."""
        # What was done at once needs no bar.
        if not self.shown and time.monotonic() - self.started < 2:
            return
        self._draw()
        if self.live:
            self.stream.write("\n")


@contextmanager
def progress(total: int, label: str) -> Iterator[Progress]:
    """Show how far a long piece of work is; use `.advance()` inside."""
    bar = Progress(total, label, sys.stderr)
    try:
        yield bar
    finally:
        bar.finish()
