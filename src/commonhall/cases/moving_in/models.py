"""Tables of imports by page: what an office handed in, and the file itself until it is no longer needed."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Personal
from commonhall.people.bodies.models import Body, Office


class CaseImport(Governed):
    """A file of another system that an office has handed in. It is checked first; then the office imports it.

    system: the importer's format. digest: SHA-256 of the file. approved_at: when the office said that it is imported;
    ended_at: when the file was deleted here.
    """

    system = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of cases")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:case_import", args=[self.pk])


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
        DONE = "done", _("imported")

    case_import = models.OneToOneField(CaseImport, on_delete=models.PROTECT, related_name="kept")
    content = models.BinaryField()
    more = models.BinaryField(null=True)
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
