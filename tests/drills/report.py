"""What a drill says: a line a bar, kept or not, and the figures behind it."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, field


def cpu() -> float:
    """CPU seconds that this process and those it has waited for used so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


@dataclass
class Report:
    """bars: (what had to hold, whether it did). skipped: why it could not be played here."""

    name: str
    bars: list[tuple[str, bool]] = field(default_factory=list)
    skipped: str = ""
    began: float = field(default_factory=time.monotonic)
    used: float = field(default_factory=lambda: cpu())
    took: float = 0.0
    cost: float = 0.0

    def hold(self, bar: str, kept: object) -> None:
        self.bars.append((bar, bool(kept)))

    def end(self) -> Report:
        self.took, self.cost = time.monotonic() - self.began, cpu() - self.used
        return self

    @property
    def passed(self) -> bool:
        return all(kept for _bar, kept in self.bars)

    def __str__(self) -> str:
        if self.skipped:
            return f"SKIPPED  {self.name}: {self.skipped}"
        state = "HELD    " if self.passed else "BROKEN  "
        lines = [f"  {'yes' if kept else 'NO '}  {bar}" for bar, kept in self.bars]
        return "\n".join(
            [f"{state} {self.name} ({self.took:.0f} s, {self.cost:.0f} s of CPU)", *lines]
        )
