"""Photos of the plan: before beside after, with words for those who cannot see them, small first."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from commonhall.actions.models import Version
from commonhall.delivery.pictures.actions import add_item_picture
from commonhall.delivery.pictures.models import ItemPicture
from commonhall.delivery.plan import actions
from commonhall.delivery.plan.models import Item
from commonhall.law.appeals.actions import decide_appeal
from tests.delivery import assets
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit as law
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def item(hall: Hall) -> Item:
    return actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("council"),
    ).result


def a_photo(side: int = 900) -> Any:
    picture, out = Image.effect_noise((side, side), 40), io.BytesIO()
    picture.save(out, "JPEG")
    return ContentFile(out.getvalue(), name="lamp.jpg")


def show(hall: Hall, one: Item, when: str, words: str) -> ItemPicture:
    made = add_item_picture.perform(
        hall.chair, item=one, image=a_photo(), when=when, words=words
    ).result
    assert isinstance(made, ItemPicture)
    return made


def test_before_stands_beside_after_with_its_words(hall: Hall) -> None:
    one = item(hall)
    assert 'class="cover' in Client().get(f"/plan/{one.pk}/").content.decode()
    after = show(hall, one, "after", "Twelve <b>lamps</b>.")
    before = show(hall, one, "before", "A dark road.")
    page = Client().get(f"/plan/{one.pk}/").content.decode()
    assert page.index(before.small) < page.index(after.small)
    assert 'alt="A dark road."' in page and "Twelve &lt;b&gt;lamps&lt;/b&gt;." in page
    assert 'class="cover' not in page


def test_the_page_loads_the_small_version(hall: Hall) -> None:
    made = show(hall, item(hall), "after", "Lamps.")
    whole = b"".join(Client().get(made.address).streaming_content)  # type: ignore[attr-defined]
    small = Client().get(made.small)
    assert small["Content-Type"] == "image/jpeg" and len(small.content) < len(whole)
    assert Image.open(io.BytesIO(small.content)).size == (640, 640)
    assert Image.open(io.BytesIO(whole)).size == (900, 900)


def test_what_the_photo_shows_is_asked_for_and_nothing_is_lost(hall: Hall) -> None:
    one, client = item(hall), signed_in(hall.chair)
    sent = {"image": a_photo(), "when": "after", "words": ""}
    answer = client.post(reverse("delivery:add_item_picture", args=[one.pk]), sent)
    assert answer.status_code == 400
    assert "Say what the photo shows." in answer.content.decode()
    assert not ItemPicture.objects.exists()


def test_the_photo_and_its_words_are_sealed(hall: Hall) -> None:
    made = show(hall, item(hall), "after", "Somebody on a ladder.")
    version = Version.objects.get(type="delivery.itempicture", object_id=made.pk)
    assert "ladder" not in str(version.__dict__)


def test_an_image_that_was_erased_is_gone(hall: Hall) -> None:
    made = show(hall, item(hall), "after", "Lamps.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_itempicture SET image = '' WHERE id = %s", [made.pk])
    assert Client().get(made.address).status_code == 404
    assert made.small not in Client().get(f"/plan/{made.item_id}/").content.decode()


# --- assets -----------------------------------------------------------------------------------------
def test_an_asset_shows_its_photos_until_they_are_removed(hall: Hall) -> None:
    pitch = assets.pitch(hall)
    made = assets.photo(hall, pitch, "Two <b>goals</b>.")
    page = Client().get(pitch.get_absolute_url()).content.decode()
    assert made.small in page and 'alt="Two &lt;b&gt;goals&lt;/b&gt;."' in page
    assert Image.open(io.BytesIO(Client().get(made.small).content)).size == (640, 640)
    way = reverse("delivery:remove_asset_picture", args=[made.pk])
    assert way not in page and way not in signed_in(hall.roads).get(
        pitch.get_absolute_url()
    ).content.decode(errors="replace")
    office = signed_in(hall.parks)
    assert way in office.get(pitch.get_absolute_url()).content.decode()
    assert office.post(way, {}).status_code == 302
    assert made.small not in Client().get(pitch.get_absolute_url()).content.decode()
    assert Client().get(made.address).status_code == 404
    version = Version.objects.filter(type="delivery.assetpicture", object_id=made.pk)[0]
    assert "goals" not in str(version.__dict__)


def test_a_granted_appeal_takes_the_photo_down(hall: Hall) -> None:
    pitch = assets.pitch(hall)
    made = assets.photo(hall, pitch)
    appeal = law.appealed(law.confirmed(hall), "delivery.add_asset_picture")
    decide_appeal.perform(
        law.reviewer(hall), appeal=appeal, verdict="granted", text="It shows a child."
    )
    made.refresh_from_db()
    assert made.removed_on is not None and Client().get(made.address).status_code == 404


def test_many_photos_take_one_query(hall: Hall) -> None:
    pitch = assets.pitch(hall)
    assets.photo(hall, pitch)
    address = pitch.get_absolute_url()
    Client().get(address)
    with CaptureQueriesContext(connection) as one:
        Client().get(address)
    for _ in range(3):
        assets.photo(hall, pitch)
    with CaptureQueriesContext(connection) as four:
        Client().get(address)
    assert len(one) == len(four)
