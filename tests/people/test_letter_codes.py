"""Letters with codes: printed once from the roll, each good once; neither codes nor addresses are kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import as_person
from commonhall.people.residents import actions as residents
from commonhall.people.residents import letter_actions, letter_codes
from commonhall.people.residents.models import CensusEntry, LetterCode, Verification
from commonhall.record.models import Entry
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.words import OTHER

pytestmark = pytest.mark.django_db
HEAD = "number,born,unit,name,address,postcode_and_town,language"
LINES = f"""{HEAD}
AX-17-9043,1980-05-01,north,Ada Chen,Mill Road 1,AB1 2CD Testford,
B-18,1990-12-31,,陈小明,磨坊路 2 号,,{OTHER}
"""


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def listed(lines: str = LINES) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", lines.encode())


def text(response: Any) -> str:
    streamed = getattr(response, "streaming_content", None)
    return (b"".join(streamed) if streamed else response.content).decode()


def printed(hall: Hall, lines: str = LINES, **given: Any) -> Any:
    shown = {"unit": hall.unit("root").pk, "file": listed(lines), **given}
    return signed_in(hall.clerk).post("/residents/letters/", shown)


def codes_on(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'class="paper-code">([\w-]+)<', page)
    return list(zip(found[::2], found[1::2], strict=True))


def test_each_line_gets_a_letter_in_its_language_and_the_code_confirms(hall: Hall) -> None:
    answer = printed(hall)
    assert answer["Cache-Control"] == "no-store"
    page = text(answer)
    (number, code), (other_number, other_code) = codes_on(page)
    assert "Ada Chen" in page and "AB1 2CD Testford" in page and "磨坊路 2 号" in page
    first, second = page.split('<article class="letter"')[1:]
    assert "Sign in, or create an account" in first and "陈小明" in second
    assert page.count("<svg viewBox") == 2
    client = signed_in(hall.resident)
    form = text(client.get("/me/letter/", {"letter": number, "code": code}))
    assert f'value="{number}"' in form and f'value="{code}"' in form
    given = {"letter": number.replace("-", " "), "code": code.lower()}
    assert client.post("/me/letter/", given)["Location"] == "/me/"
    seen = Verification.objects.get()
    assert (seen.method, seen.unit.code) == ("letter", "north")
    # The other's code opens only the other's letter.
    mixed = client.post("/me/letter/", {"letter": other_number, "code": code})
    assert mixed.status_code == 403
    other = signed_in(as_person(person("other")))
    assert other.post("/me/letter/", {"letter": number, "code": code}).status_code == 403, "used"
    right = other.post("/me/letter/", {"letter": other_number, "code": other_code})
    assert right["Location"] == "/me/"


def test_neither_codes_nor_names_nor_addresses_are_kept(hall: Hall) -> None:
    page = text(printed(hall))
    secret = [code for pair in codes_on(page) for code in pair[1:]]
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        for word in (
            "Ada Chen",
            "Mill Road",
            "AB1 2CD",
            "陈小明",
            "AX-17-9043",
            *secret,
        ):
            assert word not in held and word.replace("-", "") not in held, (table, word)
    body = Entry.objects.get(action="people.write_letters").body
    assert '"letters":2' in body and '"lines":2' in body


def test_a_line_serves_one_person_by_letter_or_by_number(hall: Hall) -> None:
    (number, code), _other = codes_on(text(printed(hall)))
    residents.verify_by_census.perform(hall.resident, number="AX-17-9043", born=date(1980, 5, 1))
    other = as_person(person("other"))
    with pytest.raises(Refused):
        letter_actions.verify_by_letter.perform(other, letter=number, code=code)
    # Whoever it confirmed renews with it.
    letter_actions.verify_by_letter.perform(hall.resident, letter=number, code=code)
    assert Verification.objects.count() == 2


def test_a_new_letter_ends_the_earlier_and_who_is_confirmed_is_left_out(hall: Hall) -> None:
    (number, code), _other = codes_on(text(printed(hall)))
    (new_number, new_code), _other = codes_on(text(printed(hall)))
    with pytest.raises(Refused):
        letter_actions.verify_by_letter.perform(hall.resident, letter=number, code=code)
    letter_actions.verify_by_letter.perform(hall.resident, letter=new_number, code=new_code)
    page = text(printed(hall))
    assert "Ada Chen" not in page and "1 person was left out" in page
    assert len(codes_on(text(printed(hall, everybody="on")))) == 2
    assert CensusEntry.objects.count() == 2


def test_a_letter_ends(hall: Hall) -> None:
    day = clock.today() + timedelta(days=10)
    (number, code), _other = codes_on(text(printed(hall, ends=day.isoformat())))
    assert {one.ends for one in LetterCode.objects.all()} == {day}
    LetterCode.objects.update(ends=clock.today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        letter_actions.verify_by_letter.perform(hall.resident, letter=number, code=code)
    assert refused.value.code == "unknown-code"


def test_the_same_page_sent_twice_prints_nothing_and_ends_nothing(hall: Hall) -> None:
    (number, code), _other = codes_on(text(printed(hall, once="one")))
    again = text(printed(hall, once="one"))
    assert "already been shown" in again and codes_on(again) == []
    letter_actions.verify_by_letter.perform(hall.resident, letter=number, code=code)


def test_a_list_is_checked_first_and_leaves_nothing(hall: Hall) -> None:
    page = text(printed(hall, dry_run="on"))
    assert "Letters: 2" in page and codes_on(page) == []
    assert not CensusEntry.objects.exists() and not LetterCode.objects.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("number,born,name\nA-1,1980-05-01,Ada\n", "Line 1 must have these columns too: address"),
        (f"{HEAD}\nA-1,1980-05-01,,Ada,,,\n", "Line 2: the column address is blank"),
        (f"{HEAD}\nA-1,1980-05-01,mars,Ada,Road,,\n", "Line 2: its unit"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(hall: Hall, lines: str, said: str) -> None:
    answer = printed(hall, lines)
    assert answer.status_code == 400 and said in text(answer)
    assert not CensusEntry.objects.exists() and not LetterCode.objects.exists()


def test_a_batch_is_not_endless(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_codes, "MOST", 1)
    with pytest.raises(BadInput) as wrong:
        letter_actions.write_letters.perform(hall.clerk, unit=hall.unit("root"), file=listed())
    assert "up to 1 letters" in str(wrong.value.message)


def test_letters_are_for_who_confirms_residents_and_for_no_program(hall: Hall) -> None:
    shown = {"unit": hall.unit("root").pk, "file": listed()}
    assert signed_in(hall.parks).post("/residents/letters/", shown).status_code == 403
    assert by_key(hall.clerk, "/residents/write-letters", {}).status_code == 404
    assert not LetterCode.objects.exists()
    assert "/residents/letters/" in text(signed_in(hall.clerk).get("/residents/"))
    assert "/residents/letters/" not in text(signed_in(hall.parks).get("/residents/"))


def test_guesses_at_one_letter_are_counted_whoever_guesses(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"people.guesses_at_one": "2/d"}
    (number, code), (other_number, other_code) = codes_on(text(printed(hall)))
    for name in ("a", "b"):
        wrong = {"letter": number, "code": "K7QF-2M9T-XP"}
        assert signed_in(as_person(person(name))).post("/me/letter/", wrong).status_code == 403
    client = signed_in(hall.resident)
    closed = client.post("/me/letter/", {"letter": number, "code": code})
    assert closed.status_code == 403 and "too many wrong" in text(closed)
    # Other letters are open.
    right = client.post("/me/letter/", {"letter": other_number, "code": other_code})
    assert right["Location"] == "/me/"


def test_a_person_of_two_lines_is_no_fault(hall: Hall) -> None:
    """Somebody who moved stands on the roll twice."""
    for number, code in codes_on(text(printed(hall))):
        letter_actions.verify_by_letter.perform(hall.resident, letter=number, code=code)
    assert CensusEntry.objects.filter(used_by=hall.resident.person).count() == 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_letters_in_a_browser_and_on_paper(
    hall: Hall, open_page: OpenPage, width: int, tmp_path: Path
) -> None:
    page = open_page("/residents/letters/", client=signed_in(hall.clerk), width=width)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"letters-form-{width}")
    page.select_option("select[name=unit]", str(hall.unit("root").pk))
    page.set_input_files(
        "input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": LINES.encode()}
    )
    page.click("main form button")
    page.wait_for_selector(".letter")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"letters-{width}")
    page.emulate_media(media="print")
    assert (
        page.locator(".site-header").is_hidden() and page.locator(".screen-only").first.is_hidden()
    )
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2, "one letter a sheet"
