"""Tables of incoming mail: which messages were seen, and what waits until its sender confirms it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import Personal


class IncomingMail(Personal):
    """That a message was seen. key: a hash of its sender and Message-ID, so that it acts once."""

    class Became(models.TextChoices):
        NOTHING = "", _("not processed yet")
        DRAFT = "draft", _("a case, once its sender confirms it")
        WORD = "word", _("a message from the person who raised a case")
        UNUSABLE = "unusable", _("a message that came too late, or with nothing to reply to")
        AUTOMATIC = "automatic", _("ignored: sent by a machine")
        BOUNCE = "bounce", _("a letter that was returned")
        TOO_MANY = "too_many", _("ignored: too many from one address")

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    became = models.CharField(max_length=10, choices=Became, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_incoming_at")]

    def __str__(self) -> str:
        return self.became


class MailDraft(Personal):
    """What somebody wrote to the hall. It is no case before whoever reads mail at the address confirms it.

    mail: the message; null: it was written on the page, which also gave `given`, what else the form asks; once: by
    which the same form sent twice is kept once.
    left_out: attachments that were no photo we can read, or too many. case: what it became; then address and
    words are empty, and the photos are the case's.
    """

    mail = models.OneToOneField(IncomingMail, on_delete=models.CASCADE, null=True)
    given = models.JSONField(default=dict, blank=True)
    once = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    address = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    left_out = models.PositiveSmallIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="cases_draft_at"),
            models.Index(fields=["address"], name="cases_draft_address"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftPhoto(Personal):
    """A photo that came with it, cleaned of hidden data."""

    draft = models.ForeignKey(MailDraft, on_delete=models.CASCADE, related_name="photos")
    image = models.ImageField(upload_to="cases/mail/%Y/%m")
    words = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"photo of draft {self.draft_id}"
