"""Tables of translations: what was offered, and who confirmed it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.speakers import Speaker, Spoken
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.people.residents.models import Person
from commonhall.ui import languages
from commonhall.ui.language_files import Language

# The original is in a language that no hall can have (ISO 639-2: undetermined).
OTHER = "und"


class Translation(Spoken, Governed):
    """A statement or a comment in another language, offered by a resident, an organisation or an office.

    about: ref of the original. language: its code, of a language that the hall had then; original_language: the code of
    the original's, `OTHER` for one that the software does not know. behind: the person who wrote it, also for an
    organisation or an office, so that nobody confirms their own; never shown. confirmations: by residents who did not
    write the original. confirmed_at: None while it is only offered. text: "" where moderation took it out, or it was erased.
    """

    SEALED = ("text", "person", "behind")

    about = models.CharField(max_length=80)
    language = models.CharField(_("language"), max_length=12)
    original_language = models.CharField(max_length=12)
    text = models.TextField(_("translation"), max_length=4000)
    behind = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmations = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("translation")
        indexes = [
            models.Index(fields=["about", "language", "-id"], name="translation_of"),
            models.Index(fields=["person"], name="translation_person"),
        ]

    def __str__(self) -> str:
        return f"translation {self.pk}"

    @property
    def into(self) -> Language:
        return languages.of(self.language)

    @property
    def original_tag(self) -> str:
        """The original's language for `lang`; "" where it is not known."""
        return "" if self.original_language == OTHER else languages.of(self.original_language).tag

    @property
    def by_resident(self) -> bool:
        return self.speaker == Speaker.RESIDENT

    @property
    def asked_in(self) -> Any:
        """The original."""
        return refs.thing(self.about)

    @property
    def unit_id(self) -> int | None:
        """The place of what the original was said to; None where that has none."""
        unit: int | None = getattr(getattr(self.asked_in, "asked_in", None), "unit_id", None)
        return unit

    def fits(self, original: Any) -> bool:
        """Was it made of the words that stand there now? A comment can be corrected for an hour."""
        edited_at = getattr(original, "edited_at", None)
        return edited_at is None or edited_at < self.at

    def get_absolute_url(self) -> str:
        kind, number = refs.split(self.about)
        name = "statement" if kind == "consultations.statement" else "remark"
        return reverse(f"consultations:{name}", args=[number]) + "#translations"


class Confirmation(Governed):
    """A resident says that a translation says what the original says. Public is how many do, never who."""

    SEALED = ("person",)

    translation = models.ForeignKey(
        Translation, on_delete=models.PROTECT, related_name="confirmed_by"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation of a translation")
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "person"],
                condition=~Q(person=None),
                name="translation_confirmed_once",
            )
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"

    def get_absolute_url(self) -> str:
        return self.translation.get_absolute_url()
