"""A file put before a body is the one that it decided on, or nothing is done with it; it stays as long as needed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client

from commonhall.actions.action_pages import url_of
from commonhall.cases.categories.table_actions import import_categories
from commonhall.core import clock
from commonhall.decisions.motions import files
from commonhall.decisions.motions.actions import conclude_motion
from commonhall.decisions.motions.models import Motion, TabledContent, TabledFile
from commonhall.decisions.motions.resolution_actions import withdraw_motion
from commonhall.decisions.motions.timers import remove_files
from commonhall.law.hall_settings.actions import settle_logo
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.places.ground_actions import set_ground
from commonhall.places.models import Ground
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.actions.samples.law import a_logo
from tests.actions.samples.places import a_ground
from tests.decisions.council import decide, seated, vote
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
WHY = {"motion_reasons": "It is ours."}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def logo(name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_logo().read())


def tabled(hall: Hall) -> Motion:
    """The chair puts the hall's logo before the council, on its page."""
    answer = signed_in(hall.chair).post(url_of(settle_logo), {"logo": logo(), **WHY})
    motion = Motion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, motion.get_absolute_url())
    return motion


def faults() -> set[str]:
    """What verifying the record finds; here nobody keeps its key."""
    return verification.verify(DatabaseSource()).codes() - {"no_key"}


def file_of(motion: Motion) -> TabledFile:
    found: TabledFile = motion.files.get()
    return found


def test_a_logo_is_put_before_the_council_and_set_once_it_has_passed(hall: Hall) -> None:
    members = seated(hall)
    motion = tabled(hall)
    file, digest = file_of(motion), sha256(a_logo().read()).hexdigest()
    assert (file.input, file.name, file.digest) == ("logo", "logo.png", digest)
    assert not settings_of_the_hall().logo
    entry = Entry.objects.get(action="decisions.table_resolution")
    assert digest in entry.body
    page = Client().get(motion.get_absolute_url()).content.decode()
    assert digest in page and "logo.png" in page
    address = f"{motion.get_absolute_url()}files/logo/"
    read = Client().get(address)
    assert sha256(read.content).hexdigest() == digest
    assert read["Content-Disposition"].startswith("attachment")
    assert read["X-Content-Type-Options"] == "nosniff"
    shown = Client().get(f"/api/v1/motions/{motion.pk}").json()["files"]
    assert [(one["input"], one["sha256"]) for one in shown] == [("logo", digest)]
    assert shown[0]["url"].endswith(address)
    decide(motion, members)
    motion.refresh_from_db()
    assert (motion.state, motion.hindered) == ("passed", "")
    assert settings_of_the_hall().logo_width == 288
    assert not faults()


def test_a_map_is_put_before_the_council_too(hall: Hall) -> None:
    members = seated(hall)
    sent = {"file": a_ground(), "thanks": "© Surveyors", **WHY}
    assert signed_in(hall.chair).post(url_of(set_ground), sent).status_code == 302
    decide(Motion.objects.get(), members)
    assert Ground.objects.get().thanks == "© Surveyors"


@pytest.mark.parametrize(
    "content", [b"<svg onload='x()'/>", b"", b"a picture of something else entirely"]
)
def test_a_file_that_was_changed_meanwhile_is_not_used(hall: Hall, content: bytes) -> None:
    members = seated(hall)
    motion = tabled(hall)
    QuerySet(TabledContent).filter(file__motion=motion).update(content=content)
    assert Client().get(f"{motion.get_absolute_url()}files/logo/").status_code == 403
    decide(motion, members)
    motion.refresh_from_db()
    assert (motion.state, motion.hindered) == ("passed", "file-changed")
    assert not settings_of_the_hall().logo
    assert "not the one" in Client().get(motion.get_absolute_url()).content.decode()


def test_a_digest_changed_with_its_file_is_found_on_the_record(hall: Hall) -> None:
    seated(hall)
    motion = tabled(hall)
    other = b"something else"
    QuerySet(TabledContent).filter(file__motion=motion).update(content=other)
    QuerySet(TabledFile).filter(motion=motion).update(digest=sha256(other).hexdigest())
    assert faults()


