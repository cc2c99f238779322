"""Does a file of another system wait for a second body?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.moving_in import agreeing
from commonhall.cases.moving_in.models import CaseImportFile
from commonhall.core.doctor import Finding, check


@check
def imports(_today: date) -> Iterator[Finding]:
    """Checked, and nobody has agreed or refused yet."""
    waiting = CaseImportFile.objects.filter(state=CaseImportFile.State.CHECKED)
    if waiting.exists() and not agreeing.one_begins_alone():
        text = _("A file from another system waits for a second body to agree to its import.")
        yield Finding("import-waits", "note", text, reverse("cases:case_imports"))
