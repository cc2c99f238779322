"""Cases, their answers and confirmations, categories with routing, and sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import ImportRun
from commonhall.cases.categories.models import Category
from commonhall.cases.sources.models import Source
from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

# The day of a case that waits without one.
NO_DAY = date(9999, 12, 31)


class NextDay(models.DateField):  # type: ignore[type-arg]
    """The day of `Case.next_day`, written whenever a case is saved, also in bulk."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        day = model_instance.next_day() if isinstance(model_instance, Case) else None
        setattr(model_instance, self.attname, day)
        return day


class Case(Governed):
    """One matter somebody raised.

    due_on: the day the law gives for an answer; promised_on: the day the body promised or planned; again_on:
    the law's day for another answer, once the case was sent back or reopened. next_on: the day the body must
    keep next (null: it need not act). assigned: the office that works on it. before: the state while the body
    waits for somebody else. asked_on, asked_until: when the raiser was asked, and until when that stops the
    answering clock; stopped: by how many days it moved due_on. disputed_to: the body to which it was passed on
    a third time; who answers is then settled by an arbiter, and binds (settled). main: the case it is joined
    with, because it is the same matter. missed_on: the day last put on the record as missed. taken_by: the office that took it in for whoever raised it; receipt: the
    code on their receipt, which no page but that shows.
    photo_words: what the photo shows, for those who cannot see it. moderated: was anything of it hidden by moderation?
    confidential: its words are for the body, its reviewer and whoever raised it; `unit` is then the whole territory,
    and exact_unit the place. extra: answers to the category's questions, by the question's code. corrected: did its raiser change the words? too_here, too_elsewhere: how many
    confirmed residents who live there, or elsewhere, say that it concerns them, too.
    latitude, longitude: WGS 84 degrees, null where no point was given. run: the import it came with.
    """

    IMPORTED = True
    SEALED = (
        "title",
        "text",
        "address",
        "latitude",
        "longitude",
        "person",
        "photo",
        "photo_words",
        "receipt",
        "exact_unit",
        "extra",
    )
    UNVERSIONED = ("next_on", "too_here", "too_elsewhere")

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        COMPLAINT = "complaint", _("complaint")
        SUGGESTION = "suggestion", _("suggestion")
        QUESTION = "question", _("question")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        WORKING = "working", _("being worked on")
        ANSWERED = "answered", _("answered")
        PROMISED = "promised", _("answered, work promised")
        PLANNED = "planned", _("planned for a day")
        ASKED = "asked", _("waiting for a reply to a question")
        OUTSIDE = "outside", _("with an outside party")
        PARTLY = "partly", _("partly done")
        CANNOT = "cannot", _("cannot be done")
        DONE = "done", _("reported done, waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed by the person who raised it")
        REFUSED = "refused", _("not done, according to the person who raised it")
        CLOSED = "closed", _("reported closed")
        WITHDRAWN = "withdrawn", _("withdrawn by the person who raised it")

    class Priority(models.TextChoices):
        LOW = "low", _("low")
        NORMAL = "normal", _("normal")
        HIGH = "high", _("high")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        API = "api", _("program")
        PHONE = "phone", _("telephone")
        MOBILE = "mobile", _("mobile app")
        PAPER = "paper", _("paper")
        COUNTER = "counter", _("counter")
        LETTER = "letter", _("letter")
        MAIL = "mail", _("e-mail")
        IMPORT = "import", _("other system")
        ALARM = "alarm", _("alarm: a minimum standard is not met")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("short title"), max_length=160)
    text = models.TextField(_("what is the matter?"), blank=True, max_length=4000)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, verbose_name=_("category"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(_("where exactly"), max_length=200, blank=True)
    photo = KeptImage(_("photo"), upload_to="cases/%Y/%m", blank=True)
    photo_words = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="cases")
    raised_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    reported = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True)
    priority = models.CharField(
        _("priority"), max_length=6, choices=Priority, default=Priority.NORMAL
    )
    assigned = models.ForeignKey(Office, on_delete=models.PROTECT, null=True)
    before = models.CharField(max_length=10, choices=State, blank=True)
    again_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    asked_until = models.DateField(null=True)
    stopped = models.PositiveSmallIntegerField(default=0)
    disputed_to = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    settled = models.BooleanField(default=False)
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="voices")
    missed_on = models.DateField(null=True)
    taken_by = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.CharField(max_length=20, blank=True)
    moderated = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    exact_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    extra = models.JSONField(default=dict, blank=True, null=True)
    corrected = models.BooleanField(default=False)
    too_here = models.PositiveIntegerField(default=0, editable=False)
    too_elsewhere = models.PositiveIntegerField(default=0, editable=False)
    next_on = NextDay(null=True, editable=False)

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index(fields=["state", "-id"], name="cases_case_state"),
            models.Index(fields=["unit", "-id"], name="cases_case_unit"),
            models.Index(fields=["body", "-id"], name="cases_case_body"),
            models.Index(fields=["body", "next_on", "id"], name="cases_case_desk"),
            models.Index(fields=["body", "state"], name="cases_case_body_state"),
            models.Index(fields=["category", "-id"], name="cases_case_category"),
            models.Index(fields=["raised_at"], name="cases_case_raised"),
            models.Index(fields=["latitude"], name="cases_case_latitude"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return TONES[self.state]

    @property
    def waits(self) -> bool:
        """Is it with the body, not done yet?"""
        return self.state in WAITING

    @property
    def owes_answer(self) -> bool:
        """Has the body still to say anything that answers it?"""
        state = self.before if self.state in ELSEWHERE else self.state
        return state == self.State.OPEN

    @property
    def answer_by(self) -> date | None:
        """The law's day for an answer: the first, or the one after it was sent back."""
        return self.again_on or self.due_on

    def next_day(self) -> date | None:
        """The day the body must keep next: the law's for another answer, its promise, the law's for the
        first answer. None where nothing waits with it, `NO_DAY` where something waits without a day."""
        if not self.waits:
            return None
        due = self.due_on if self.owes_answer else None
        return self.again_on or self.promised_on or due or NO_DAY

    def days_late(self, today: date) -> int:
        """Days by which the day it must keep next has been missed; 0: none."""
        day = self.next_day()
        return max(0, (today - day).days) if day else 0

    @property
    def is_private(self) -> bool:
        """Are its words only for the body, its reviewer and whoever raised it?"""
        return self.confidential or self.state == self.State.WITHDRAWN

    @property
    def heading(self) -> str:
        """What everybody may read as its title."""
        if self.state == self.State.WITHDRAWN:
            return gettext("Withdrawn case %(number)d") % {"number": self.pk}
        if self.confidential:
            return gettext("Confidential case %(number)d") % {"number": self.pk}
        return self.own_heading

    @property
    def own_heading(self) -> str:
        """The title, or why there is none any more; for pages of those who may read the case."""
        if self.title:
            return self.title
        if self.moderated:
            return str(_("Hidden by moderation"))
        return str(_("Text erased at the request of the person who raised this"))

    @property
    def too(self) -> int:
        """How many confirmed residents say that it concerns them, too."""
        return self.too_here + self.too_elsewhere

    @property
    def place(self) -> Unit:
        """Where it really is; for those who may read the case."""
        return self.exact_unit or self.unit

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.pk])


