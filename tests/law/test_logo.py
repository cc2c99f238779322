"""The hall's logo: what is taken, where it shows, how it goes; in the set-up, in its file and in its export."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonhall.core.content import ContentError
from commonhall.core.refusals import BadInput
from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.actions import remove_logo, settle_logo
from commonhall.law.hall_settings.models import HallSettings
from commonhall.pages.set_up import drafts, exporting, hall_file, planning
from commonhall.ui import hall as hall_now
from tests.actions.samples.law import a_logo
from tests.kit import Hall, found_hall, signed_in
from tests.words import SOURCE, box


def picture(width: int = 300, height: int = 100, kind: str = "PNG", mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "#7a2230").save(out, kind)
    return out.getvalue()


# --- what is taken --------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")])
def test_pictures_are_made_small_and_square(kind: str, mode: str) -> None:
    made = logos.made_of(picture(3000, 1000, kind, mode))
    small, icon = (Image.open(io.BytesIO(one)) for one in (made.picture, made.icon))
    assert (small.size, icon.size, small.format, icon.format) == (
        (288, 96),
        (192, 192),
        "PNG",
        "PNG",
    )
    assert icon.getpixel((96, 5))[3] == 0 and icon.getpixel((96, 96))[3] == 255  # type: ignore[index]


def test_transparent_edges_are_cut_off() -> None:
    wide = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    wide.paste(Image.new("RGBA", (90, 90), "#7a2230"), (400, 200))
    out = io.BytesIO()
    wide.save(out, "PNG")
    made = logos.made_of(out.getvalue())
    assert (made.width, made.height) == (90, 90)


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "PNG, JPEG or WebP"),
        (b"", "PNG, JPEG or WebP"),
        (picture()[:60], "PNG, JPEG or WebP"),
        (picture(300, 4), "too small"),
        (bomb(), "too large"),
        (b"x" * (logos.MOST_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_logo_is_refused_with_what_would_be(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        logos.made_of(content)
    assert refused.value.field == "logo"


def test_a_picture_of_nothing_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    with pytest.raises(BadInput, match="too small"):
        logos.made_of(out.getvalue())


# --- where it shows -------------------------------------------------------------------------------
@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.django_db
def test_it_stands_in_the_header_in_tabs_and_on_telephones_until_it_is_taken_away(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(hall.chair)
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            "/law/settle-logo/",
            {
                "logo": SimpleUploadedFile("logo.png", picture(), "image/png"),
                box("alt", SOURCE): '"><b>A bridge',
                "once": "",
            },
        )
    assert sent.status_code == 302, sent.content.decode()
    shown = hall_now.stored().logo
    assert shown is not None
    page = Client().get("/law/").content.decode()
    assert f'src="{shown.address}"' in page and 'alt="&quot;&gt;&lt;b&gt;A bridge"' in page
    assert f'<link rel="icon" href="{shown.icon}" type="image/png">' in page
    answer = Client().get(shown.address)
    assert answer["Content-Type"] == "image/png" and "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (shown.width, shown.height)
    assert Client().get("/favicon.ico")["Location"] == shown.icon
    assert Client().get("/manifest.webmanifest").json()["icons"][0]["src"] == shown.icon
    assert "/law/remove-logo/" in client.get("/administration/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        remove_logo.perform(hall.chair)
    assert hall_now.stored().logo is None and Client().get(shown.address).status_code == 404
    page = Client().get("/law/").content.decode()
    assert 'class="logo"' not in page and "ui/mark.svg" in page


@pytest.mark.django_db
def test_a_drawing_is_refused_on_the_page_by_its_name(hall: Hall) -> None:
    drawing = SimpleUploadedFile("logo.svg", b"<svg/>", "image/svg+xml")
    told = signed_in(hall.chair).post("/law/settle-logo/", {"logo": drawing, "once": ""})
    assert told.status_code == 400 and "PNG, JPG, JPEG, WEBP" in told.content.decode()
    assert not HallSettings.objects.exclude(logo="").exists()


# --- in the set-up and in files -------------------------------------------------------------------
@pytest.fixture
def founder(home: Path, db: None) -> Client:
    client = Client()
    client.get(drafts.new_link())
    client.post("/set-up/languages/", LANGUAGES)
    return client


LANGUAGES = {"own": SOURCE, "others": [], "time_zone": "Europe/Warsaw", "currency": "PLN"}


def test_it_is_given_in_the_set_up_shown_again_and_taken_away_again(founder: Client) -> None:
    given = {
        box("name", SOURCE): "Riverside",
        "colour": "#22497a",
        box("logo_alt", SOURCE): "A bridge",
    }
    logo = SimpleUploadedFile("l.png", picture(), "image/png")
    assert founder.post("/set-up/name/", {**given, "logo": logo}).status_code == 302
    page = founder.get("/set-up/name/").content.decode()
    assert 'src="/set-up/files/logo.png"' in page and "A bridge" in page
    assert Image.open(io.BytesIO(founder.get("/set-up/files/logo.png").content)).size == (288, 96)
    assert 'logo = "logo.png"' in founder.get("/set-up/files/hall.toml").content.decode()
    # Somebody without the link sees neither.
    assert Client().get("/set-up/files/logo.png").status_code == 404
    wrong = SimpleUploadedFile("l.png", b"<svg/>", "image/png")
    told = founder.post("/set-up/name/", {**given, "logo": wrong})
    assert told.status_code == 400 and "Choose a PNG, JPEG or WebP" in told.content.decode()
    founder.post("/set-up/name/", {**given, "without_logo": "on"})
    assert founder.get("/set-up/files/logo.png").status_code == 404
    assert "logo" not in founder.get("/set-up/files/hall.toml").content.decode()


def said(logo: Any) -> dict[str, Any]:
    about = {"name": "Riverside", "languages": [SOURCE], "logo": logo, "logo_alt": "A bridge"}
    return {"hall": about}


def test_the_file_names_a_picture_beside_it(tmp_path: Path) -> None:

    (tmp_path / "arms.jpg").write_bytes(picture(kind="JPEG", mode="RGB"))
    plan = planning.plan(hall_file.of(said("arms.jpg"), tmp_path))
    assert plan.settings["logo_width"] == 288 and plan.settings["logo_alt"] == {SOURCE: "A bridge"}
    (tmp_path / "arms.svg").write_text("<svg/>")
    for name, says in (("arms.svg", "PNG"), ("none.png", "No such file"), (7, "write the name")):
        with pytest.raises(ContentError, match=rf"\[hall\] logo.*{says}"):
            planning.plan(hall_file.of(said(name), tmp_path))


@pytest.mark.django_db
def test_the_hall_as_a_file_holds_it(hall: Hall, tmp_path: Path) -> None:

    settle_logo.perform(hall.chair, logo=a_logo(), alt={SOURCE: "A bridge"})
    with zipfile.ZipFile(io.BytesIO(exporting.archive())) as file:
        file.extractall(tmp_path)
    plan = planning.plan(hall_file.read(tmp_path / "hall.toml"))
    row = HallSettings.objects.get()
    assert plan.settings["logo"] == row.logo and plan.settings["logo_alt"] == row.logo_alt
    assert json.dumps(plan.settings)
