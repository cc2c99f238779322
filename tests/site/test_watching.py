"""What watches see: health, figures, the log for machines, alerts; and the address of who asks."""

from __future__ import annotations

import http.server
import io
import json
import logging
import threading
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from commonhall.core import alert_words, beats, condition
from commonhall.core.doctor import examine
from commonhall.core.models import Backup, Beat, Letter, Trouble
from commonhall.site import alerts, json_log, networks, proxies

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def alive() -> None:
    """Timer and worker were well just now, and so was the place for files."""
    for name in ("timer", "worker", "files"):
        beats.note(name)


def away(*_arguments: object) -> None:
    raise OperationalError("the password of hall@db is wrong")


# --- health ---------------------------------------------------------------------------------------
def test_a_stranger_learns_whether_it_is_ready_and_nothing_else(
    client: Client, alive: None
) -> None:
    assert client.get("/health/live", headers={"host": "10.0.0.7"}).json() == {"live": True}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/metrics").status_code == 404
    assert client.post("/health/ready").status_code == 405


def test_who_may_see_more_sees_each_check(client: Client, alive: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "a long word"
    wrong = client.get("/health/ready", headers={"authorization": "Bearer a wrong word"})
    assert "checks" not in wrong.json()
    told = client.get("/health/ready", headers={"authorization": "Bearer a long word"}).json()
    assert told["well"] is True
    assert {name for name, one in told["checks"].items() if one["needed"]} == {
        "database",
        "disk",
        "migrations",
    }
    assert set(told["checks"]) == {
        *("database", "disk", "migrations", "record", "clock"),
        *("queue", "mail", "timer", "worker", "files", "backup", "sign_in"),
    }
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = "", networks.parse("x", "127.0.0.0/8")
    assert "checks" in client.get("/health/ready").json()


def test_a_database_that_is_away_takes_the_process_out_of_service(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition.connection, "ensure_connection", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})
    assert client.get("/health/live").status_code == 200
    assert "password" not in str(condition.measures())


def test_a_full_disk_and_a_missing_migration_do_too(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition.shutil, "disk_usage", lambda path: Usage(100, 99, 1))
    assert client.get("/health/ready").status_code == 503
    monkeypatch.undo()
    monkeypatch.setattr(condition, "unapplied", lambda: ["cases.0002"])
    monkeypatch.setattr(condition, "_shape_is_ours", False)
    assert client.get("/health/ready").status_code == 503


def test_a_late_timer_is_a_trouble_but_the_process_still_serves(
    client: Client, alive: None
) -> None:
    Beat.objects.filter(name="timer").update(at=timezone.now() - timedelta(minutes=4))
    assert client.get("/health/ready").status_code == 200
    assert {one.name for one in condition.measures() if not one.well} == {"timer"}


def test_letters_that_wait_too_long_are_a_trouble(alive: None) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    Letter.objects.create(address="a@example.org", made_at=long_ago, due_at=long_ago)
    assert {one.name for one in condition.measures() if not one.well} == {"mail"}


@pytest.mark.parametrize(
    ("limit", "tight", "name"),
    [
        ("DISK_LIMIT_MB", 10**12, "disk"),
        ("JOBS_WAIT_MINUTES", 5, "queue"),
        ("LETTERS_WAIT_MINUTES", 5, "mail"),
        ("SILENT_SECONDS", 30, "timer"),
        ("BACKUP_DAYS", 1, "backup"),
    ],
)
def test_one_limit_holds_for_watches_figures_alerts_and_the_doctor(
    client: Client, alive: None, settings: Any, limit: str, tight: int, name: str
) -> None:
    ago = timezone.now() - timedelta(minutes=8)
    Letter.objects.create(address="a@example.org", made_at=ago, due_at=ago)
    Beat.objects.filter(name="timer").update(at=timezone.now() - timedelta(minutes=1))
    Backup.objects.create(
        made_at=timezone.now() - timedelta(days=2), place="m:/b", size=1, digest="d"
    )
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x",
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.update(enqueued_at=ago)
    settings.METRICS_NETWORKS = networks.parse("x", "127.0.0.1")

    def seen() -> list[bool]:
        alerts.look()
        told = client.get("/health/ready").json()["checks"]
        return [
            told[name]["well"],
            f'commonhall_well{{check="{name}"}} 1.0' in client.get("/metrics").content.decode(),
            name not in {one.code for one in examine(timezone.now().date())},
            not Trouble.objects.filter(kind=name).exists(),
        ]

    assert seen() == [True] * 4
    setattr(settings, limit, tight)
    assert seen() == [False] * 4


