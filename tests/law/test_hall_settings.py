"""The hall chooses its languages: what it shows, what its forms ask for, what its letters are written in."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.actions.notification_letters import mail_waiting
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.hall_settings.actions import set_languages
from commonhall.law.hall_settings.models import HallSettings
from commonhall.record.models import Entry
from commonhall.ui import languages
from commonhall.ui import text as texts
from commonhall.ui.language_files import LanguageError, chosen, found_in
from commonhall.ui.names_field import NamesField
from tests.kit import Hall, code_of, found_hall, signed_in
from tests.words import CODES, OTHER, SOURCE, box, tag


@pytest.fixture
def hall(home: Path, django_capture_on_commit_callbacks: Any) -> Hall:
    return found_hall()


def choose(hall: Hall, commit: Any, own: str, *others: str) -> None:
    with commit(execute=True):
        set_languages.perform(hall.chair, own=own, others=list(others))


@pytest.mark.django_db
def test_the_choice_is_recorded_and_there_is_one_row(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    choose(hall, django_capture_on_commit_callbacks, OTHER, SOURCE, OTHER)
    assert languages.codes() == [OTHER, SOURCE]
    choose(hall, django_capture_on_commit_callbacks, SOURCE)
    assert languages.codes() == [SOURCE]
    assert HallSettings.objects.get().languages == [SOURCE]
    said = Entry.objects.filter(action="law.set_languages").order_by("-id")[0]
    assert json.loads(said.body)["data"]["languages"] == [SOURCE]


@pytest.mark.django_db
def test_a_hall_of_one_language_offers_no_other(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client(headers={"accept-language": SOURCE})
    assert 'name="language"' in client.get("/law/").content.decode()
    choose(hall, django_capture_on_commit_callbacks, OTHER)
    # Whatever the browser or an old cookie asks for.
    client.cookies["django_language"] = SOURCE
    page = client.get("/law/").content.decode()
    assert f'<html lang="{tag(OTHER)}"' in page and 'name="language"' not in page


@pytest.mark.django_db
def test_forms_ask_for_the_halls_languages(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    chair, address = signed_in(hall.chair), "/cases/categories/set/"
    shown = set(re.findall(r'name="(names_\w+)"', chair.get(address).content.decode()))
    assert shown == {box("names", code) for code in CODES}
    choose(hall, django_capture_on_commit_callbacks, OTHER)
    shown = set(re.findall(r'name="(names_\w+)"', chair.get(address).content.decode()))
    assert shown == {box("names", OTHER)}
    assert NamesField().help_text == ""


@pytest.mark.django_db
def test_the_page_offers_it_to_whoever_may_and_to_nobody_else(hall: Hall) -> None:
    address = "/law/set-languages/"
    assert f'href="{address}"' in signed_in(hall.chair).get("/law/").content.decode()
    assert f'href="{address}"' not in signed_in("resident").get("/law/").content.decode()
    with pytest.raises(Refused):
        set_languages.perform(hall.parks, own=SOURCE)
    answer = signed_in(hall.chair).post(address, {"own": OTHER, "others": [SOURCE]})
    assert answer.status_code == 302
    assert HallSettings.objects.get().languages == [OTHER, SOURCE]


@pytest.mark.django_db
@pytest.mark.parametrize("own", ["xx", "", "../en"])
def test_a_language_that_cannot_be_had_is_refused(hall: Hall, own: str) -> None:
    with pytest.raises(BadInput):
        set_languages.perform(hall.chair, own=own)
    assert not HallSettings.objects.exists()


@pytest.mark.django_db
def test_letters_to_somebody_who_chose_no_language_are_in_the_halls_own(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    from commonhall.actions.models import Notification
    from commonhall.cases.cases import actions

    case = hall.raise_case()
    choose(hall, django_capture_on_commit_callbacks, OTHER, SOURCE)
    entry = actions.answer_case.perform(hall.parks, case=case, text="Soon.").entry
    Notification.objects.all().delete()
    Notification.objects.create(
        account_id=hall.resident.account,
        entry=entry.pk,
        ref=case.ref,
        action=entry.action,
        at=clock.now(),
    )
    assert mail_waiting(str(entry.pk)) == 1
    in_other = mail.outbox[-1].body
    choose(hall, django_capture_on_commit_callbacks, SOURCE)
    Notification.objects.update(mailed_at=None)
    mail_waiting(str(entry.pk))
    assert mail.outbox[-1].body != in_other


def test_a_list_of_languages_is_read_or_refused_by_name() -> None:
    assert chosen(f" {OTHER} , {SOURCE},{OTHER}", CODES) == (OTHER, SOURCE)
    assert chosen("", CODES) == ()
    with pytest.raises(LanguageError, match='"tlh" is none of the languages here'):
        chosen("tlh", CODES)


def test_a_language_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "tlh"
    folder.mkdir()
    file = folder / "language.toml"
    for text, said in (('name = "tlh"\n', "'tag' is missing"), ("name = ", "language.toml")):
        file.write_text(text)
        found_in.cache_clear()
        with pytest.raises(LanguageError, match=said):
            found_in(tmp_path)


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (OTHER, OTHER),
        (f"tlh, {OTHER};q=0.5", OTHER),
        (OTHER.split("-")[0], OTHER),
        (f"{SOURCE}-gb,{OTHER};q=0.9", SOURCE),
        ("tlh", SOURCE),
        ("*", SOURCE),
        ("", SOURCE),
        ("x" * 5000, SOURCE),
    ],
)
def test_the_browsers_wishes_are_met_where_they_can_be(rf: Any, wish: str, wanted: str) -> None:
    from commonhall.ui.middleware import language_for

    assert language_for(rf.get("/", headers={"accept-language": wish})) == wanted


@pytest.mark.django_db
def test_the_time_zone_is_set_on_its_page_and_times_are_shown_by_it(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    chair, address = signed_in(hall.chair), "/law/set-time-zone/"
    assert f'href="{address}"' in chair.get("/administration/").content.decode()
    tomorrow = clock.today() + timedelta(days=1)
    with clock.replay(datetime.combine(tomorrow, time(23, 30), tzinfo=UTC)):
        case = hall.raise_case()
    assert texts.local_date(tomorrow) in Client().get(case.get_absolute_url()).content.decode()
    assert signed_in("resident").post(address, {"time_zone": "Asia/Tokyo"}).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        given = {"time_zone": "Asia/Tokyo", "second_factor": code_of(hall.chair.account)}
        assert chair.post(address, given).status_code == 302
    assert (
        texts.local_date(tomorrow + timedelta(days=1))
        in Client().get(case.get_absolute_url()).content.decode()
    )
