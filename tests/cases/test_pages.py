"""Pages of cases: who may do what, in both languages, without scripts, in few queries."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import repeal
from tests.words import EACH, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def form(hall: Hall, **given: object) -> dict[str, object]:
    return {
        "kind": "complaint",
        "title": "Dark corner",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **given,
    }


def test_somebody_not_signed_in_writes_first_or_signs_in_where_the_law_asks_for_it(
    hall: Hall,
) -> None:
    response = Client().get("/cases/raise/")
    assert response.status_code == 200 and 'action="/cases/write/"' in response.content.decode()
    repeal("Article 70")
    response = Client().get("/cases/raise/")
    assert (response.status_code, response["Location"][:15]) == (302, "/account/login/")


def test_a_resident_raises_a_case_and_an_office_answers_it(hall: Hall) -> None:
    response = signed_in("resident").post("/cases/raise/", form(hall))
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.pk}/"
    office = signed_in("parks", hall.parks.ref)
    assert b"/answer/" in office.get(f"/cases/{case.pk}/").content
    office.post(f"/cases/{case.pk}/answer/", {"text": "We come.", "promise": ""})
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED, "words alone promise nothing"
    assert b"We come." in Client().get(f"/cases/{case.pk}/").content


def test_a_point_in_the_sea_is_refused_at_its_field(hall: Hall) -> None:
    response = signed_in("resident").post("/cases/raise/", form(hall, point_0="50", point_1="-30"))
    assert response.status_code == 400
    assert "outside the area" in response.content.decode()
    assert not Case.objects.exists()


def test_a_point_decides_the_district(hall: Hall) -> None:
    signed_in("resident").post("/cases/raise/", form(hall, point_0="0.5", point_1="10.5"))
    assert Case.objects.get().unit.code == "south"


def test_a_photo_loses_its_hidden_data(hall: Hall) -> None:
    picture, out = Image.new("RGB", (3000, 200), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    picture.save(out, "JPEG", exif=exif)
    out.name = "lamp.jpg"
    out.seek(0)
    client = signed_in("resident")
    client.post("/cases/raise/", form(hall, photo=out))
    shown = client.get(f"/cases/{Case.objects.get().pk}/photo.jpg")
    content = b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert b"taken at home" not in content
    assert Image.open(io.BytesIO(content)).width == 1600


def test_a_file_that_is_no_picture_is_refused(hall: Hall) -> None:
    fake = io.BytesIO(b"<script>alert(1)</script>")
    fake.name = "x.jpg"
    response = signed_in("resident").post("/cases/raise/", form(hall, photo=fake))
    assert response.status_code == 400
    assert not Case.objects.exists()


def test_a_title_with_markup_is_shown_as_text(hall: Hall) -> None:
    case = hall.raise_case(title="<script>alert(1)</script>")
    for address in ("/cases/", f"/cases/{case.pk}/", "/"):
        assert b"<script>alert" not in Client().get(address).content


@pytest.mark.parametrize("words", ["路灯", "坏了", "BULB", "bulbs", "bul"])
def test_words_are_found_in_any_script(hall: Hall, words: str) -> None:
    hall.raise_case(title="路灯坏了 bulb")
    hall.raise_case(title="公园长椅 bench")
    content = Client().get("/cases/", {"q": words}).content.decode()
    assert "路灯坏了 bulb" in content
    assert "公园长椅" not in content


def test_the_list_costs_the_same_however_long_it_is(
    hall: Hall, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(25):
        hall.raise_case(title=f"Case {number}")
    with django_assert_max_num_queries(8):
        page = Client().get("/cases/")
    assert page.content.count(b'class="item-title"') == 20
    assert b"cursor=" in page.content


def test_a_stranger_cursor_is_an_error_not_a_crash(hall: Hall) -> None:
    assert Client().get("/cases/?cursor=nonsense").status_code == 400


@pytest.mark.parametrize("address", ["feed.atom", "export.csv", "export.parquet", "points.json"])
def test_cases_can_be_taken_along(hall: Hall, address: str) -> None:
    hall.raise_case(title="=1+1", point=(Decimal("0.5"), Decimal("10.5")))
    response = Client().get(f"/cases/{address}")
    content = response.getvalue()
    assert response.status_code == 200
    if address == "export.csv":
        assert b"'=1+1" in content
    elif address == "export.parquet":
        import pyarrow.parquet as pq

        assert pq.read_table(io.BytesIO(content)).column("title").to_pylist() == ["=1+1"]
    else:
        assert b"=1+1" in content


def test_followers_are_told_on_the_site_and_by_mail(hall: Hall, mailoutbox) -> None:  # type: ignore[no-untyped-def]
    from commonhall.core import jobs

    case = hall.raise_case()
    case_actions.answer_case.perform(hall.parks, case=case, text="Soon.")
    while jobs.run_one("test"):
        pass
    arrived, letter = mailoutbox
    assert "has arrived" in arrived.subject
    assert letter.to == ["resident@example.org"]
    assert "The lamp is broken" in letter.subject
    assert b"The lamp is broken" in signed_in("resident").get("/me/notifications/").content


def test_a_dead_worker_gives_its_job_back(hall: Hall, settings) -> None:  # type: ignore[no-untyped-def]
    from django_tasks_db.models import DBTaskResult

    from commonhall.core import jobs

    case = hall.raise_case()
    while jobs.run_one("first"):
        pass
    DBTaskResult.objects.all().delete()
    case_actions.answer_case.perform(hall.parks, case=case, text="Soon.")
    taken = DBTaskResult.objects.get()
    taken.claim("dead")
    assert not jobs.run_one("alive")
    settings.JOB_LEASE_SECONDS = -1
    assert jobs.give_back_expired() == 1
    assert jobs.run_one("alive")


@pytest.mark.parametrize("language", EACH)
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/cases/",
        "/cases/map/",
        "/cases/raise/",
        "/cases/sources/",
        "/bodies/",
        "/organisations/",
        "/organisations/register/",
        "/places/",
        "/law/",
        "/law/1/",
        "/places/1/",
        "/bodies/1/",
        "/me/",
        "/me/verify/",
        "/me/notifications/",
        "/help/",
        "/record/",
        "/account/password/change/",
    ],
)
def test_every_page_opens_in_both_languages(hall: Hall, address: str, language: str) -> None:
    case = hall.raise_case()
    client = signed_in("resident")
    client.cookies["django_language"] = language
    response = client.get(
        address.replace("/law/1/", f"/law/{_first('law', 'instrument')}/")
        .replace("/places/1/", f"/places/{_first('places', 'unit')}/")
        .replace("/bodies/1/", f"/bodies/{_first('people', 'body')}/")
    )
    assert response.status_code == 200
    assert f'<html lang="{tag(language)}"' in response.content.decode()
    assert case.pk


def _first(app: str, model: str) -> int:
    from django.apps import apps

    return apps.get_model(app, model)._base_manager.order_by("pk").values_list("pk", flat=True)[0]


class Flood:
    """The body of a request with a 200 MB file, made as it is read; nothing of it is in memory."""

    def __init__(self, fields: dict[str, str], size: int) -> None:
        line = b"--edge\r\nContent-Disposition: form-data; "
        head = b"".join(
            line + f'name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
        )
        self.head = (
            head + line + b'name="photo"; filename="big.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        self.left, self.tail = size, b"\r\n--edge--\r\n"
        self.length = len(self.head) + size + len(self.tail)

    def read(self, size: int = -1) -> bytes:
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
        elif self.left:
            part = bytes(min(size, self.left))
            self.left -= len(part)
        else:
            part, self.tail = self.tail[:size], self.tail[size:]
        return part

    readline = read


def test_a_200_mb_upload_is_refused_at_its_field_and_nothing_typed_is_lost(
    hall: Hall, tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    from commonhall.ui import uploads

    kept: list[int] = []
    complete = uploads.LimitedUploadHandler.file_complete

    def watched(self: Any, size: int) -> Any:
        kept.append(self.file.tell())
        return complete(self, size)

    monkeypatch.setattr(uploads.LimitedUploadHandler, "file_complete", watched)
    client = signed_in("resident")
    fields = {
        "kind": "complaint",
        "title": "Typed with care",
        "text": "All of it",
        "category": str(hall.lamps.pk),
        "unit": str(hall.unit("north").pk),
    }
    flood = Flood(fields, 200 * 2**20)
    answer = client.generic(
        "POST",
        "/cases/raise/",
        b"",
        content_type="multipart/form-data; boundary=edge",
        **{
            "wsgi.input": flood,
            "CONTENT_LENGTH": str(flood.length),
            "CONTENT_TYPE": "multipart/form-data; boundary=edge",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "This file is 200.0" in text and "up to 12.0" in text
    assert "Typed with care" in text and "All of it" in text
    assert kept == [settings.UPLOAD_MAX_BYTES + 1], "the disk is not filled"
    assert Case.objects.count() == 0


def test_what_is_larger_than_any_form_is_not_even_read(hall: Hall) -> None:
    answer = signed_in("resident").generic(
        "POST",
        "/cases/raise/",
        b"",
        content_type="multipart/form-data; boundary=edge",
        **{"wsgi.input": io.BytesIO(b""), "CONTENT_LENGTH": str(2**40)},
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
