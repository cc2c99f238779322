"""Several photos sent with a case: by page, at the operator's desk and by program; none is lost without a word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.cases.cases.actions import raise_case
from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.models import Picture
from commonhall.core.refusals import BadInput
from commonhall.people.residents.actions import erase_me
from tests.actions.samples.cases import a_photo
from tests.kit import Hall, found_hall, key_of, signed_in

pytestmark = pytest.mark.django_db
RAISE = "/cases/raise/"
RAISE_BY_PROGRAM = "/api/v1/cases/raise"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def sent(name: str = "lamp.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_photo().read() if content is None else content, "image/jpeg")


def form(hall: Hall, **more: Any) -> dict[str, Any]:
    return {
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **more,
    }


def six() -> dict[str, Any]:
    """A first photo and five more, the second and the last described."""
    names = ["photo", *(f"photo_{number}" for number in range(2, 7))]
    words = {"photo_words": "A lamp", "photo_2_words": "Its cable", "photo_6_words": "The road"}
    return {name: sent(f"{name}.jpg") for name in names} | words


def test_six_photos_go_with_a_case_each_with_its_description(hall: Hall) -> None:
    answer = signed_in("resident").post(RAISE, form(hall, **six()), follow=True)
    case = Case.objects.get()
    assert case.photo and case.photo_words == "A lamp"
    assert list(case.pictures.order_by("pk").values_list("words", flat=True)) == [
        "Its cable",
        "",
        "",
        "",
        "The road",
    ]
    content = answer.content.decode()
    assert (
        'alt="A lamp"' in content and 'alt="Its cable"' in content and 'alt="The road"' in content
    )


def test_the_page_asks_for_each_and_folds_the_further_ones_without_a_script(hall: Hall) -> None:
    page = signed_in("resident").get(RAISE).content.decode()
    part = re.search(r'<details class="form-part">(.*?)</details>', page, re.S)
    assert part and "Add more photos" in part[1]
    for number in range(2, 7):
        assert f'name="photo_{number}"' in part[1] and f'name="photo_{number}_words"' in part[1]
    assert 'name="photo"' not in part[1] and 'name="photo_words"' in page


def test_a_broken_photo_is_named_at_its_field_and_nothing_typed_is_lost(hall: Hall) -> None:
    given = form(hall, text="It is dark.", photo=sent("good.jpg"), photo_2_words="Its cable")
    broken = sent("broken.jpg", b"<script>alert(1)</script>")
    answer = signed_in("resident").post(RAISE, {**given, "photo_3": broken, "photo_2": sent()})
    page = answer.content.decode()
    assert answer.status_code == 400 and not Case.objects.exists() and not Picture.objects.exists()
    error = re.search(r'id="id_photo_3_error">(.*?)</div>', page, re.S)
    assert error and "read this image" in error[1]
    assert page.count('class="field-error"') == 1 and 'href="#id_photo_3"' in page
    # The part with the fault is open; the words stand; what a browser forgets is named.
    assert '<details class="form-part" open>' in page
    assert "It is dark." in page and 'value="Its cable"' in page
    assert "Choose “good.jpg” again." in page and "Choose “lamp.jpg” again." in page
    assert "Choose “broken.jpg” again." not in page


def test_a_description_without_its_photo_is_told(hall: Hall) -> None:
    client = signed_in("resident")
    for name in ("photo", "photo_4"):
        answer = client.post(RAISE, form(hall, **{f"{name}_words": "A lamp"}))
        error = re.search(rf'id="id_{name}_error">(.*?)</div>', answer.content.decode(), re.S)
        assert answer.status_code == 400 and error and "Choose the photo" in error[1]
    assert not Case.objects.exists()


def test_a_photo_that_cannot_be_stored_takes_the_case_back_and_is_named(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Picture._meta.get_field("image").storage

    def away(*_args: Any, **_named: Any) -> str:
        raise OSError("the disk is full")

    given = {"kind": "complaint", "title": "Dark", "category": hall.lamps}
    monkeypatch.setattr(storage, "save", away)
    with pytest.raises(BadInput) as wrong:
        raise_case.perform(
            hall.resident, **given, unit=hall.unit("north"), photo_2=a_photo(), photo_2_words="x"
        )
    assert wrong.value.field == "photo_2" and not Case.objects.exists()


def test_the_operator_takes_photos_in_as_well(hall: Hall) -> None:
    given = form(hall, channel="counter", name="Ada Green", **six())
    answer = signed_in(hall.clerk).post("/cases/take-in-case/", given)
    case = Case.objects.get()
    assert answer.status_code == 302 and case.pictures.count() == 5 and case.photo_words == "A lamp"


def test_a_program_sends_a_form_with_photos(hall: Hall) -> None:
    key = {"Authorization": f"Bearer {key_of(hall.resident)}"}
    given = {**form(hall), "category": "lamps", "unit": "north"}
    answer = Client().post(RAISE_BY_PROGRAM, {**given, **six()}, headers=key)
    assert answer.status_code == 201, answer.content
    assert Case.objects.get().photo and Picture.objects.count() == 5
    broken = Client().post(
        RAISE_BY_PROGRAM, {**given, "photo_5": sent("x.jpg", b"no")}, headers=key
    )
    assert (broken.status_code, broken.json()["field"]) == (422, "photo_5")


def test_a_photo_in_json_is_refused_and_not_passed_over(hall: Hall) -> None:
    key = {"Authorization": f"Bearer {key_of(hall.resident)}"}
    given = {**form(hall), "category": "lamps", "unit": "north", "photo": "aGVsbG8="}
    answer = Client().post(RAISE_BY_PROGRAM, given, content_type="application/json", headers=key)
    assert (answer.status_code, answer.json()["field"]) == (422, "photo")
    assert not Case.objects.exists()


def test_a_form_that_is_no_file_action_is_not_read_as_one(hall: Hall) -> None:
    key = {"Authorization": f"Bearer {key_of(hall.resident)}"}
    case = hall.raise_case()
    answer = Client().post(f"/api/v1/cases/{case.pk}/confirm", {"text": "x"}, headers=key)
    assert answer.status_code == 400


def test_erased_words_take_the_photos_and_their_descriptions(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    signed_in("resident").post(RAISE, form(hall, **six()))
    with django_capture_on_commit_callbacks(execute=True):
        erase_me.perform(hall.resident, words=True)
    case = Case.objects.get()
    assert (case.photo.name, case.photo_words) == ("", "")
    assert set(case.pictures.values_list("image", "words")) == {("", "")}
