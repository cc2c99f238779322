"""Cases, their answers and confirmations, categories with routing, and sources."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import ImportRun
from commonhall.cases.categories.models import Category
from commonhall.cases.sources.models import Source
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Case(Governed):
    """One matter somebody raised.

    due_on: the day the law gives for an answer; promised_on: the day the body promised.
    latitude, longitude: WGS 84 degrees, null where no point was given. run: the import it came with.
    """

    SEALED = ("title", "text", "address", "latitude", "longitude", "person", "photo")

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        COMPLAINT = "complaint", _("complaint")
        SUGGESTION = "suggestion", _("suggestion")
        QUESTION = "question", _("question")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        WORKING = "working", _("being worked on")
        PROMISED = "promised", _("answered, work promised")
        DONE = "done", _("reported done, waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed by who raised it")
        REFUSED = "refused", _("not done, says who raised it")
        CLOSED = "closed", _("reported closed")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        API = "api", _("program")
        PHONE = "phone", _("telephone")
        MOBILE = "mobile", _("mobile app")
        PAPER = "paper", _("paper")
        IMPORT = "import", _("other system")
        ALARM = "alarm", _("alarm: a floor is broken")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("short title"), max_length=160)
    text = models.TextField(_("what is the matter?"), blank=True, max_length=4000)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, verbose_name=_("category"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(_("where exactly"), max_length=200, blank=True)
    photo = models.ImageField(_("photo"), upload_to="cases/%Y/%m", blank=True)
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

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index(fields=["state", "-id"], name="cases_case_state"),
            models.Index(fields=["unit", "-id"], name="cases_case_unit"),
            models.Index(fields=["body", "-id"], name="cases_case_body"),
            models.Index(fields=["category", "-id"], name="cases_case_category"),
            models.Index(fields=["raised_at"], name="cases_case_raised"),
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
        return self.state in (
            self.State.OPEN,
            self.State.WORKING,
            self.State.PROMISED,
            self.State.REFUSED,
        )

    def days_late(self, today: date) -> int:
        """Days by which the promise, else the law's day for an answer, has been missed; 0: none."""
        if not self.waits:
            return 0
        day = self.promised_on or (self.due_on if self.state == self.State.OPEN else None)
        return max(0, (today - day).days) if day else 0

    @property
    def heading(self) -> str:
        """The title, or why there is none any more."""
        return self.title or str(_("Words erased at the wish of whoever raised this"))

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.pk])


TONES = {
    "open": "waiting",
    "working": "info",
    "promised": "info",
    "done": "warn",
    "confirmed": "good",
    "refused": "bad",
    "closed": "neutral",
}


class Answer(Governed):
    """What a body said to a case. reported: a fact brought from another system, not an action here."""

    SEALED = ("text",)

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answered")
        PASSED_ON = "passed_on", _("passed on")
        DONE = "done", _("reported done")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("answer"), blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    promised_on = models.DateField(null=True)
    at = models.DateTimeField()
    reported = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_answer_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Confirmation(Governed):
    """What whoever raised a case says of its result: solved, not solved.

    satisfied: how they were treated, where they said so; "" where they were not asked or did not say.
    """

    SEALED = ("text",)

    class Verdict(models.TextChoices):
        SOLVED = "solved", _("solved")
        NOT_SOLVED = "not_solved", _("not solved")
        REOPENED = "reopened", _("reopened")

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
