"""What a verification found: typed findings, each saying what is wrong and where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "notice"]

MAX_PER_CODE = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``code`` is stable and documented in docs/record.md; ``where`` an entry's id,
    a checkpoint or a file; only an ``error`` makes the record bad."""

    code: str
    message: str
    where: str = ""
    severity: Severity = "error"

    def as_dict(self) -> dict[str, str]:
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "severity": self.severity,
        }


@dataclass
class Report:
    """The outcome of a verification; extra checks add their findings to it."""

    target: str
    entries: int = 0
    checkpoints: int = 0
    receipts: int = 0
    seconds: float = 0.0
    heads: list[dict[str, Any]] = field(default_factory=list)
    # Where witnesses were demanded: origin, size and names of the newest checkpoint that enough cosigned.
    witnessed: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        """No error was found (notices do not count)."""
        return not any(one.severity == "error" for one in self.findings)

    def add(self, code: str, message: str, where: str = "", severity: Severity = "error") -> None:
        """Note a finding; past a hundred of one code they are only counted."""
        self.counts[code] += 1
        if self.counts[code] <= MAX_PER_CODE:
            self.findings.append(Finding(code, message, where, severity))

    def codes(self) -> set[str]:
        """The codes of all errors found."""
        return {one.code for one in self.findings if one.severity == "error"}

    def as_dict(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "ok": self.ok,
            "entries": self.entries,
            "checkpoints": self.checkpoints,
            "receipts": self.receipts,
            "seconds": round(self.seconds, 3),
            "heads": self.heads,
            "witnessed": self.witnessed,
            "findings": [one.as_dict() for one in self.findings],
            "counts": dict(self.counts),
        }

    def as_text(self) -> str:
        """The report for a person at a terminal."""
        lines = [f"Checked {self.target} in {self.seconds:.1f} s:"]
        lines.append(
            f"  {self.entries:,} entries, {self.checkpoints:,} checkpoints, "
            f"{self.receipts:,} receipts"
        )
        lines += [
            f"  {head['origin']}: size {head['size']:,}, root {head['root']}" for head in self.heads
        ]
        lines += [
            f"  {one['origin']}: {one['size']:,} entries vouched for by {', '.join(one['names'])}"
            for one in self.witnessed
        ]
        for one in self.findings:
            mark = "✗" if one.severity == "error" else "·"
            place = f" [{one.where}]" if one.where else ""
            lines.append(f"  {mark} {one.code}: {one.message}{place}")
        lines += [
            f"  … {count - MAX_PER_CODE:,} more of {code}"
            for code, count in self.counts.items()
            if count > MAX_PER_CODE
        ]
        lines.append("The record holds." if self.ok else "The record does NOT hold.")
        return "\n".join(lines)
