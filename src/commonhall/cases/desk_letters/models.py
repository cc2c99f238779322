"""Tables of letters to office holders: how each wants them, and what each is still to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import Personal


class DeskLetters(Personal):
    """How somebody wants to hear of what waits at their desk. Without a row: once a day."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("At once, a letter each time")
        DAILY = "daily", _("One letter a day with everything")
        NONE = "none", _("No letters")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    how = models.CharField(max_length=8, choices=How, default=How.DAILY)

    def __str__(self) -> str:
        return self.how


class DeskNotice(Personal):
    """Something about a case that a holder of an office is told. key: makes telling it twice harmless."""

    class What(models.TextChoices):
        LATE = "late", _("Late")
        TOMORROW = "tomorrow", _("Due tomorrow")
        BACK = "back", _("Not solved, according to the person who raised it")
        REPLIED = "replied", _("Reply received")
        DISPUTED = "disputed", _("Decide who answers")
        PASSED_ON = "passed_on", _("Passed on to you")
        NEW = "new", _("New")
        EVIDENCE = "evidence", _("Evidence from others")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    key = models.CharField(max_length=60)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("account", "key", name="cases_desk_notice_once")]
        indexes = [models.Index(fields=["mailed_at"], name="cases_desk_notice_due")]

    def __str__(self) -> str:
        return f"{self.what} {self.case_id}"
