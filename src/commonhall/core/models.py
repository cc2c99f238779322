"""Tables of core."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.ui import languages

_writing: ContextVar[bool] = ContextVar("commonhall_writing", default=False)


class OutsideTheGate(RuntimeError):
    """Code tried to change public state without an action."""


class GovernedQuerySet(models.QuerySet[Any]):
    """Reads freely; refuses bulk writes that would leave no version."""

    def _refuse(self) -> None:
        if not _writing.get():
            raise OutsideTheGate(f"{self.model.__name__} changes only through an act.")

    def update(self, **kwargs: Any) -> int:
        self._refuse()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        self._refuse()
        return super().bulk_create(*args, **kwargs)


class Governed(models.Model):
    """State that others rely on: each change is one append-only version, named by an entry.

    SEALED: fields that may hold personal data or free text. The log sees only salted commitments of
    them; their values and salts can be erased. UNVERSIONED: counters and search helpers derived from
    other state, left out of versions. IMPORTED: an import may write it row by row before the action that
    closes the import stands on the record; never what carries power.
    """

    IMPORTED: ClassVar[bool] = False
    SEALED: ClassVar[tuple[str, ...]] = ()
    UNVERSIONED: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField(default=0, editable=False)

    objects = GovernedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @classmethod
    def ref_of(cls, pk: int) -> str:
        return f"{cls._meta.label_lower}:{pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not _writing.get():
            raise OutsideTheGate(f"{type(self).__name__} changes only through an act.")
        new = self.pk is None
        # An update that finds no row fails, instead of bringing back what is gone.
        super().save(*args, **{"force_insert": new, "force_update": not new, **kwargs})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise OutsideTheGate("Public state is never deleted; an act ends or erases it.")

    def as_read(self, *, shared: bool = False) -> Self:
        """A fresh copy from the database, locked where the database can lock rows. shared: others may read it so, too;
        it only does not change meanwhile."""
        from commonhall.core.compiled_queries import by_key

        return by_key(type(self), self.pk, lock="share" if shared else "update")


def drawn_number() -> int:
    """A number that counts nothing: nine digits, drawn."""
    return 100_000_000 + secrets.randbelow(900_000_000)


class DrawnNumber(models.Model):
    """Its number is drawn, not counted: nobody learns from it how many there are. Stands before `Governed` among bases."""

    id = models.BigIntegerField(primary_key=True, default=drawn_number, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The number is there before the row is.
        if self._state.adding:
            kwargs = {"force_insert": True, "force_update": False, **kwargs}
        super().save(*args, **kwargs)

    @classmethod
    def free_number(cls) -> int:
        """A number that no other has."""
        number = drawn_number()
        while cls._base_manager.filter(pk=number).exists():
            number = drawn_number()
        return number

    @property
    def number(self) -> str:
        """The number as people read it out: "417 203 958"."""
        digits = str(self.pk)
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


class Named(models.Model):
    """Has a name in several languages: {"en": "Park Office", "zh-hans": "公园管理处"}."""

    names = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return in_language(self.names)

    def __str__(self) -> str:
        return self.name


def in_language(names: dict[str, str]) -> str:
    """The text in the language now active, else in the hall's own, else any."""
    active = get_language() or languages.own().code
    return (
        names.get(active)
        or names.get(active.split("-")[0])
        or names.get(languages.own().code)
        or next(iter(names.values()), "")
    )


class Personal(models.Model):
    """Belongs to a person: erasable, never in the record."""

    class Meta:
        abstract = True


class Derived(models.Model):
    """Recomputed from other state, or only helps to find it."""

    class Meta:
        abstract = True


class RateCount(Derived):
    """How often a bucket was used within a window; keys are keyed hashes, never addresses."""

    bucket = models.CharField(max_length=80)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("bucket", "window", name="actions_rate_once")]

    def __str__(self) -> str:
        return self.bucket


class SearchText(Derived):
    """What a thing is found by: folded words and CJK bigrams, one space between (see core.search).

    text: the words a hit shows, a line for each text. unit: the place of the thing, where it has one. day: when
    it began, in UTC, where it says so.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    tokens = models.TextField()
    text = models.TextField(default="")
    unit = models.BigIntegerField(null=True)
    day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="core_search_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class Reminder(Derived):
    """That a letter about something that will stop was written. key: what stops, on which day, how long before."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class Letter(Personal):
    """A letter to one address, kept until the mail server has taken it (see `letters`).

    message: as it is sent (RFC 5322); empty once it was sent, or some days after it failed. due_at: when it is tried next.
    error: what the server said last, without the address.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("the address does not accept letters")
        GIVEN_UP = "given_up", _("failed after three days")

    address = models.CharField(max_length=320)
    sender = models.CharField(max_length=320)
    message = models.BinaryField(default=bytes)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="core_letter_due"),
            models.Index(fields=["address"], name="core_letter_address"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class Beat(Derived):
    """When a process that runs all the time was last well; who holds what only one may do (see `beats`)."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Trouble(Derived):
    """Something that does not work just now; told_at: when those who run the hall were told."""

    kind = models.CharField(max_length=40, primary_key=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind


class Backup(Derived):
    """A backup that was made; checked_at: when it was last restored for trial and held (see `kept_backups`).

    place: the machine and the file there. digest: SHA-256 of the file.
    """

    made_at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=500)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    with_keys = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.place


class TimerRun(Derived):
    """When a timer last did its work, how long it took, and the kind of error if it failed (see `timers`)."""

    name = models.CharField(max_length=150, primary_key=True)
    at = models.DateTimeField()
    seconds = models.FloatField()
    fault = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name
