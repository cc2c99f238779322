"""What is known of backups: when each was made, where it lies, how large it is, whether it was ever tried."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonhall.core.models import Backup


def note(*, made_at: datetime, place: str, size: int, digest: str, with_keys: bool) -> Backup:
    """Write down that a backup was made; place: the machine and the file there."""
    return Backup.objects.create(
        made_at=made_at, place=place[:500], size=size, digest=digest, with_keys=with_keys
    )


def note_checked(
    *, made_at: datetime, place: str, size: int, digest: str, with_keys: bool
) -> Backup:
    """Write down that this backup was restored for trial and held; it may have been made elsewhere."""
    about = {"made_at": made_at, "place": place[:500], "size": size, "with_keys": with_keys}
    kept, _made = Backup.objects.get_or_create(digest=digest, defaults=about)
    kept.checked_at = timezone.now()
    kept.save(update_fields=["checked_at"])
    return kept


def last() -> Backup | None:
    return Backup.objects.order_by("-made_at").first()


def last_checked() -> Backup | None:
    """The one that was last restored for trial."""
    return Backup.objects.filter(checked_at__isnull=False).order_by("-checked_at").first()
