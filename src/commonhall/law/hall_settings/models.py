"""The hall's own settings, as one row."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed


def weekend() -> list[int]:
    """Where nothing else was said: Saturday and Sunday."""
    return [6, 7]


class TellResidents(models.TextChoices):
    """How residents hear that those of their place are asked about something."""

    NO = "no", _("not at all: only people who follow the place or the matter are told")
    HERE = "here", _("on this site, when they sign in")
    LETTER = "letter", _("on this site and in one letter a day with everything they are asked")


class HallSettings(Governed):
    """What the hall has settled for itself; what is empty is left to the environment.

    languages: codes of the languages it is kept in, its own first. names: language → the place's name.
    time_zone: IANA name. currency: ISO 4217. colour: of its buttons and links, "#14594a". rest_days: days of
    the week on which nobody works (1: Monday). holidays: {"2026-12-25": "Christmas Day"}. logo, icon: small PNG
    pictures, written in Base64 (`logos`); logo_alt: language → what the logo shows. letter_greeting,
    letter_closing: language → how every letter begins and ends. tell_residents: how residents hear of what they
    are asked. witnesses: those who cosign the record, [{"key": verifier key, "url": where it is asked, or ""}];
    witnesses_needed: how many of them must.
    """

    languages = models.JSONField(default=list)
    names = models.JSONField(default=dict)
    time_zone = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    logo = models.TextField(blank=True)
    icon = models.TextField(blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    logo_alt = models.JSONField(default=dict)
    rest_days = models.JSONField(default=weekend)
    holidays = models.JSONField(default=dict)
    letter_greeting = models.JSONField(default=dict)
    letter_closing = models.JSONField(default=dict)
    tell_residents = models.CharField(
        max_length=8, choices=TellResidents, default=TellResidents.HERE
    )
    witnesses = models.JSONField(default=list)
    witnesses_needed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("settings of the hall")


class HallPage(Governed):
    """A page of the hall's own at the foot of every page: whom to ask, what is kept of people, who publishes it."""

    class Code(models.TextChoices):
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        IMPRINT = "imprint", _("Imprint")

    code = models.CharField(max_length=20, choices=Code, unique=True)
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("page about the hall")

    def __str__(self) -> str:
        return str(self.get_code_display())

    def get_absolute_url(self) -> str:
        return reverse("pages:hall_page", args=[self.code])