# --- figures --------------------------------------------------------------------------------------
def test_figures_are_read_by_prometheus_own_reader(
    client: Client, alive: None, settings: Any
) -> None:
    settings.METRICS_NETWORKS = networks.parse("x", "127.0.0.1")
    client.get("/cases/")
    client.get("/nothing/of/mine@example.org/")
    text = client.get("/metrics").content.decode()
    assert "example.org" not in text
    found = {one.name: one for one in text_string_to_metric_families(text)}
    counted = {
        (one.labels["route"], one.labels["status"]): one.value
        for one in found["commonhall_requests"].samples
        if one.name.endswith("_total")
    }
    assert counted["cases:list", "200"] >= 1 and counted["none", "404"] >= 1
    well = {one.labels["check"]: one.value for one in found["commonhall_well"].samples}
    assert well["database"] == well["timer"] == 1
    assert found["commonhall_record_pending"].samples[0].value == 0


# --- the log --------------------------------------------------------------------------------------
@pytest.fixture
def lines() -> Iterator[Any]:
    """What is logged as JSON while the test runs."""
    stream, names = io.StringIO(), ("commonhall", "commonhall.requests", "django.db")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_log.Json())
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_a_request_with_its_id_and_nobody_in_it(client: Client, lines: Any) -> None:
    given = client.get("/search/?q=ada@example.org", headers={"x-request-id": "proxy-12345"})
    assert given["X-Request-ID"] == "proxy-12345"
    hostile = client.get("/search/", headers={"x-request-id": 'a"\n{}'})
    assert len(hostile["X-Request-ID"]) == 16
    answered = [one for one in lines() if one["from"] == "commonhall.requests"]
    assert [one["request"] for one in answered] == ["proxy-12345", hostile["X-Request-ID"]]
    assert answered[0] | {"at": 0, "ms": 0} == {
        "at": 0,
        "level": "info",
        "from": "commonhall.requests",
        "says": "answered",
        "request": "proxy-12345",
        "method": "GET",
        "route": "pages:search",
        "status": 200,
        "ms": 0,
    }
    assert "ada" not in json.dumps(lines())


def test_an_error_says_where_it_was_and_not_with_whose_values(lines: Any) -> None:
    try:
        raise OperationalError("Key (email)=(ada@example.org) already exists")
    except OperationalError:
        logging.getLogger("commonhall.core").exception("Job %s failed", 7)
    logging.getLogger("django.db").warning("refused %s", "ada@example.org")
    mine, other = lines()
    assert mine["says"] == "Job 7 failed" and mine["error"] == "OperationalError"
    assert "test_watching.py" in mine["where"][0] and other["says"] == "refused %s"
    assert "ada" not in json.dumps([mine, other])


# --- alerts ---------------------------------------------------------------------------------------
@pytest.fixture
def heard(settings: Any) -> Iterator[list[dict[str, Any]]]:
    """A webhook that keeps what it is told; its answer is 200 until `refuses` is set."""
    told: list[dict[str, Any]] = []

    class Takes(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ALERT_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"
    yield told
    server.shutdown()


def pass_time(minutes: float) -> None:
    for one in Trouble.objects.all():
        one.since -= timedelta(minutes=minutes)
        one.save()


def test_a_trouble_that_lasts_is_told_once_and_its_end_once(
    alive: None, settings: Any, heard: list[dict[str, Any]]
) -> None:
    settings.ALERT_MAIL = ["it@example.org"]
    Beat.objects.filter(name="timer").update(at=timezone.now() - timedelta(minutes=4))
    assert alerts.look() == [] and Trouble.objects.get().kind == "timer"
    pass_time(3)
    assert alerts.look() == ["timer"] and alerts.look() == []
    beats.note("timer")
    assert alerts.look() == ["timer"] and alerts.look() == []
    assert [one["state"] for one in heard] == ["trouble", "well again"]
    assert heard[0]["check"] == "timer" and heard[0]["silent_seconds"] > 200
    # The administration's example has the same keys, apart from the measure's own figures.
    example = alert_words.trouble_payload()
    assert {*example} - {"free_bytes"} == {*heard[0]} - {"silent_seconds"}
    assert [one.subject.split(": ", 1)[1] for one in mail.outbox] == [
        "timer: trouble",
        "timer: well again",
    ]
    assert not Trouble.objects.exists()


def test_a_trouble_that_mends_itself_is_told_to_nobody(
    alive: None, heard: list[dict[str, Any]]
) -> None:
    Beat.objects.filter(name="worker").update(at=timezone.now() - timedelta(minutes=4))
    alerts.look()
    beats.note("worker")
    alerts.look()
    assert heard == [] and not Trouble.objects.exists()


def test_who_could_not_be_told_is_told_at_the_next_look(
    alive: None, settings: Any, heard: list[dict[str, Any]]
) -> None:
    there, settings.ALERT_WEBHOOK = settings.ALERT_WEBHOOK, "http://127.0.0.1:1/"
    Beat.objects.filter(name="timer").delete()
    alerts.look()
    pass_time(3)
    assert alerts.look() == []
    settings.ALERT_WEBHOOK = there
    assert alerts.look() == ["timer"] and len(heard) == 1


# --- one timer among several machines -------------------------------------------------------------
def test_only_one_machine_holds_the_timer_until_it_is_silent_or_leaves() -> None:
    assert beats.take("timer", "one") and beats.take("timer", "one")
    assert not beats.take("timer", "two")
    Beat.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert beats.take("timer", "two") and not beats.take("timer", "one")
    beats.leave("timer", "two")
    assert beats.take("timer", "one")


# --- proxies --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("forwarded", "wanted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # A header the stranger sent stands left of what our proxy added.
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", "10.0.0.1"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_the_last_whom_our_proxies_heard(
    settings: Any, forwarded: str, wanted: str
) -> None:
    settings.TRUSTED_PROXIES = networks.parse("x", "10.0.0.0/8")
    assert proxies.client(forwarded, "10.0.0.1") == wanted


