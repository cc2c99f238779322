"""The practice town itself, served: every task leads to its page, and whoever practises begins again without an error."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from commonhall.decisions.votes import teller_files
from commonhall.people.learning.practice import TASKS
from commonhall.site.practice import homes
from tests.site.practice_kit import SECRETS, Town, Visitor, made, served
from tests.site.test_serving import until
from tests.words import OTHER, SOURCE, tag

pytestmark = pytest.mark.slow
# What a page says where something may not be done, and where nothing is left to do.
LISTS = {"/conversations/", "/decisions/", "/law/appeals/", "/plan/calls/", "/desk/"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.getbasetemp().parent / "practice-made")


@pytest.fixture(scope="module")
def town(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with served(home, tmp_path_factory.mktemp("practice") / "hall") as one:
        yield one


@pytest.mark.parametrize("task", sorted(TASKS))
def test_each_task_is_done_where_one_click_leads(town: Town, task: str) -> None:
    visitor = Visitor(town)
    visitor.open(f"/practice/enter/{task}/?lesson=resident/case")
    assert visitor.status == 200 and visitor.path not in LISTS
    assert 'class="notice notice-warn"' not in visitor.page or "<form" in visitor.page
    assert "Practice town: nothing here counts." in visitor.page
    assert str(TASKS[task].says).replace("’", "’") in visitor.page
    assert 'href="http://localhost:8000/learn/resident/case/"' in visitor.page
    assert visitor.headers["x-robots-tag"] == "noindex, nofollow"
    form = town.url + visitor.path
    if task not in {"answer-statements", "join-table", "tellers", "count", "vote-on-motion"}:
        assert "<textarea" in visitor.page or 'type="radio"' in visitor.page, form


def test_the_start_page_keeps_the_language(town: Town) -> None:
    visitor, wanted = Visitor(town), f'<html lang="{tag(OTHER)}"'
    assert wanted not in visitor.open("/practice/")
    visitor.open(f"/practice/?language={OTHER}")
    assert wanted in visitor.open("/practice/")
    assert wanted in visitor.open("/cases/")
    visitor.open(f"/practice/enter/report/?language={SOURCE}")
    assert wanted not in visitor.open("/cases/")


def test_search_engines_are_told_to_stay_away(town: Town) -> None:
    visitor = Visitor(town)
    assert visitor.open("/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_accounts_keys_and_administration_are_closed(town: Town) -> None:
    visitor = Visitor(town)
    visitor.open("/practice/enter/answer-case/")
    for page in ("/account/email/", "/account/2fa/", "/me/keys/", "/me/data/erase/", "/keys/"):
        visitor.open(page)
        assert visitor.status == 403 and "closed in the practice town" in visitor.page, page
    for page in ("/account/login/", "/account/signup/"):
        visitor.open(page)
        assert visitor.path == "/practice/"


def test_no_process_of_it_has_a_secret_of_the_hall(town: Town) -> None:
    keeper = Path(f"/proc/{town.process.pid}/environ").read_bytes().decode()
    assert homes.SETTINGS in keeper
    for pid in town.everybody():
        told = Path(f"/proc/{pid}/environ").read_bytes().decode()
        for secret in (*SECRETS, "hall-secret", "DATABASE_URL"):
            assert secret not in told
    assert not (town.home / "commonhall.sqlite3").exists() and not (town.home / "keys").exists()


@pytest.mark.django_db
def test_who_is_signed_in_there_is_nobody_in_a_hall(town: Town) -> None:
    visitor = Visitor(town)
    visitor.open("/practice/enter/answer-case/")
    cookies = {one.name: str(one.value) for one in visitor.jar}
    assert "practice_sessionid" in cookies and "sessionid" not in cookies
    hall = Client()
    for name in ("practice_sessionid", "sessionid", "__Host-sessionid"):
        hall.cookies[name] = cookies["practice_sessionid"]
    assert hall.get("/me/").status_code == 302


def test_a_resident_raises_a_case_and_answers_it_as_the_clerk(town: Town) -> None:
    visitor = Visitor(town)
    visitor.open("/practice/enter/report/?lesson=resident/case")
    visitor.open("/practice/enter/answer-case/?lesson=official/answer")
    assert visitor.path.startswith("/cases/") and visitor.path.endswith("/answer/")
    case = visitor.path.removesuffix("answer/")
    visitor.post(visitor.path, text="We replace the lamp on Thursday.")
    assert visitor.status == 200 and "We replace the lamp on Thursday." in visitor.open(case)


def test_nobody_else_is_the_same_resident(town: Town) -> None:
    names = set()
    for _one in range(3):
        visitor = Visitor(town)
        visitor.open("/practice/enter/vote/")
        visitor.open("/me/data/export.json")
        names.add(json.dumps(json.loads(visitor.page), sort_keys=True))
    assert len(names) == 3


def test_coming_back_as_a_resident_one_is_the_same(town: Town) -> None:
    visitor = Visitor(town)
    told = []
    for task in ("vote", "answer-case", "appeal"):
        visitor.open(f"/practice/enter/{task}/")
        found = re.search(r"[\w.-]+@millbrook\.example", visitor.open("/me/"))
        told.append(found and found.group())
    assert told[0] == told[2] != told[1]


def test_a_teller_opens_the_ballots_and_the_vote_is_counted(town: Town) -> None:
    visitor = Visitor(town)
    visitor.open("/practice/enter/count/?lesson=teller/count")
    vote = visitor.path.removesuffix("tellers/")
    key = teller_files.read_key(visitor.open("/practice/key.json"))
    given = visitor.open(f"{vote}tellers/envelopes.json?all=1")
    _upload(visitor, f"{vote}hand-in-parts/", teller_files.open_parts(key, given).written())
    whole = visitor.open(f"{vote}tellers/whole-envelopes.json?all=1")
    _upload(visitor, f"{vote}sign-ballots/", teller_files.sign_ballots(key, whole).written())
    until(lambda: "counted" in visitor.open(vote) or "Counted" in visitor.page)


def _upload(visitor: Visitor, page: str, words: str) -> None:
    visitor.open(page)
    assert visitor.status == 200, page
    client = visitor.opener
    from urllib.request import Request

    line = "practice-boundary"
    fields = [("csrfmiddlewaretoken", visitor.token())]
    body = "".join(
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    body += (
        f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="file.json"\r\n'
        f"Content-Type: application/json\r\n\r\n{words}\r\n--{line}--\r\n"
    )
    headers = {
        "Content-Type": f"multipart/form-data; boundary={line}",
        "Referer": visitor.at,
        "Origin": visitor.town.url,
    }
    with client.open(Request(visitor.at, body.encode(), headers), timeout=240) as answer:
        assert answer.status == 200 and "error-summary" not in answer.read().decode()


# --- beginning again ------------------------------------------------------------------------------
@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Town]:
    with served(home, tmp_path / "hall") as one:
        yield one


def test_beginning_again(own: Town) -> None:
    """Alone at once; with others after a warning, and the others are told."""
    visitor = Visitor(own)
    visitor.open("/practice/enter/answer-case/?lesson=official/answer")
    case = visitor.path
    visitor.post(case, text="This goes with the town.")
    visitor.post("/practice/again/")
    assert visitor.status == 200 and visitor.path.endswith("/answer/"), "and back at the task"
    assert "began again from the beginning" in visitor.page
    assert "/learn/official/answer/" in visitor.page, "the way back is kept"
    assert "This goes with the town." not in visitor.open(case.removesuffix("answer/"))

    another = Visitor(own)
    another.open("/practice/enter/vote-on-motion/")
    before = _number(own)
    visitor.open("/practice/again/")
    visitor.post("/practice/again/")
    assert "1 other person is practising now" in visitor.page and _number(own) == before
    visitor.post("/practice/again/", how="mine")
    assert visitor.status == 200 and "begin again, as somebody else" in visitor.page
    assert _number(own) == before, "the other keeps what they did"
    visitor.open("/practice/again/")
    visitor.post("/practice/again/", how="all")
    assert _number(own) == before + 1
    another.open("/decisions/motions/")
    assert another.path == "/practice/" and "what you did is gone" in another.page
    another.open("/practice/enter/vote-on-motion/")
    assert another.status == 200 and "Council member" in another.page


def _number(town: Town) -> int:
    return int(json.loads((town.home / "practice" / "generation").read_text())["number"])


def test_nobody_gets_an_error_while_the_town_begins_again(own: Town) -> None:
    statuses: list[int] = []
    until_ = time.monotonic() + 12

    def walk(task: str) -> None:
        visitor = Visitor(own)
        while time.monotonic() < until_:
            for page in (f"/practice/enter/{task}/", "/cases/", "/decisions/", "/practice/"):
                visitor.once(page)
                statuses.append(visitor.status)
                # A page that waits says so, and goes on by itself.
                assert visitor.status == 200 or (
                    visitor.status == 503 and 'http-equiv="refresh"' in visitor.page
                ), visitor.page[:2000]

    faults: list[str] = []

    def safely(task: str) -> None:
        try:
            walk(task)
        except Exception as fault:
            faults.append(repr(fault)[:3000])

    walkers = [
        threading.Thread(target=safely, args=[one]) for one in ("vote", "answer-case", "count")
    ]
    for one in walkers:
        one.start()
    before = _number(own)
    while time.monotonic() < until_:
        (own.home / "practice" / "wanted").touch()
        time.sleep(0.7)
    for one in walkers:
        one.join()
    assert not faults and len(statuses) > 20
    assert _number(own) > before + 3
    until(lambda: _verified(own))


def _verified(town: Town) -> bool:
    visitor = Visitor(town)
    visitor.open("/record/")
    return visitor.status == 200


def test_it_ends_whole(own: Town) -> None:
    everybody = own.everybody()
    own.process.terminate()
    own.process.wait(60)
    until(lambda: not [one for one in everybody if Path(f"/proc/{one}").exists()])
