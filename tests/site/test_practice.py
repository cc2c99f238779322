"""The practice town apart from a hall: its environment, its home, its turnstile, what the hall says of it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from commonhall.core import doctor
from commonhall.pages.practice import restoring, town, turnstile, visitors
from commonhall.people.learning import checks, practice
from commonhall.people.learning.shipped import all_shipped
from commonhall.site import environment
from commonhall.site.commands import serve
from commonhall.site.practice import homes, keeper, making
from commonhall.ui.console import CommandError
from tests.kit import Hall, found_hall
from tests.people.learning_kit import own_lesson, own_path, shown
from tests.site.test_serving import command
from tests.site.test_serving import environment as served_with
from tests.words import OTHER, SOURCE

URL = "https://practice.town.example"


# --- what a lesson says ---------------------------------------------------------------------------
@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.django_db
def test_lessons_say_nothing_of_a_practice_town_that_is_not_there(hall: Hall) -> None:
    for page in ("/learn/", "/learn/resident/case/"):
        assert b"ractice" not in Client().get(page).content
    told = Client().get("/api/v1/learning-paths/resident").json()
    assert {one["practice"] for one in told["lessons"]} == {""}


@pytest.mark.django_db
def test_a_lesson_leads_to_its_task_in_the_readers_language(hall: Hall, settings: Any) -> None:
    settings.PRACTICE_URL = URL
    page = Client().get("/learn/resident/case/", headers={"Accept-Language": OTHER})
    wanted = f"{URL}/practice/enter/report/?lesson=resident%2Fcase&amp;language={OTHER}"
    assert wanted in page.content.decode()
    assert f'href="{URL}/practice/?language={SOURCE}"' in Client().get("/learn/").content.decode()
    told = Client().get("/api/v1/learning-paths/teller").json()
    assert [one["practice"].split("?")[0] for one in told["lessons"]] == [
        f"{URL}/practice/enter/tellers/",
        f"{URL}/practice/enter/count/",
    ]


@pytest.mark.django_db
def test_a_hall_chooses_a_task_from_the_list_for_its_own_lesson(hall: Hall, settings: Any) -> None:
    settings.PRACTICE_URL = URL
    own_path(hall)
    made = own_lesson(hall, practice="vote")
    assert shown("waste", made.code).practice_at.startswith(f"{URL}/practice/enter/vote/?")
    assert "practice/enter/vote/" in Client().get(made.get_absolute_url()).content.decode()


def test_every_lesson_of_the_software_has_a_task_and_every_task_a_page() -> None:
    from commonhall.pages.practice.tasks import PAGES, WAYS

    lessons = [one for path in all_shipped() for one in path.lessons]
    assert all(one.practice in practice.TASKS for one in lessons)
    assert {*PAGES, *WAYS} == set(practice.TASKS)
    assert {one.role for one in practice.TASKS.values()} == set(practice.ROLES)


# --- settings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "given", ["https://town.example/practice", "town.example", "ftp://x.example", "https://a@b"]
)
def test_the_address_is_a_host_of_its_own(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("COMMONHALL_PRACTICE_URL", given)
    with pytest.raises(ValueError, match="COMMONHALL_PRACTICE_URL"):
        environment.origin("COMMONHALL_PRACTICE_URL")


def test_the_halls_own_address_is_refused(tmp_path: Path) -> None:
    more = {"COMMONHALL_URL": URL, "COMMONHALL_PRACTICE_URL": URL + "/"}
    told = subprocess.run(
        command("migrate"), env=served_with(tmp_path, **more), capture_output=True, text=True
    )
    assert told.returncode == 2 and "host or a port of its own" in told.stderr


def test_serve_runs_it_where_it_is_named() -> None:
    assert "practice" not in serve.commands("127.0.0.1", 8000, 1)
    assert serve.commands("127.0.0.1", 8000, 1, 8001)["practice"][-5:] == [
        "practice",
        "--host",
        "127.0.0.1",
        "--port",
        "8001",
    ]


def test_its_environment_has_nothing_of_the_halls_secrets() -> None:
    secret = {one.name: "s3cret" for one in environment.SETTINGS.values()}
    files = {f"{one.name}_FILE": "/run/s3cret" for one in environment.SETTINGS.values()}
    given = {**secret, **files, "PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "s3cret"}
    made = homes.environment(given, Path("/srv/town"), URL, "https://hall.example")
    allowed = {*homes.OF_THE_HALL}
    assert {name for name, value in made.items() if "s3cret" in value} == allowed
    assert not [one for one in allowed if environment.SETTINGS[one].secret]
    assert made["COMMONHALL_HTTPS"] == "1" and made["COMMONHALL_DOMAIN"] == "practice.town.example"
    homes.leave_the_halls(given)
    left = {name for name in given if name.startswith("COMMONHALL") or name == "DATABASE_URL"}
    assert left <= {*homes.OF_THE_HALL, *homes.OF_THE_TOWN}
    assert not [one for one in left if environment.SETTINGS[one].secret]


def test_the_last_nights_hour() -> None:
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert keeper.due(noon) == datetime(2026, 5, 4, 3, tzinfo=UTC)
    assert keeper.due(noon - timedelta(hours=10)) == datetime(2026, 5, 3, 3, tzinfo=UTC)


def test_how_much_lies_there(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    before = keeper.size(tmp_path)
    (tmp_path / "uploads" / "photo").write_bytes(bytes(5000))
    assert keeper.size(tmp_path) == before + 5000


def test_what_is_no_practice_town_is_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / town.MAKING).mkdir()
    (tmp_path / town.MAKING / "letters").write_text("mine")
    with pytest.raises(CommandError, match="left alone"):
        making.begin(tmp_path, {})
    assert (tmp_path / town.MAKING / "letters").read_text() == "mine"


# --- the turnstile, and putting back --------------------------------------------------------------
def _town(folder: Path, words: str, made: str = "2026-05-04T03:00:00+00:00") -> None:
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / town.DATABASE) as base:
        base.execute("CREATE TABLE said (words TEXT)")
        base.execute("INSERT INTO said VALUES (?)", [words])
    base.close()
    (folder / town.MARK).write_text(json.dumps({"made": made}))
    (folder / "record").mkdir()
    (folder / "record" / words).touch()


def _said(folder: Path) -> list[Any]:
    base = sqlite3.connect(folder / town.DATABASE)
    try:
        return [row[0] for row in base.execute("SELECT words FROM said")]
    finally:
        base.close()


def test_many_pass_together_and_one_alone(tmp_path: Path) -> None:
    with turnstile.passing(tmp_path, 1), turnstile.passing(tmp_path, 1):
        with pytest.raises(turnstile.Busy), turnstile.closed(tmp_path, 0.05):
            pass
        # Whoever could not close it leaves the gate open.
        with turnstile.passing(tmp_path, 0.5):
            pass
    with (
        turnstile.closed(tmp_path, 1),
        pytest.raises(turnstile.Busy),
        turnstile.passing(tmp_path, 0.05),
    ):
        pass


def test_the_town_is_put_back_whole_and_connections_stay_good(tmp_path: Path) -> None:
    _town(tmp_path / town.PRISTINE, "pristine")
    assert restoring.restore(tmp_path)
    home = tmp_path / town.TOWN
    open_one = sqlite3.connect(home / town.DATABASE)
    open_one.execute("INSERT INTO said VALUES ('by a visitor')")
    open_one.commit()
    (home / "record" / "by-a-visitor").touch()
    assert restoring.restore(tmp_path)
    assert list(open_one.execute("SELECT words FROM said")) == [("pristine",)]
    assert _said(home) == ["pristine"] and [one.name for one in (home / "record").iterdir()] == [
        "pristine"
    ]
    open_one.close()
    first = town.generation(tmp_path)
    assert first is not None and first.number == 2


def test_it_is_put_back_once_however_many_ask(tmp_path: Path) -> None:
    _town(tmp_path / town.PRISTINE, "pristine")
    restoring.restore(tmp_path)
    restoring.want(tmp_path)
    done: list[bool] = []
    asking = [
        threading.Thread(target=lambda: done.append(restoring.restore(tmp_path, asked=True)))
        for _one in range(6)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert sorted(done) == [False] * 5 + [True]
    assert not restoring.wanted(tmp_path)


def test_requests_that_pass_while_it_is_put_back_see_one_town_or_the_other(tmp_path: Path) -> None:
    _town(tmp_path / town.PRISTINE, "pristine")
    restoring.restore(tmp_path)
    home, faults, passed = tmp_path / town.TOWN, [], []
    until = time.monotonic() + 3

    def visit() -> None:
        while time.monotonic() < until:
            try:
                with turnstile.passing(tmp_path, 5):
                    base = sqlite3.connect(home / town.DATABASE, timeout=5)
                    base.execute("INSERT INTO said VALUES ('more')")
                    base.commit()
                    passed.append(base.execute("SELECT count(*) FROM said").fetchone()[0])
                    base.close()
                    assert (home / "record" / "pristine").exists()
            except Exception as fault:
                faults.append(repr(fault))

    visitors_ = [threading.Thread(target=visit) for _one in range(4)]
    for one in visitors_:
        one.start()
    restored = 0
    while time.monotonic() < until:
        restored += restoring.restore(tmp_path)
        time.sleep(0.05)
    for one in visitors_:
        one.join()
    assert not faults and restored > 3 and len(passed) > 10


def test_who_is_there(tmp_path: Path) -> None:
    assert visitors.others(tmp_path, "me") == 0 and visitors.last(tmp_path) == 0.0
    visitors.note(tmp_path, "me")
    visitors.note(tmp_path, "another")
    assert visitors.others(tmp_path, "me") == 1
    assert "another" not in "".join(one.name for one in (tmp_path / town.VISITORS).iterdir())
    visitors.leave(tmp_path, "another")
    assert visitors.others(tmp_path, "me") == 0


# --- the doctor -----------------------------------------------------------------------------------
class _State(BaseHTTPRequestHandler):
    told = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.told.encode())

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def answering() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _State)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _codes() -> list[str]:
    return [one.code for one in checks.practice_town(datetime.now(UTC).date())]


def test_the_doctor_asks_only_where_there_is_one(settings: Any) -> None:
    settings.PRACTICE_URL = ""
    assert _codes() == []
    assert "commonhall.people.learning.checks.practice_town" in doctor._checks


def test_the_doctor_says_when_it_does_not_answer_or_was_not_renewed(
    settings: Any, answering: str
) -> None:
    settings.PRACTICE_URL, settings.PRACTICE_PORT = answering, 0
    _State.told = json.dumps({"made": datetime.now(UTC).isoformat()})
    assert _codes() == []
    _State.told = json.dumps({"made": (datetime.now(UTC) - timedelta(days=4)).isoformat()})
    assert _codes() == ["practice-old"]
    _State.told = "<html>another site</html>"
    assert _codes() == ["practice"]
    settings.PRACTICE_URL = "http://127.0.0.1:1"
    assert _codes() == ["practice"]


def test_the_settings_refuse_a_home_that_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "commonhall.sqlite3").write_text("a hall's")
    env = served_with(tmp_path, DJANGO_SETTINGS_MODULE=homes.SETTINGS)
    told = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=env,
        capture_output=True,
        text=True,
    )
    assert told.returncode != 0 and ImproperlyConfigured.__name__ in told.stderr
    assert "is no practice town" in told.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["commonhall.sqlite3"], (
        "no key is made there"
    )
