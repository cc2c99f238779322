"""Sign-in and its letters speak as the rest does: plain words in sentence case, for what allauth and Django say."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from commonhall.ui.language_files import REWORDED
from tests.kit import found_hall
from tests.people.test_sign_in import account
from tests.words import SOURCE

OURS = polib.pofile(str(REWORDED / SOURCE / "LC_MESSAGES" / "django.po"))
THEIRS = [
    entry
    for package in (allauth.__path__[0] + "/locale", django.__path__[0] + "/conf/locale")
    for entry in polib.pofile(str(Path(package) / SOURCE / "LC_MESSAGES" / "django.po"))
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
TITLE_CASE = re.compile(r"[A-Z][\w-]*(?: \w{1,3})* [A-Z][a-z][\w-]*[?!]?")
# What a visitor may meet; not what only programmers and administrators of allauth see.
SHOWN = re.compile(
    r"templates/(?:account|mfa|socialaccount|usersessions)/|(?:account|mfa)/\S*forms\.py"
)


def test_every_string_is_one_of_theirs_and_keeps_its_placeholders() -> None:
    known = {entry.msgid for entry in THEIRS}
    for entry in OURS:
        assert entry.msgid in known, f"{entry.msgid!r} is said no more"
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not said or set(PLACEHOLDER.findall(said)) == wanted, entry.msgid


def test_nothing_shown_is_in_title_case() -> None:
    with translation.override(SOURCE):
        left = [
            entry.msgid
            for entry in THEIRS
            if any(SHOWN.search(place) for place, _line in entry.occurrences)
            and TITLE_CASE.fullmatch(translation.gettext(entry.msgid))
        ]
    assert left == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "login/code"])
def test_a_page_of_sign_in_has_one_heading_in_sentence_case(home: Path, path: str) -> None:
    found_hall()
    page = Client().get(f"/account/{path}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    (heading,) = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", main, re.DOTALL)
    assert heading in {
        "Sign in",
        "Create an account",
        "Reset your password",
        "Send me a sign-in code",
    }
    assert "Email" not in re.sub(r"<[^>]*>", "", main), "e-mail, as everywhere here"


@pytest.mark.django_db
def test_the_letter_with_a_code_says_what_it_is(home: Path) -> None:
    found_hall()
    Client().post("/account/login/code/", {"email": account().email})
    (letter,) = mail.outbox
    assert letter.subject == "Your sign-in code"
    assert "Enter this code in your open browser window to sign in:" in letter.body
