"""Tables of imports by page: what an office handed in, and the file itself until it is no longer needed."""

from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.kept_images import KeptFile
from commonhall.core.models import Governed, Personal
from commonhall.people.bodies.models import Body, Office


class CaseImport(Governed):
    """A file of another system that an office has handed in. It is checked first. Once the founding period is over,
    a second body agrees to it or refuses; then it is imported.

    system: the importer's format. digest: SHA-256 of the file. body, by_office: who handed it in. decided_by: the second
    body; reasons: what it checked, or why not. approved_at: when it was settled that it is imported, refused_at: that it
    is not; ended_at: when the file was deleted here.
    """

    system = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    reasons = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of cases")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:case_import", args=[self.pk])


def _kept_at(_kept: models.Model, _name: str) -> str:
    """Where a file lies: nobody guesses it, and its name says nothing."""
    return f"imports/{secrets.token_hex(16)}"


class CaseImportFile(Personal):
    """The file, and how far its import is. Reporters may be named in it: it is never published, and it goes again.

    more: the second file some systems have. options: what the importer is told, by its keywords. report: what the
    importer said; problems: line, field and message of each fault. after_run: runs with a higher number are its own.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        FAULTY = "faulty", _("has errors")
        CHECKED = "checked", _("ready to import")
        RUNNING = "running", _("being imported")
        STOPPED = "stopped", _("stopped by a fault")
        REFUSED = "refused", _("refused by a second body")
        DONE = "done", _("imported")

    case_import = models.OneToOneField(CaseImport, on_delete=models.PROTECT, related_name="kept")
    file = KeptFile(upload_to=_kept_at, blank=True)
    more = KeptFile(upload_to=_kept_at, blank=True)
    more_name = models.CharField(max_length=200, blank=True)
    mapping = models.TextField(blank=True)
    options = models.JSONField(default=dict)
    language = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    report = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    after_run = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.case_import_id)