@pytest.mark.parametrize("name", ["logo.svg", "logo.html", "logo"])
def test_kind_and_size_are_judged_when_it_is_put_before_the_body(
    hall: Hall, name: str, settings: Any
) -> None:
    seated(hall)
    chair = signed_in(hall.chair)
    answer = chair.post(url_of(settle_logo), {"logo": logo(name), **WHY})
    assert answer.status_code == 400 and "logo" in answer.context["form"].errors
    settings.UPLOAD_MAX_BYTES = 10
    answer = chair.post(url_of(settle_logo), {"logo": logo(), **WHY})
    assert answer.status_code == 400 and "logo" in answer.context["form"].errors
    assert not Motion.objects.exists() and not TabledContent.objects.exists()


def test_nobody_fills_the_disk_with_motions(hall: Hall, monkeypatch: Any) -> None:
    seated(hall)
    monkeypatch.setattr(files, "MOST_WAITING", 1)
    tabled(hall)
    answer = signed_in(hall.chair).post(url_of(settle_logo), {"logo": logo(), **WHY})
    assert answer.status_code == 403
    assert Motion.objects.count() == TabledContent.objects.count() == 1


def test_a_list_of_people_is_read_by_members_of_the_body_alone(hall: Hall) -> None:
    _chair, member, _other = seated(hall)
    sent = {"file": SimpleUploadedFile("bodies.csv", b"code,name\nx,X\n"), "asked": "1", **WHY}
    answer = signed_in(hall.chair).post(url_of(import_categories), sent)
    assert answer.status_code == 302, answer.content.decode()
    address = f"{Motion.objects.get().get_absolute_url()}files/file/"
    assert signed_in(member).get(address).status_code == 200
    for stranger in (Client(), signed_in(hall.resident), signed_in(hall.parks)):
        assert stranger.get(address).status_code == 403


def test_an_amendment_holds_no_other_file(hall: Hall) -> None:
    _chair, member, _other = seated(hall)
    motion = tabled(hall)
    page = f"{url_of(settle_logo)}?amends={motion.pk}"
    sent = {"logo": logo(), "amends": motion.pk, **WHY}
    answer = signed_in(member).post(page, sent)
    assert answer.status_code == 400 and not motion.amendments.exists()


# --- how long it stays ----------------------------------------------------------------------------
def gone(motion: Motion) -> bool:
    return not TabledContent.objects.filter(file__motion=motion).exists()


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_once_no_appeal_can_come_any_more_the_content_goes_and_the_digest_stays(
    hall: Hall, choice: str
) -> None:
    members = seated(hall)
    motion = tabled(hall)
    vote(motion, members, choice)
    conclude_motion.perform(members[0], motion=motion)
    # Thirty days to appeal, thirty to decide: the standard charter.
    with clock.replay(clock.now() + timedelta(days=59)):
        assert remove_files() == 0
    assert not gone(motion)
    with clock.replay(clock.now() + timedelta(days=62)):
        assert remove_files() == 1
        assert remove_files() == 0
    file = file_of(motion)
    assert gone(motion) and file.removed_on is not None and len(file.digest) == 64
    assert Client().get(f"{motion.get_absolute_url()}files/logo/").status_code == 404
    assert Client().get(f"/api/v1/motions/{motion.pk}").json()["files"][0]["url"] is None
    assert file.digest in Client().get(motion.get_absolute_url()).content.decode()
    assert not faults()


def test_what_was_withdrawn_goes_and_what_waits_stays(hall: Hall) -> None:
    seated(hall)
    motion = tabled(hall)
    with clock.replay(clock.now() + timedelta(days=400)):
        assert remove_files() == 0 and not gone(motion)
    withdraw_motion.perform(hall.chair, motion=motion)
    with clock.replay(clock.now() + timedelta(days=62)):
        assert remove_files() == 1
    assert gone(motion)
