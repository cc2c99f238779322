"""Tables of plan books: the book, its parts, indicators and their values, amendments and support, editions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.speakers import Spoken
from commonhall.core.models import Governed, Named
from commonhall.delivery.period_books import PeriodBook
from commonhall.people.residents.models import Person


class Book(PeriodBook):
    """The plan of a place for a period, made of parts; people propose amendments to the draft.

    answer_by: the day by which each is answered, as the law stood when the consultation opened.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONSULTED = "consulted", _("in consultation")
        ADOPTED = "adopted", _("adopted")

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    answer_by = models.DateField(null=True)

    class Meta:
        verbose_name = _("plan book")

    @property
    def tone(self) -> str:
        if self.ended_on is not None:
            return "neutral"
        return {"consulted": "info", "adopted": "good"}.get(self.state, "waiting")

    @property
    def standing(self) -> Any:
        """Its state in words."""
        return _("given up") if self.ended_on is not None else self.State(self.state).label

    def takes_amendments(self, today: date) -> bool:
        """Can people propose amendments today?"""
        last = self.consult_until
        open_now = self.state == self.State.CONSULTED and self.ended_on is None
        return open_now and last is not None and today <= last

    def get_absolute_url(self) -> str:
        return reverse("delivery:plan_book", args=[self.pk])


class BookPart(Governed):
    """One part of a book, in order. A removed part keeps its place, so that its amendments stay readable."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        GOAL = "goal", _("goal")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    title = models.CharField(_("heading"), max_length=160)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("part of a plan book")
        indexes = [models.Index(fields=["book", "place"], name="book_part_order")]

    def __str__(self) -> str:
        return f"{self.place}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:book_part", args=[self.pk])


class BookIndicator(Named, Governed):
    """What a part wants to move: from a value on a day to a value on a day.

    measure: the unit of its values, such as "homes" or "%". measured_by: ref of the series or minimum standard
    whose values are its own; "" where the body reports them. dropped: taken out before an adoption.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="indicators")
    part = models.ForeignKey(BookPart, on_delete=models.PROTECT, related_name="indicators")
    measure = models.CharField(_("unit"), max_length=40)
    baseline = models.DecimalField(max_digits=16, decimal_places=2)
    baseline_on = models.DateField()
    target = models.DecimalField(max_digits=16, decimal_places=2)
    target_on = models.DateField()
    measured_by = models.CharField(max_length=80, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("indicator of a plan book")

    def get_absolute_url(self) -> str:
        return f"{reverse('delivery:book_progress', args=[self.book_id])}#i{self.pk}"


class BookValue(Governed):
    """A value of an indicator on a day, with where anybody can check it."""

    indicator = models.ForeignKey(BookIndicator, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=16, decimal_places=2)
    on = models.DateField()
    source = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["indicator", "-on"], name="book_value_newest")]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"


class BookAmendment(Spoken, Governed):
    """Other words for a part, or a new part. before_title, before: what stood there.

    part: null while a new part is only proposed; kind: of a new part, "" where one that stands is changed; after: the
    part that a new one follows, null for the end. removes: does it take the part out? due_on: the day by which it is answered; None where the law sets none.
    round: the edition it was meant for. moderated: was anything of it hidden?
    """

    SEALED = ("title", "text", "reason", "person")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        TAKEN_UP = "taken_up", _("taken up")
        REFUSED = "refused", _("not taken up")
        WITHDRAWN = "withdrawn", _("withdrawn")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="amendments")
    part = models.ForeignKey(
        BookPart, on_delete=models.PROTECT, null=True, related_name="amendments"
    )
    kind = models.CharField(max_length=6, choices=BookPart.Kind, blank=True)
    after = models.ForeignKey(BookPart, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("heading"), max_length=160, blank=True)
    text = models.TextField(_("new text"), max_length=20_000, blank=True)
    removes = models.BooleanField(default=False)
    before_title = models.CharField(max_length=160, blank=True)
    before = models.TextField(blank=True)
    reason = models.TextField(_("why"), max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField(null=True)
    answer = models.TextField(_("why"), max_length=4000, blank=True)
    answered_on = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    moderated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("amendment to a plan book")
        indexes = [models.Index(fields=["part", "state"], name="book_amendment_part")]

    def __str__(self) -> str:
        return self.heading

    @property
    def adds(self) -> bool:
        """Does it propose a new part?"""
        return bool(self.kind)

    @property
    def heading(self) -> str:
        if self.part is None or self.adds:
            return gettext("Amendment %(number)d: a new part") % {"number": self.pk}
        return gettext("Amendment %(number)d to part %(part)d: %(title)s") % {
            "number": self.pk,
            "part": self.part.place,
            "title": self.before_title,
        }

    @property
    def words(self) -> str:
        """The new words under their heading, as they are compared."""
        return "" if self.removes else whole(self.title, self.text)

    @property
    def words_before(self) -> str:
        return whole(self.before_title, self.before)

    @property
    def gone(self) -> bool:
        """Are there no words of it any more: hidden, or erased?"""
        return not self.reason

    @property
    def tone(self) -> str:
        return {"open": "waiting", "taken_up": "good", "refused": "bad"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("delivery:book_amendment", args=[self.pk])


def whole(title: str, text: str) -> str:
    """A part as one text: its heading, an empty line, its words."""
    return f"{title}\n\n{text}".strip()


class BookSupport(Governed):
    """A resident supports an amendment. Public is how many do, never who."""

    SEALED = ("person",)

    amendment = models.ForeignKey(BookAmendment, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("support for an amendment")
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "person"],
                condition=Q(taken_back_on=None) & ~Q(person=None),
                name="book_supported_once",
            )
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"

    def get_absolute_url(self) -> str:
        return self.amendment.get_absolute_url()


class BookEdition(Governed):
    """A book as it was adopted: never changed afterwards.

    content: the parts with their indicators, as canonical JSON; digest: its SHA-256, which stands on the record.
    about: ref of the motion by which it was adopted; "" where no motion was needed. set_aside_on: a review undid it.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    about = models.CharField(max_length=80, blank=True)
    adopted_on = models.DateField()
    set_aside_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("edition of a plan book")
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="book_edition_once")]

    def __str__(self) -> str:
        return gettext("%(book)s, edition %(number)d") % {
            "book": self.book.name,
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        return reverse("delivery:book_edition", args=[self.book_id, self.number])
