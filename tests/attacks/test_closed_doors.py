"""Strangers ask for too much, send too much, guess at who others are, and look at what others left behind"""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from PIL import Image

from commonhall.core import condition, failed_sign_ins, photos
from commonhall.core.refusals import BadInput
from commonhall.site import private_home, read_budgets
from tests.kit import found_hall, key_of, signed_in

STRANGER, ANOTHER = "203.0.113.7", "203.0.113.8"


@pytest.mark.django_db
def test_who_reads_expensively_waits_and_nobody_else_does(settings: Any) -> None:
    """A budget of CPU time for each address; it refills."""
    found_hall()
    settings.READ_SECONDS = 1
    reads = [Client(REMOTE_ADDR=STRANGER).get("/") for _each in range(2)]
    assert {one.status_code for one in reads} == {200}
    budgets = read_budgets.Budgets()
    budgets.charge(STRANGER, 1.5, now=100.0)
    assert budgets.wait(STRANGER, now=100.0) > 0
    assert budgets.wait(ANOTHER, now=100.0) == 0
    assert budgets.wait(STRANGER, now=100.0 + budgets.wait(STRANGER, now=100.0)) == 0


def spent(middleware: read_budgets.ReadBudgets, **of: Any) -> Any:
    request = RequestFactory().get(of.pop("path", "/"), **of)
    request.user = type("Nobody", (), {"is_authenticated": of.get("HTTP_COOKIE") == "mine"})()
    return middleware(request)


