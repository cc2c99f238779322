"""People named in a text are pointed out, by data for each language; office holders are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.cases.named_people.finding import named_in
from commonhall.people.residents.models import Person
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Mr Grey parks there.", "person", "Mr Grey"),
        ("Ask mrs. O'Neill about it.", "person", "mrs. O'Neill"),
        ("Robi to Pan Kowalski.", "person", "Pan Kowalski"),
        ("Widziała to pani Nowak-Lis.", "person", "pani Nowak-Lis"),
        ("王先生把车停在那里。", "person", "王先生"),
        ("Write to ada@example.org.", "email", "ada@example.org"),
        ("Call 020 7946 0958 now", "phone", "020 7946 0958"),
        ("Tel. +48 22 694 25 00", "phone", "+48 22 694 25 00"),
        ("A van AB12 CDE stands there", "plate", "AB12 CDE"),
        ("Auto WA 12345 stoi", "plate", "WA 12345"),
        ("PESEL 44051401359", "number", "44051401359"),
        ("身份证11010519491231002X", "number", "11010519491231002X"),
    ],
)
def test_what_leads_to_a_person_is_found(hall: Hall, text: str, kind: str, words: str) -> None:
    found = named_in(text)
    assert (kind, words) in [(one.kind, one.words) for one in found], found


@pytest.mark.parametrize(
    "text",
    [
        "The lamp outside number 12 has been dark since 3 May 2026.",
        "It costs 12 500 zł a year.",
        "Panel obok przystanku. Pan je zaparkował.",
        "Bus 128, every 15-20 minutes.",
        "Dom z 1998, klatka 4.",
    ],
)
def test_plain_words_are_left_alone(hall: Hall, text: str) -> None:
    assert named_in(text) == []


def test_who_holds_an_office_may_be_named(hall: Hall) -> None:
    Person.objects.filter(name="parks").update(name="Jan Kowalski")
    assert named_in("Pan Kowalski nie odpowiada.") == []
