"""What people write, from the form to pages, feeds and letters: counted as they count, read in its own direction,
kept when the session ends, never a danger to what others read."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory
from PIL import Image

import commonhall
from commonhall.actions.inputs.objects import JsonObject
from commonhall.actions.inputs.wording import Rewording
from commonhall.actions.models import Follow
from commonhall.cases.cases.models import Case
from commonhall.core import feeds, photos
from commonhall.core.export_formats import formats
from commonhall.core.exports import Column
from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from commonhall.ui import unsent
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "the canal is long and calm"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def values(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "kind": "complaint",
        "title": "The lamp is dark",
        "text": "",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **given,
    }


def raised(hall: Hall, **given: Any) -> Case:
    answer = signed_in("resident").post("/cases/raise/", values(hall, **given))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Case.objects.latest("pk")


def test_a_browsers_line_ends_count_as_one_sign(hall: Hall) -> None:
    text = "\n".join(["x" * 99] * 40)
    case = raised(hall, text=text.replace("\n", "\r\n") + "y")
    assert len(text) + 1 == 4000 and case.text == text + "y"
    assert (
        signed_in("resident").post("/cases/raise/", values(hall, text=text + "yz")).status_code
        == 400
    )


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\r", "\u2028", "\x85"])
def test_ends_of_lines_of_word_processors_are_ends_of_lines(hall: Hall, sign: str) -> None:
    case = raised(hall, title=f"The{sign}lamp", text=f"One{sign}two")
    assert (case.title, case.text) == ("The lamp", "One\ntwo")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x9f", "\ufffe"])
def test_signs_that_nothing_can_show_are_left_out(hall: Hall, sign: str) -> None:
    case = raised(hall, title=f"The {sign}lamp", text=f"A{sign}B")
    assert (case.title, case.text) == ("The lamp", "AB")


def test_a_feed_stays_readable_whatever_is_stored(hall: Hall) -> None:
    at = hall.raise_case().raised_at
    item = feeds.Item("a\x0bb\x01", "/cases/1/", at, "c\x00\ud7ff\x0cd", None, ("e\x1f",))
    answer = feeds.atom(RequestFactory().get("/"), "t\x02", "/", [item])
    entry = ET.fromstring(answer.content).find("{*}entry")
    assert entry is not None and entry.findtext("{*}title") == "a\nb"
    assert entry.findtext("{*}summary") == "c\ud7ff\nd"


def test_what_people_wrote_is_read_in_its_own_direction(hall: Hall) -> None:
    case = raised(hall, title="המנורה בכיכר 5 שבורה.", text="الضوء لا يعمل.\n\nSecond part.")
    page = Client().get(f"/cases/{case.pk}/").content.decode()
    assert re.search(r'<h1 dir="auto">\s*המנורה', page)
    assert '<p dir="auto">الضوء' in page and '<p dir="auto">Second' in page
    listed = Client().get("/cases/").content.decode()
    assert re.search(r'class="item-title" dir="auto">\s*<a[^>]*>המנורה', listed)
    form = signed_in("resident").get("/cases/raise/").content.decode()
    for name in ("title", "text", "address"):
        assert re.search(rf'<(input|textarea)[^>]*name="{name}"[^>]*dir="auto"', form), name


def transparent(mode: str) -> io.BytesIO:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (10, 10, 20, 20))
    out = io.BytesIO()
    if mode == "P":
        flat = Image.new("P", (40, 40), 0)
        flat.putpalette([0, 0, 0, 0, 0, 0] + [255] * 762)
        flat.paste(1, (10, 10, 20, 20))
        flat.save(out, "PNG", transparency=0)
    else:
        picture.convert(mode).save(out, "PNG")
    out.seek(0)
    return out


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_transparent_picture_is_drawn_on_white(mode: str) -> None:
    shown = Image.open(photos.clean(transparent(mode)))  # type: ignore[arg-type]
    assert min(shown.getpixel((2, 2))) > 240 and max(shown.getpixel((15, 15))) < 30  # type: ignore[arg-type,type-var]


def test_a_table_opens_in_a_spreadsheet_with_its_own_letters() -> None:
    rows = [{"name": "街灯坏了 é"}]
    made = b"".join(formats()["csv"].pieces((Column("name", "text", "A name"),), rows))
    assert made.startswith(b"\xef\xbb\xbf") and made.decode("utf-8-sig") == "name\r\n街灯坏了 é\r\n"


def test_following_twice_is_following(hall: Hall) -> None:
    case, client = hall.raise_case(by=hall.resident), signed_in("clerk")
    for _click in range(2):
        client.post("/me/follow/", {"ref": case.ref, "next": "/"})
    mine = Follow.objects.filter(ref=case.ref, account=client.session["_auth_user_id"])
    assert mine.count() == 1
    for _click in range(2):
        client.post("/me/follow/", {"ref": case.ref, "next": "/", "stop": "1"})
    assert not mine.exists()


def signs_in(client: Client, address: str = "/account/login/") -> None:
    account = Account.objects.get(email="resident@example.org")
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    client.post(address, {"login": account.email, "password": PASSWORD})


# --- the session ended while somebody wrote -------------------------------------------------------
def test_what_was_written_waits_for_who_signs_in_again(hall: Hall) -> None:
    client = Client()
    answer = client.post("/cases/raise/", values(hall, title="Dark since Monday", text="All of it"))
    assert answer.status_code == 302 and "/account/login/" in answer["Location"]
    assert not Case.objects.exists()
    signs_in(client, answer["Location"])
    page = client.get("/cases/raise/").content.decode()
    assert "Dark since Monday" in page and "All of it" in page
    assert "What you wrote is still here" in page and "error-summary" not in page
    # Once: the next time the form is empty.
    assert "Dark since Monday" not in client.get("/cases/raise/").content.decode()


def test_nothing_secret_waits(hall: Hall) -> None:
    client = Client()
    client.post("/me/verify/", {"number": "H-1", "born": "1980-01-01"})
    assert unsent.KEY not in client.session
    client.post("/cases/raise/", values(hall, second_factor="123456", password="x"))
    assert not {"second_factor", "password"} & set(client.session[unsent.KEY]["values"])
    client.post("/cases/raise/", values(hall, text="x" * unsent.LONGEST))
    assert "text" not in client.session[unsent.KEY]["values"] or (
        len(client.session[unsent.KEY]["values"]["text"][0]) < unsent.LONGEST
    )


def test_what_waited_too_long_is_gone(hall: Hall) -> None:
    client = Client()
    client.post("/cases/raise/", values(hall, title="Dark since Monday"))
    session = client.session
    session[unsent.KEY] = {**session[unsent.KEY], "at": 0}
    session.save()
    signs_in(client)
    assert "Dark since Monday" not in client.get("/cases/raise/").content.decode()


def test_too_many_tries_are_told_on_a_page_of_the_hall(hall: Hall, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    answers = [
        client.post("/account/password/reset/", {"email": "resident@example.org"})
        for _try in range(3)
    ]
    assert answers[-1].status_code == 429 and answers[-1]["Retry-After"]
    assert 'class="site-header"' in answers[-1].content.decode()


# What is typed into these is compared and never shown: codes, references, addresses; JSON is tidied once it is read.
NOT_SHOWN = {
    "actions/confirming.py",
    "actions/forms.py",
    "actions/inputs/contacts.py",
    "actions/inputs/objects.py",
    "actions/inputs/things.py",
    "decisions/lotteries/forms.py",
    "decisions/votes/forms.py",
    "pages/set_up/forms.py",
    "record/forms.py",
    "ui/forms.py",
    "ui/gallery_samples/forms.py",
}


def test_every_field_for_words_tidies_them() -> None:
    code = Path(commonhall.__file__).parent
    plain = {
        str(path.relative_to(code))
        for path in code.rglob("*.py")
        if re.search(r"forms\.CharField\b", path.read_text(encoding="utf-8"))
    }
    assert plain == NOT_SHOWN


def test_signs_hidden_in_json_are_left_out() -> None:
    """An escape holds them in signs that look harmless."""
    read = JsonObject("x").value(
        '{"na\\u0000me": ["The \\u0007lamp\\u000bis", {"deep": "out\\u001b"}]}'
    )
    assert read == {"name": ["The lamp\nis", {"deep": "out"}]}


def test_a_profile_holds_nothing_that_cannot_be_shown(hall: Hall) -> None:
    mine = signed_in("resident")
    sent = {"name": "Re\x0bsi\x07dent", "phone": "12\x00 34", "mail_notifications": "on"}
    assert mine.post("/me/", sent).status_code == 302
    person = Person.objects.get(account__email="resident@example.org")
    assert person.name == "Re sident"


def test_a_rewording_is_tidied_as_the_words_it_replaces() -> None:
    field = Rewording("x", most=40).field(required=True)
    assert field.clean("Lamps\r\nare\x0blit\x00.") == "Lamps\nare\nlit."
    assert field.clean(" ") == ""
