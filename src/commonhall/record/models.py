"""Tables of the record.

`Entry`, `Leaf`, `Checkpoint`, `Cosignature` and `Log` only ever grow (see `triggers`). `Pending` is an
index, `Tile` and `TreeHead` are derived from the leaves. `WatchedLog` is what we last saw of others' logs.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an entry reports."""

    ACT = "action", _("Act")
    BATCH = "batch", _("Batch of acts")
    REFUSAL = "refusal", _("Refused attempt")
    FOUNDING = "founding", _("Founding act")
    REPORTED = "reported", _("Reported fact")


class Unchanging(models.Model):
    """A row that is written once; the database refuses to change it, and so does the model."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("rows of the record never change")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("rows of the record are never deleted")


class Entry(Unchanging):
    """One action, as it will be hashed: `body` is the canonical JSON, the columns repeat parts of it."""

    id = models.UUIDField(primary_key=True)
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=120, blank=True)
    actor = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    recorded_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    body = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)
    # See `attestation`: that this installation wrote it.
    attested = models.BinaryField(max_length=32, default=bytes)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["action", "-id"], name="record_entry_by_act"),
            models.Index(fields=["subject", "-id"], name="record_entry_by_subject"),
            models.Index(fields=["kind", "-id"], name="record_entry_by_kind"),
            # What an office did; who acts in their own name stands in no entry.
            models.Index(
                fields=["actor", "-id"],
                condition=~models.Q(actor=""),
                name="record_entry_by_actor",
            ),
        ]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


class Pending(models.Model):
    """Entries waiting for their place in the log: an index only, swept up if it loses one.

    refused: the entry was not written by this installation, and gets no place (see `attestation`).
    """

    id = models.BigAutoField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="pending")
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.entry_id)


class Log(Unchanging):
    """One Merkle log. A second one begins only after a lawful restore, linked to the first."""

    origin = models.CharField(max_length=200, unique=True)
    opened_at = models.DateTimeField()
    predecessor = models.TextField(blank=True)
    """The last published checkpoint (a signed note) of the log before, or ""."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.origin


class Leaf(Unchanging):
    """Which entry stands at which index of which log."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT)
    index = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="record_leaf_place")]

    def __str__(self) -> str:
        return f"{self.log_id}/{self.index}"


class Tile(models.Model):
    """Up to 256 hashes of one level; the rightmost tile of each level still grows."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "level", "index"], name="record_tile_place")
        ]

    def __str__(self) -> str:
        return f"{self.log_id}/{self.level}/{self.index}"


class TreeHead(models.Model):
    """How far a log has been built: the one row two sequencers compare and swap."""

    log = models.OneToOneField(Log, on_delete=models.PROTECT, primary_key=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.log_id}: {self.size}"


class Checkpoint(Unchanging):
    """A signed statement of a log's size and root, as it was published."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["log", "size"], name="record_checkpoint_size"),
            models.Index(fields=["log", "-id"], name="record_checkpoint_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}: {self.size}"

    def cosigned_note(self) -> str:
        """The note with the witnesses' signatures that have come in (one query)."""
        return self.note + "".join(self.cosignatures.values_list("line", flat=True))


class Cosignature(Unchanging):
    """A witness's signature line on a checkpoint, verified when it came in; ``time`` is the signed Unix time."""

    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    # The witness's verifier key: its name alone does not say who it was.
    key = models.CharField(max_length=300)
    line = models.TextField()
    time = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["key", "-id"], name="record_cosignature_newest")]

    def __str__(self) -> str:
        return f"{self.checkpoint_id}: {self.key}"


class WatchedLog(models.Model):
    """A log of somebody else that we cosign, and the newest checkpoint of it that we did.

    keys: the verifier keys trusted for it, one a line. note: the checkpoint with the log's signatures and ours,
    "" before the first. See `witnesses.cosigning`, which alone changes ``size``, ``root`` and ``note``.
    """

    origin = models.CharField(max_length=200, unique=True)
    keys = models.TextField()
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32, default=bytes)
    note = models.TextField(blank=True)
    # Taken off the list: nothing is cosigned, and what was seen is kept, so that it cannot come back smaller.
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
