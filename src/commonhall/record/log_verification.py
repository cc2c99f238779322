"""Walking one log from its first entry to its last, comparing everything that ought to agree.

Two trees are built side by side: one from the bodies, one from the stored tiles. As long as they
agree there is one. Where they part, the next signed root says which was telling the truth, and so
whether an entry was changed, moved or deleted, or only a tile damaged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from commonhall.record import entry_format, merkle, tiles
from commonhall.record.merkle import HASH_SIZE, Frontier
from commonhall.record.readers import Columns, LogInfo, RecordSource, Row
from commonhall.record.reports import Report
from commonhall.record.tiles import TILE_WIDTH, TileKey

SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Claim:
    """Somebody's word that the log had ``root`` at ``size``. ``code`` is the finding if it had not.

    ``signed_at`` is set for the log's own checkpoints, which bound when entries were recorded.
    """

    size: int
    root: bytes
    code: str
    label: str
    signed_at: datetime | None = None


class LogWalk:
    """One pass over a log; `run` does it. ``seen`` is told (entry id without dashes, leaf hash)."""

    def __init__(
        self,
        source: RecordSource,
        log: LogInfo,
        claims: Sequence[Claim],
        report: Report,
        delay: timedelta,
        seen: Callable[[str, bytes], None],
        step: Callable[[int], None],
    ) -> None:
        self.source, self.log, self.report, self.delay = source, log, report, delay
        self.seen, self.step = seen, step
        self.claims = sorted(claims, key=lambda claim: claim.size)
        self.next_claim = 0
        own = [claim for claim in self.claims if claim.signed_at is not None]
        self.sizes = [claim.size for claim in own]
        self.times = [claim.signed_at for claim in own]
        self.window: tuple[int, str, str] = (0, "", "")
        self.by_body, self.by_tile = Frontier(), Frontier()
        self.parted: list[tuple[int, str, bytes | None, bytes]] = []
        self.last_good = 0
        self.lost: set[str] = set()  # codes of claims that failed since the last that held
        self.levels: list[bytearray] = [bytearray()]
        self.stored: bytes | None = None

    def run(self) -> int:
        """Walk to the end; the number of leaves found (present or named missing)."""
        expected = 0
        self._open_window(0)
        self._meet_claims()
        for row in self.source.leaves(self.log):
            if row.place < expected:
                self.report.add("index_repeated", f"index {row.place} stands twice", row.entry)
                continue
            while expected < row.place:
                self._take(expected, Row(expected, "", None), "entry_deleted", "has no leaf")
                expected += 1
            self._take(expected, row, "leaf_without_entry", "its leaf has no entry")
            expected += 1
            if expected % 1000 == 0:
                self.step(1000)
        while expected < self.log.size:
            self._take(expected, Row(expected, "", None), "entry_deleted", "has no leaf")
            expected += 1
        self._end(expected)
        self.step(expected % 1000)
        return expected

    # --- one entry ---------------------------------------------------------------------------
    def _take(self, index: int, row: Row, missing: str, why: str) -> None:
        place = index % TILE_WIDTH
        if place == 0:
            self.stored = self._stored_tile(index)
        at = place * HASH_SIZE
        stored = self.stored[at : at + HASH_SIZE] if self.stored else None
        if row.body is None:
            self.report.add(
                missing, f"entry {index} of {self.log.origin}: {why}", _dashed(row.entry)
            )
            computed = None
        else:
            computed = self._check_entry(index, row)
        self._grow(index, row.entry, computed, stored)
        if index + 1 == self.window[0]:
            self._open_window(index + 1)
        self._meet_claims()

    def _check_entry(self, index: int, row: Row) -> bytes:
        assert row.body is not None
        where = _dashed(row.entry)
        computed = merkle.leaf_hash(row.body.encode())
        self.seen(row.entry, computed)
        if row.leaf_hash is not None and row.leaf_hash != computed:
            self.report.add("leaf_hash_differs", "the stored hash is not that of the body", where)
        recorded = check_row(row, self.report, where)
        if recorded and index < self.window[0]:
            _, earliest, latest = self.window
            if recorded < earliest:
                self.report.add(
                    "back_dated",
                    f"recorded at {recorded}, but the checkpoint signed before it says {earliest}",
                    where,
                )
            elif latest and recorded > latest:
                self.report.add(
                    "post_dated", f"recorded at {recorded}, but signed by {latest}", where
                )
        return computed

    def _grow(self, index: int, entry: str, computed: bytes | None, stored: bytes | None) -> None:
        if computed is not None and (stored is None or stored == computed):
            if self.parted:
                self.by_tile.append(computed)
            self.by_body.append(computed)
        else:
            if not self.parted:
                self.by_tile = self.by_body.copy()
            blank = bytes(HASH_SIZE)
            self.parted.append((index, entry, computed, stored or blank))
            self.by_tile.append(stored or computed or blank)
            self.by_body.append(computed or stored or blank)
        self._collect(0, stored or computed or bytes(HASH_SIZE))

    # --- the times between which an entry may have been recorded ------------------------------
    def _open_window(self, index: int) -> None:
        """Between the checkpoint before ``index`` and the first that covers it."""
        after = bisect_right(self.sizes, index)
        before = self.times[after - 1] if after else None
        covering = self.times[after] if after < len(self.times) else None
        latest = covering or self.source.now()
        end = self.sizes[after] if after < len(self.sizes) else 1 << 62
        # Signed times are whole seconds, cut off.
        late = entry_format.moment(latest + SKEW + timedelta(seconds=1))
        early = entry_format.moment(before - self.delay) if before else ""
        self.window = (end, early, late)

    # --- roots -------------------------------------------------------------------------------
    def _meet_claims(self) -> None:
        size = self.by_body.size
        while self.next_claim < len(self.claims) and self.claims[self.next_claim].size == size:
            claim = self.claims[self.next_claim]
            self.next_claim += 1
            self._judge(claim)

    def _judge(self, claim: Claim) -> None:
        if claim.root == self.by_body.root():
            for index, entry, computed, _ in self.parted:
                if computed is None:
                    continue  # named as missing when it was met
                self.report.add(
                    "tile_differs", f"the tile holds another hash for entry {index}", _dashed(entry)
                )
            self._settle(claim, self.by_body)
        elif self.parted and claim.root == self.by_tile.root():
            self._name_changes()
            self._settle(claim, self.by_tile)
        elif claim.code not in self.lost:
            self._name_changes()
            self.lost.add(claim.code)
            self.report.add(
                claim.code,
                f"{claim.label} signs another root at size {claim.size}; what differs lies between"
                f" entries {self.last_good} and {claim.size - 1}",
                f"{self.log.origin}@{claim.size}",
            )

    def _settle(self, claim: Claim, truth: Frontier) -> None:
        if truth is not self.by_body:
            self.by_body = truth
        self.parted = []
        self.last_good = claim.size
        self.lost.clear()

    def _name_changes(self) -> None:
        """Say what happened to the entries at which bodies and tiles part."""
        should = {stored: index for index, _, _, stored in self.parted}
        for index, entry, computed, _ in self.parted:
            if computed is None:
                continue  # named as missing when it was met
            if computed in should:
                self.report.add(
                    "order_changed",
                    f"the entry now at {index} belongs at {should[computed]}",
                    _dashed(entry),
                )
            else:
                self.report.add(
                    "entry_changed", f"entry {index} is not what was signed", _dashed(entry)
                )
        self.parted = []

    def _end(self, leaves: int) -> None:
        self._name_changes()
        if self.by_body.root() != self.log.root and not self.lost:
            self.report.add("head_differs", "the head's root is not the root of the entries")
        # One finding of each kind, for the largest tree that was claimed.
        beyond = {claim.code: claim for claim in self.claims[self.next_claim :]}
        for claim in beyond.values():
            code = "truncated" if claim.code == "root_differs" else "rolled_back"
            self.report.add(
                code,
                f"{claim.label} covers {claim.size} entries, but the log ends at {leaves}",
                f"{self.log.origin}@{claim.size}",
            )
        for level, row in enumerate(self.levels):
            if row:
                count = leaves >> (tiles.TILE_HEIGHT * level)
                self._compare_tile(TileKey(level, count // TILE_WIDTH), bytes(row))

    # --- tiles -------------------------------------------------------------------------------
    def _stored_tile(self, index: int) -> bytes | None:
        if not self.source.has_tiles():
            return None
        key = TileKey(0, index // TILE_WIDTH)
        width = tiles.tile_width(self.log.size, key)
        found = self.source.tile(self.log, key, width) if width else None
        if found is None and width:
            self.report.add("tile_differs", "a tile is missing or short", _tile_name(key))
        return found

    def _collect(self, level: int, value: bytes) -> None:
        row = self.levels[level]
        row += value
        if len(row) == TILE_WIDTH * HASH_SIZE:
            if level + 1 == len(self.levels):
                self.levels.append(bytearray())
            full = bytes(row)
            row.clear()
            if level:
                done = self.by_body.size >> (tiles.TILE_HEIGHT * (level + 1))
                self._compare_tile(TileKey(level, done - 1), full)
            self._collect(level + 1, tiles.combine(full))

    def _compare_tile(self, key: TileKey, computed: bytes) -> None:
        """Tiles above the leaves; those of level 0 are compared hash by hash on the way."""
        if key.level == 0 or not self.source.has_tiles():
            return
        if self.source.tile(self.log, key, len(computed) // HASH_SIZE) != computed:
            self.report.add("tile_differs", "a tile does not fit the entries", _tile_name(key))


def check_row(row: Row, report: Report, where: str) -> str:
    """Check a row's body and columns; its ``recorded_at``, or "" if the body cannot be read."""
    assert row.body is not None
    try:
        body = entry_format.decode(row.body)
    except entry_format.BodyError as error:
        report.add("body_malformed", str(error), where)
        return ""
    if row.columns is not None:
        by = body["by"]
        should = Columns(
            body["id"].replace("-", ""),
            body["action"],
            body["kind"],
            body["subject"],
            by.get("ref", ""),
            body.get("parent", "").replace("-", ""),
            body["recorded_at"],
            body["occurred_at"],
        )
        if should != row.columns:
            names = [
                name
                for name, one, other in zip(Columns._fields, should, row.columns, strict=True)
                if one != other
            ]
            report.add("column_differs", f"columns differ from the body: {', '.join(names)}", where)
    elif row.entry and row.entry != body["id"].replace("-", ""):
        report.add("column_differs", "the entry stands under another id", where)
    return str(body["recorded_at"])


def _dashed(entry: str) -> str:
    try:
        return str(UUID(entry))
    except ValueError:
        return entry


def _tile_name(key: TileKey) -> str:
    return f"tile/{key.level}/{tiles.format_path(key.number)}"
