"""How guessing is held back where residents confirm themselves, and whom the alarm reaches."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions import registry
from commonhall.actions.guesses import Guesses
from commonhall.core import clock, letter_samples, rate_limits
from commonhall.core.jobs import job
from commonhall.people.actors import in_term, in_term_of
from commonhall.people.bodies.models import OfficeTerm
from commonhall.ui import hall, languages

LINE, IN_ALL = "people.guesses_at_one", "people.guesses_in_all"
A_DAY = 24 * 3600


def at(name: str, folded: Callable[[str], str], wrong: str) -> Guesses:
    """Guesses at what one input names, such as the number of a document or of a letter."""
    return Guesses(
        (wrong,), lambda given: f"{name}:{folded(str(given.get(name, '')))}", LINE, IN_ALL, alarm
    )


def in_all(wrong: str) -> Guesses:
    """Guesses at a code that stands for itself."""
    return Guesses((wrong,), lambda _given: "", LINE, IN_ALL, alarm)


def alarmed() -> bool:
    """Were there, within the last day, more wrong guesses than an hour may have?"""
    return rate_limits.used_up_since(IN_ALL, "", A_DAY)


def alarm() -> None:
    """Let those who confirm residents know (by the worker: who guesses must not wait for it)."""
    tell_of_guesses.enqueue()


@job()
def tell_of_guesses() -> int:
    """Write to everybody who holds an office that may confirm residents; how many letters."""
    verify = registry.actions()["people.verify_resident"]
    terms = OfficeTerm.objects.filter(in_term(clock.today())).select_related(
        "office__body", "person__account", "stands_for__person"
    )
    told = set()
    for term in terms:
        account = term.person.account
        if account is None or account.pk in told:
            continue
        if not verify.check(in_term_of(term.person, term)):
            continue
        told.add(account.pk)
        with translation.override(languages.of(account.language).code):
            _write(account.email)
    return len(told)


def _write(address: str) -> None:
    _message(address, rate_limits.most(IN_ALL)).send()


@letter_samples.sample("people.guesses", gettext_lazy("Somebody is guessing residents' codes"))
def example() -> EmailMessage:
    return _message(letter_samples.NOBODY, 200)


def _message(address: str, most: int) -> EmailMessage:
    context = {
        "site": hall.name(),
        "address": settings.SITE_URL + reverse("people:residents"),
        "most": most,
    }
    return EmailMessage(
        subject=_("%(site)s: somebody is guessing residents' codes") % context,
        body=render_to_string("people/mail/guesses.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
