"""What happens to open data by the clock: a fresh dump every night."""

from __future__ import annotations

from commonhall.core.timers import every
from commonhall.open_data.dump import NAME, folder, write


@every(24 * 3600)
def nightly() -> None:
    """Put a fresh dump where everybody can fetch it; the old one stays until the new is whole."""
    folder().mkdir(parents=True, exist_ok=True)
    waiting = folder() / "next.zip"
    waiting.unlink(missing_ok=True)
    write(waiting)
    waiting.replace(folder() / NAME)
