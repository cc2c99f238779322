"""What the gate keeps: versions of public state, links, follows, notifications, import runs.

Every model of the house is one of three: **Governed** (made by public power or by a subject's act;
versioned, on the record), **Personal** (belongs to a person; erasable; never in the record) or
**Derived** (recomputed from the others). A test walks them all.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Derived, Personal


class Version(models.Model):
    """One change of one governed thing. Append-only: triggers refuse UPDATE and DELETE.

    state: canonical JSON of type, id, version, the public fields and the commitments of the sealed
    ones; digest: SHA-256 of it, which the entry names. The entry's id is known before the entry is
    written (it is the last insert), hence no foreign key.
    """

    type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    entry = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64)
    state = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("type", "object_id", "version", name="actions_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.type}:{self.object_id} v{self.version}"


class Sealed(Personal):
    """The values and salts behind a version's commitments: {field: [salt hex, value]}.

    An erased field holds [entry] instead; `erased_by` is the entry of the last erasure.
    """

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="sealed"
    )
    contents = models.TextField()
    erased_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"sealed {self.version_id}"


class ActorSeal(Personal):
    """Who stands behind an entry's commitment. Erasable; the entry stays valid without it."""

    entry = models.UUIDField(primary_key=True)
    person = models.BigIntegerField(db_index=True)
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.entry)


class Attempt(Derived):
    """A key that makes repeating a submission harmless: the same key gives the first outcome."""

    key = models.CharField(max_length=80, primary_key=True)
    entry = models.UUIDField()
    result = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class Link(models.Model):
    """One step of the thread: `from_ref` became / answers / concerns `to_ref`. Append-only."""

    from_ref = models.CharField(max_length=80, db_index=True)
    to_ref = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=40)
    entry = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint("from_ref", "to_ref", "kind", name="actions_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_ref} {self.kind} {self.to_ref}"


class Pace(models.TextChoices):
    """How often letters about a thing come; USUAL: as the account chose for all of them."""

    USUAL = "", _("as I chose for all letters")
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never, I look here")


class Follow(Personal):
    """An account wants to hear of what happens to a thing.

    why: the action by which it came to follow; "" where it chose to. wide: to things of this kind others belong, and
    what happens to those is told, too (`notifications.wide`).
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    ref = models.CharField(max_length=80, db_index=True)
    since = models.DateTimeField(auto_now_add=True)
    pace = models.CharField(max_length=8, choices=Pace, blank=True)
    why = models.CharField(max_length=60, blank=True)
    wide = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("account", "ref", name="actions_follow_once")]
        indexes = [
            models.Index(fields=["ref"], name="actions_follow_wide", condition=models.Q(wide=True))
        ]

    def __str__(self) -> str:
        return self.ref


class Notification(Personal):
    """Something happened to a thing an account follows or is a party to.

    via: what is followed, where it is not the thing itself but what that belongs to, or what it came from. why, pace: of
    the follow it is told by.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    entry = models.UUIDField()
    action = models.CharField(max_length=60)
    ref = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=60, blank=True)
    pace = models.CharField(max_length=8, choices=Pace, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("account", "entry", name="actions_notified_once")]
        indexes = [models.Index(fields=["account", "-id"], name="actions_notification_list")]

    def __str__(self) -> str:
        return f"{self.action} {self.ref}"


class KeptDraft(Personal):
    """What a person began to write in an action's form, to go on with later (see `drafts`).

    action: its code. about: the ref of what it is done to or written about, "" where that is nothing yet. office: the ref
    of the office it was written under, "" in one's own name; it stays the person's. values: field → what was sent.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=80, blank=True)
    values = models.JSONField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "action", "about", name="actions_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.about}"


class ImportRun(models.Model):
    """A staged import: validated, written in chunks under this id, visible with its closing action."""

    class State(models.TextChoices):
        STAGED = "staged", _("in progress")
        CLOSED = "closed", _("complete")

    format = models.CharField(max_length=60)
    source_sha256 = models.CharField(max_length=64)
    source_name = models.CharField(max_length=200, blank=True)
    entry = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    rows = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("format", "source_sha256", name="actions_import_once")
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.source_sha256[:12]}"


class ExternalId(models.Model):
    """Which of our things a foreign record became: makes imports idempotent."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    ref = models.CharField(max_length=80)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("source", "key", name="actions_external_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"