def sign_in(address: str, peer: str = "10.0.0.1", forwarded: str = "") -> str:
    """Try to sign in with a wrong word; what the page says."""
    answer = Client(REMOTE_ADDR=peer).post(
        "/account/login/",
        {"login": address, "password": "wrong"},
        headers={"x-forwarded-for": forwarded} if forwarded else {},
    )
    return f"{answer.status_code} {answer.content.decode()}"


def refused(said: str) -> bool:
    return said.startswith("429") or "Too many" in said


def test_thirty_people_behind_the_halls_proxy_have_a_limit_each(settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks.parse("x", "10.0.0.0/8")
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    for number in range(30):
        mine = [
            refused(sign_in(f"r{number}@example.org", forwarded=f"203.0.113.{number}"))
            for _try in range(3)
        ]
        assert mine == [False] * 3
    assert refused(sign_in("r7@example.org", forwarded="203.0.113.7"))
    # Without trust they are one, and the fourth of them is kept out.
    settings.TRUSTED_PROXIES = []
    mine = [refused(sign_in("x@example.org", "10.0.0.2", f"203.0.113.{n}")) for n in range(30)]
    assert mine == [False] * 3 + [True] * 27


def test_a_forged_header_gives_nobody_a_fresh_limit(settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks.parse("x", "10.0.0.0/8")
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    straight = [refused(sign_in("a@example.org", "198.51.100.9", f"1.2.3.{n}")) for n in range(8)]
    assert straight == [False] * 3 + [True] * 5
    through = [
        refused(sign_in("b@example.org", forwarded=f"1.2.3.{n}, 198.51.100.8")) for n in range(8)
    ]
    assert through == [False] * 3 + [True] * 5


def test_a_stranger_cannot_claim_tls_or_another_host(settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks.parse("x", "10.0.0.0/8")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"x-forwarded-proto": "https"}
    assert Client(REMOTE_ADDR="198.51.100.9").get("/help/", headers=said).status_code == 301
    assert Client(REMOTE_ADDR="10.0.0.1").get("/help/", headers=said).status_code == 200


@pytest.mark.parametrize("word", ["10.0.0.0/99", "proxy.example", "10.0.0"])
def test_a_network_that_is_none_is_named(word: str) -> None:
    with pytest.raises(
        ValueError, match=r"COMMONHALL_TRUSTED_PROXIES: .* is no address or network"
    ):
        networks.parse("COMMONHALL_TRUSTED_PROXIES", word)


# --- small files ----------------------------------------------------------------------------------
def test_browsers_and_robots_get_their_files(client: Client, settings: Any) -> None:
    assert "Disallow: /account/" in client.get("/robots.txt").content.decode()
    assert client.get("/favicon.ico")["Content-Type"] == "image/svg+xml"
    told = client.get("/manifest.webmanifest").json()
    assert told["name"] == settings.SITE_NAME and told["icons"][0]["src"].endswith("mark.svg")
    assert client.get(told["icons"][0]["src"]).status_code == 200
    assert 'rel="manifest"' in client.get("/help/").content.decode()


def test_who_takes_reports_of_weaknesses_is_named_where_it_is_set(
    client: Client, settings: Any
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert "Contact: mailto:security@example.org" in lines
    assert any(line.startswith("Expires: ") for line in lines)