# With the body, not done yet.
WAITING = (
    Case.State.OPEN,
    Case.State.WORKING,
    Case.State.ANSWERED,
    Case.State.PROMISED,
    Case.State.PLANNED,
    Case.State.ASKED,
    Case.State.OUTSIDE,
    Case.State.PARTLY,
    Case.State.REFUSED,
)
# The body waits for somebody else and stays responsible; `before` says how it stood.
ELSEWHERE = (Case.State.ASKED, Case.State.OUTSIDE)
TONES = {
    "open": "waiting",
    "working": "info",
    "answered": "info",
    "promised": "info",
    "planned": "info",
    "asked": "waiting",
    "outside": "waiting",
    "partly": "warn",
    "cannot": "neutral",
    "done": "warn",
    "confirmed": "good",
    "refused": "bad",
    "closed": "neutral",
    "withdrawn": "neutral",
}


def unmarked() -> Q:
    """Cases of which the day to keep now is not on the record as missed."""
    return Q(missed_on=None) | ~Q(missed_on=models.F("next_on"))


def late(today: date) -> Q:
    """Cases that wait with a body past the day it had to keep; the same as `Case.days_late`."""
    return Q(next_on__lt=today)


class Answer(Governed):
    """What a body said to a case. reported: a fact brought from another system, not an action here.

    decided_by: who settled which body answers. party, contact: to whom outside the hall it was sent; the
    contact is shown to the office alone.
    """

    IMPORTED = True
    SEALED = ("text", "party", "contact")

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answered")
        PLANNED = "planned", _("planned for a day")
        PARTLY = "partly", _("partly done")
        CANNOT = "cannot", _("cannot be done")
        ASKED = "asked", _("asked the person who raised it")
        OUTSIDE = "outside", _("sent to an outside party")
        PASSED_ON = "passed_on", _("passed on")
        DISPUTED = "disputed", _("asked who should answer")
        SETTLED = "settled", _("decided who answers")
        JOINED = "joined", _("joined with the same matter")
        PARTED = "parted", _("separated from another case")
        DONE = "done", _("reported done")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("answer"), blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True)
    at = models.DateTimeField()
    reported = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_answer_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Confirmation(Governed):
    """What whoever raised a case says: of its result, or to a question of the body.

    satisfied: how they were treated, where they said so; "" where they were not asked or did not say.
    """

    SEALED = ("text",)

    class Verdict(models.TextChoices):
        SOLVED = "solved", _("solved")
        NOT_SOLVED = "not_solved", _("not solved")
        REOPENED = "reopened", _("reopened")
        REPLIED = "replied", _("replied to the question")
        CONTESTED = "contested", _("contested the question")
        PARTED = "parted", _("not the same matter")

    class Satisfied(models.TextChoices):
        YES = "yes", _("satisfied")
        MOSTLY = "mostly", _("mostly satisfied")
        NO = "no", _("not satisfied")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="confirmations")
    verdict = models.CharField(max_length=10, choices=Verdict)
    satisfied = models.CharField(max_length=8, choices=Satisfied, blank=True)
    text = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_confirmation_at")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.case_id}"
