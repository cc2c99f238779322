"""What a verification demands of witnesses: that enough of them cosigned what the log has become."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from commonhall.record import entry_format, notes
from commonhall.record.log_verification import Claim
from commonhall.record.reports import Report
from commonhall.record.witnesses.policy import Policy

MOST_KEPT = 1000
"""Of so many cosigned checkpoints the newest is looked for that enough have cosigned."""
SKEW = timedelta(minutes=5)


class WitnessCheck:
    """Collects a log's checkpoints as they are read, then judges the newest that enough have cosigned.

    One such checkpoint vouches for everything before it. What was signed later is given ``delay`` to be cosigned.
    """

    def __init__(self, policy: Policy, delay: timedelta) -> None:
        self.policy, self.delay = policy, delay
        self.ids = {(one.key.name, one.key.key_id) for one in policy.witnesses.values()}
        self.cosigned: deque[tuple[Claim, notes.Note]] = deque(maxlen=MOST_KEPT)
        self.later: deque[Claim] = deque()

    def take(self, claim: Claim, note: str) -> None:
        """A checkpoint of the log whose own signature holds, oldest first, with all its signatures."""
        self.later.append(claim)
        parsed = notes.parse(note)
        if any((one.name, one.key_id) in self.ids for one in parsed.signatures):
            self.cosigned.append((claim, parsed))
            # Only what came after the oldest one kept can still be the first without enough.
            while self.later[0].size < self.cosigned[0][0].size:
                self.later.popleft()

    def conclude(self, origin: str, now: datetime, report: Report) -> int:
        """Say what is wrong; the size for which enough have vouched (-1: none)."""
        latest = int((now + SKEW).timestamp())
        vouched, best = -1, 0
        for claim, note in reversed(self.cosigned):
            where = f"{origin}@{claim.size}"
            found, wrong = self.policy.cosigned(note, latest)
            for name in wrong:
                report.add(
                    "cosignature_wrong", f"the signature of the witness {name} is wrong", where
                )
            best = max(best, len(found))
            if self.policy.holds(one.witness.name for one in found):
                vouched = claim.size
                names = sorted(one.witness.name for one in found)
                report.witnessed.append({"origin": origin, "size": vouched, "names": names})
                break
        self._judge_rest(origin, vouched, best, now, report)
        return vouched

    def _judge_rest(
        self, origin: str, vouched: int, best: int, now: datetime, report: Report
    ) -> None:
        beyond = next((one for one in self.later if one.size > vouched), None)
        if beyond is None or not self.policy.demands:
            return
        signed = beyond.signed_at
        since = entry_format.moment(signed) if signed else "an unknown time"
        where = f"{origin}@{beyond.size}"
        if signed is not None and now - signed <= self.delay:
            text = f"what was signed since {since} waits for its witnesses, and is not yet late"
            report.add("witnesses_awaited", text, where, "notice")
        elif vouched < 0:
            text = f"no checkpoint is cosigned by enough witnesses: {best} of {self.policy.needed} at most"
            report.add("unwitnessed", text, origin)
        else:
            text = f"since {since} nothing was cosigned by enough witnesses; they vouch for {vouched} entries"
            report.add("unwitnessed", text, where)