@pytest.mark.django_db
def test_the_cost_of_a_read_is_what_it_took(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of what is streamed; our own proxy that told no address, and who is signed in, are not held back."""
    settings.READ_SECONDS = 20
    clock = iter(range(0, 100_000, 30))
    monkeypatch.setattr(time, "thread_time", lambda: next(clock))
    middleware = read_budgets.ReadBudgets(lambda _request: HttpResponse("dear"))
    for free in ({"REMOTE_ADDR": "127.0.0.1"}, {"REMOTE_ADDR": STRANGER, "HTTP_COOKIE": "mine"}):
        assert [spent(middleware, **free).status_code for _each in range(3)] == [200] * 3
    assert spent(middleware, REMOTE_ADDR=STRANGER).status_code == 200
    refused = spent(middleware, REMOTE_ADDR=STRANGER)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 10
    told = spent(middleware, REMOTE_ADDR=STRANGER, path="/api/v1/cases")
    assert json.loads(told.content)["status"] == 429
    assert spent(middleware, REMOTE_ADDR=ANOTHER).status_code == 200
    streamed = read_budgets.ReadBudgets(lambda _request: StreamingHttpResponse(["a", "b"]))
    assert spent(streamed, REMOTE_ADDR="2001:db8::1").getvalue() == b"ab"
    assert spent(streamed, REMOTE_ADDR="2001:db8::2").status_code == 429, "the same household"


@pytest.mark.django_db
def test_whoever_fetches_tables_leaves_workers_for_pages() -> None:
    """Half of the workers give out whole tables, however slowly they are fetched; a page always finds one."""
    middleware = read_budgets.ReadBudgets(lambda _request: StreamingHttpResponse(["a", "b"]))
    table = {"path": "/open/cases.cases.csv", "REMOTE_ADDR": STRANGER}
    slow = [spent(middleware, **table) for _each in range(read_budgets.WORKERS // 2)]
    assert {one.status_code for one in slow} == {200}
    assert spent(middleware, **table).status_code == 503
    assert spent(middleware, REMOTE_ADDR=STRANGER).status_code == 200
    assert slow.pop().getvalue() == b"ab"
    assert spent(middleware, **table).status_code == 200, "its place was given back"


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "BMP", "PCX", "ICO", "TGA", "PPM"])
def test_a_picture_of_another_kind_is_not_even_decoded(kind: str) -> None:
    """A photo is JPEG, PNG or WebP; no other of Pillow's decoders sees what a stranger sends."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, kind)
    with pytest.raises(BadInput):
        photos.clean(SimpleUploadedFile("photo.png", out.getvalue()))


def test_a_damaged_picture_is_told_and_is_no_fault_of_ours() -> None:
    for kind in photos.FORMATS:
        out = io.BytesIO()
        Image.effect_noise((64, 64), 90).convert("RGB").save(out, kind)
        whole = out.getvalue()
        for cut in (20, 60, len(whole) // 2):
            broken = whole[:cut] + b"\x00" * 9 + whole[cut + 9 : len(whole) // 2]
            with pytest.raises(BadInput):
                photos.clean(SimpleUploadedFile("photo.jpg", broken))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/api/v1/cases/raise", "/cases/raise/"])
def test_a_body_that_is_too_large_is_not_read(address: str) -> None:
    """Refused by what it says of its length; one that does not say it is not read either."""
    found_hall()

    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("read all the same")

        readline = read

    for kind in ("application/json", "multipart/form-data; boundary=x"):
        said: Any = {"CONTENT_LENGTH": str(40 * 1024 * 1024), "wsgi.input": Unread()}
        stranger = Client()
        stranger.cookies["sessionid"] = "made-up"
        found = stranger.generic("POST", address, content_type=kind, **said)
        assert found.status_code == 413
    endless = Client().generic("POST", address, HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert endless.status_code == 411


@pytest.mark.django_db
def test_pages_of_who_is_signed_in_are_not_kept_by_the_browser() -> None:
    hall = found_hall()
    mine, nobody = signed_in(hall.resident), Client()
    for address in ("/", "/cases/", "/me/"):
        assert mine.get(address)["Cache-Control"] == "no-store", address
    assert "no-store" not in nobody.get("/cases/").get("Cache-Control", "")
    key = {"Authorization": f"Bearer {key_of(hall.resident)}"}
    assert nobody.get("/api/v1/cases", headers=key)["Cache-Control"] == "no-store"
    assert "no-store" not in nobody.get("/api/v1/cases").get("Cache-Control", "")


@pytest.mark.django_db
def test_failed_sign_ins_are_counted_and_an_alarm_is_raised(settings: Any) -> None:
    """Whatever was wrong: the pass phrase, the code, the key of a program."""
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in_failures": "3/h"}
    found_hall()
    assert condition.sign_in().well
    authenticate(RequestFactory().post("/"), username="resident@example.org", password="wrong")
    assert failed_sign_ins.lately() == 1
    for _each in range(3):
        headers = {"Authorization": "Bearer hall_guessed"}
        assert Client().get("/api/v1/me", headers=headers).status_code in {401, 404}
    page = Client().post("/account/login/", {"login": "resident@example.org", "password": "wrong"})
    assert page.status_code == 200
    measured = condition.sign_in()
    assert not measured.well
    assert measured.figures["failed_in_an_hour"] > 3
    assert "sign_in" in {one.name for one in condition.measures() if not one.well}


def test_the_home_is_closed_to_others_on_the_machine(tmp_path: Path) -> None:
    """What an earlier version left open, too, and whatever is made afterwards."""
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "secret_key").write_text("s")
    (home / "commonhall.sqlite3").write_text("d")
    for path in (home, home / "keys"):
        path.chmod(0o755)
    for path in (home / "keys" / "secret_key", home / "commonhall.sqlite3"):
        path.chmod(0o644)
    before = os.umask(0o022)
    try:
        private_home.close(home)
        (home / "uploads").mkdir()
        (home / "uploads" / "photo.jpg").write_text("p")
    finally:
        os.umask(before)
    for path in (home, *home.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_browsers_are_held_to_tls_for_the_whole_host() -> None:
    """HSTS for two years with what lies below the host, `preload` only where it was chosen; cookies are of this host."""
    asked = (
        "from commonhall.site import settings as s; print(s.SECURE_HSTS_SECONDS, "
        "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    )
    environment = {**os.environ, "COMMONHALL_HTTPS": "1", "COMMONHALL_HSTS": "preload"}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    said = ["63072000", "True", "True", "__Host-sessionid", "__Host-csrftoken", "True"]
    assert told.stdout.split() == said


@pytest.mark.django_db
def test_signing_out_empties_the_browsers_store() -> None:
    hall = found_hall()
    gone = signed_in(hall.resident).post("/account/logout/")
    assert gone["Clear-Site-Data"] == '"cache", "storage"'
    assert not signed_in(hall.resident).get("/").has_header("Clear-Site-Data")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("phrase", "taken"),
    [
        ("Testford2026!", False),
        ("commonhall-testford", False),
        ("Testford has seven crooked lamps", True),
        ("seven crooked lamps", True),
    ],
)
def test_the_towns_own_name_is_no_pass_phrase(phrase: str, taken: bool) -> None:
    """What everybody tries first here."""
    found_hall()
    try:
        validate_password(phrase)
    except ValidationError:
        assert not taken
    else:
        assert taken
