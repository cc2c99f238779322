"""How the hall runs, jobs and keys: for offices that may settle the hall, and what is done there."""

from __future__ import annotations

import http.server
import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhall.actions import action_pages
from commonhall.core import jobs as queue
from commonhall.core import kept_backups, timers
from commonhall.core.models import Letter, TimerRun
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.api_keys.actions import end_key
from commonhall.people.api_keys.models import ApiKey
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, code_of, found_hall, signed_in

pytestmark = pytest.mark.django_db
PAGES = ["/administration/running/", "/administration/jobs/", "/administration/keys/"]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.parametrize("address", PAGES)
def test_only_offices_that_may_settle_the_hall_see_them(hall: Hall, address: str) -> None:
    assert Client().get(address).status_code == 302
    for actor in (hall.resident, hall.parks):
        refused = signed_in(actor).get(address)
        assert signed_in(actor).post(PAGES[1], {"job": "x"}).status_code == 403
        assert "may change the hall" in refused.content.decode()
    assert signed_in(hall.chair).get(address).status_code == 200
    assert address in signed_in(hall.chair).get("/administration/").content.decode()
    assert address not in signed_in(hall.parks).get("/administration/").content.decode()


@pytest.mark.parametrize("name", ["test_letter", "try_provider"])
def test_nobody_else_tries_what_the_hall_talks_to(hall: Hall, name: str, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "server": "http://127.0.0.1:1"}
    assert signed_in(hall.parks).post(reverse(f"pages:{name}")).status_code == 403
    assert signed_in(hall.chair).get(reverse(f"pages:{name}")).status_code == 405
    assert mail.outbox == []


def test_what_is_known_of_the_hall_is_shown_and_no_secret(hall: Hall, settings: Any) -> None:
    settings.LETTERS_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example.org", 587
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hall", "open sesame"
    settings.OIDC = {**settings.OIDC, "server": "https://id.example.org"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"name": "City id", "client_id": "town", "secret": "swordfish"}]
        }
    }
    kept_backups.note(
        made_at=timezone.now(), place="db1:/b/h.tar.gz", size=5_000_000, digest="d", with_keys=False
    )
    name = timers.registered()[0]
    TimerRun.objects.create(name=name, at=timezone.now(), seconds=1.5, fault="OSError")
    text = signed_in(hall.chair).get(PAGES[0]).content.decode()
    for wanted in (
        *("mail.example.org:587", "STARTTLS", "db1:/b/h.tar.gz", "4.8"),
        *("https://id.example.org", "City id", "OSError", "works once you have restored it"),
    ):
        assert wanted in text
    assert "open sesame" not in text and "swordfish" not in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_they_are_accessible_and_fit(
    hall: Hall, open_page: OpenPage, width: int, settings: Any
) -> None:
    settings.LETTERS_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.OIDC = {**settings.OIDC, "server": "https://identity.example.org/realms/town"}
    app = {"name": "City id", "client_id": "town", "secret": "swordfish"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    place = "db1.example.org:/var/backups/commonhall/hall-20261128-0230.tar.gz"
    kept_backups.note(
        made_at=timezone.now(), place=place, size=5_000_000, digest="d", with_keys=False
    )
    owner = Account.objects.get(person=hall.parks.person)
    choice = actors.choices(actors.person_of(owner))[0]
    keys.make(owner, "Map of lamps", choice, 30, ["cases.answer_case", "cases.pass_on_case"])
    failed_job()
    client = signed_in(hall.chair)
    for address in PAGES:
        page = open_page(address, width=width, client=client)
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"running-{address.split('/')[2]}-{width}")
        page.context.close()


def test_every_timer_of_the_code_is_done_by_the_clock() -> None:
    """A module that nobody imports at the start would never have its turn."""
    code = Path(timers.__file__).parent.parent
    said = {
        f"commonhall.{'.'.join(file.relative_to(code).with_suffix('').parts)}.{name}"
        for file in code.rglob("*.py")
        for name in re.findall(r"^@every\(.*\)\ndef (\w+)", file.read_text(), re.MULTILINE)
    }
    assert "commonhall.actions.timers.send_daily_letters" in said
    # In a process of its own: what other tests imported must not hide it.
    program = "import django; django.setup(); from commonhall.core import timers; "
    program += "print(*timers.registered())"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert set(told.stdout.split()) == said, told.stderr


# --- jobs -----------------------------------------------------------------------------------------
def failed_job() -> DBTaskResult:
    try:
        raise ValueError("ada@example.org is wrong")
    except ValueError as error:
        job = DBTaskResult.objects.create(
            args_kwargs={"args": ["ada@example.org"], "kwargs": {}},
            task_path="commonhall.people.invitations.letters.send_invitation",
            exception_class_path="",
            traceback="",
        )
        job.set_failed(error)
    return job


def test_a_failed_job_shows_its_fault_and_nobodys_values(hall: Hall) -> None:
    failed_job()
    text = signed_in(hall.chair).get(PAGES[1]).content.decode()
    assert "people.invitations: send_invitation" in text and "ValueError" in text
    assert "ada@example.org" not in text


def test_a_failed_job_is_tried_again_or_forgotten_and_the_log_says_by_which_office(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    job, client = failed_job(), signed_in(hall.chair)
    client.post(PAGES[1], {"job": str(job.pk), "again": ""})
    job.refresh_from_db()
    assert (job.status, job.worker_ids, job.traceback) == (TaskResultStatus.READY, [], "")
    assert queue.failed() == 0 and queue.waiting()[0] >= 1
    assert f"job {job.pk} was put back, by {hall.chair.ref}" in caplog.text
    # It is no longer failed: neither button does anything to it.
    client.post(PAGES[1], {"job": str(job.pk), "forget": ""})
    assert DBTaskResult.objects.filter(pk=job.pk).exists()
    other = failed_job()
    client.post(PAGES[1], {"job": str(other.pk), "forget": ""})
    assert not DBTaskResult.objects.filter(pk=other.pk).exists()
    for wrong in ("", "7", "x" * 5000):
        assert client.post(PAGES[1], {"job": wrong, "again": ""}).status_code == 302


# --- keys -----------------------------------------------------------------------------------------
def test_a_key_of_somebody_else_is_ended_and_its_owner_gets_a_letter(hall: Hall) -> None:
    owner = Account.objects.get(person=hall.parks.person)
    choice = actors.choices(actors.person_of(owner))[0]
    key, written = keys.make(owner, "Map of lamps", choice, 30, ["cases.answer_case"])
    client = signed_in(hall.chair)
    text = client.get(PAGES[2]).content.decode()
    assert "Map of lamps" in text and "never used" in text and written not in text
    code_of(hall.chair.account)
    address = f"{action_pages.url_of(end_key)}?key={key.pk}"
    form = client.get(address).content.decode()
    assert f'<option value="{key.pk}" selected>' in form, form[
        form.index("<main") : form.index("</main")
    ]
    # Who may not end keys does not see which there are.
    assert "Map of lamps" not in signed_in(hall.parks).get(address).content.decode()
    sent = client.post(address, {"key": key.pk, "reason": "It stood on a public page.", "once": ""})
    assert sent.status_code == 302, sent.content.decode()
    assert not ApiKey.objects.exists() and keys.actor_of_key(written) is None
    while queue.run_one("t"):
        pass
    letter = next(one for one in mail.outbox if one.to == [owner.email])
    assert "Map of lamps" in letter.body and "It stood on a public page." in letter.body


# --- trying ---------------------------------------------------------------------------------------
def test_a_test_letter_says_what_the_mail_server_answered(hall: Hall, settings: Any) -> None:
    client = signed_in(hall.chair)
    client.post("/administration/running/letter/")
    me = Account.objects.get(person=hall.chair.person).email
    assert [one.to for one in mail.outbox] == [[me]]
    settings.LETTERS_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    told = client.post("/administration/running/letter/", follow=True).content.decode()
    assert "did not accept the letter: ConnectionRefusedError" in told
    letter = Letter.objects.get()
    assert (letter.address, letter.state, letter.attempts) == (me, Letter.State.WAITING, 1)
    settings.LETTERS_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    told = client.post("/administration/running/letter/", follow=True).content.decode()
    assert "accepted the letter to" in told
    assert Letter.objects.filter(state=Letter.State.SENT).count() == 1


@pytest.fixture
def provider(settings: Any) -> Iterator[dict[str, Any]]:
    """A provider on this machine; what it says of itself can be changed."""
    said: dict[str, Any] = {}

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/.well-known/openid-configuration"
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.OIDC = {**settings.OIDC, "server": address, "residence_claim": "place.code"}
    app = {"name": "City id", "client_id": "town", "secret": ""}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    said |= {
        "issuer": address,
        "authorization_endpoint": f"{address}/a",
        "token_endpoint": f"{address}/t",
        "jwks_uri": f"{address}/j",
        "claims_supported": ["sub", "place"],
    }
    yield said
    server.shutdown()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "The provider answers"),
        ({"issuer": "https://other.example"}, "It calls itself https://other.example"),
        ({"token_endpoint": ""}, "Its answer does not include: token_endpoint"),
        ({"claims_supported": ["sub"]}, "does not offer the claim “place”"),
        ({"issuer": "<b>x</b>"}, "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_the_provider_is_asked_and_its_answer_is_judged(
    hall: Hall, provider: dict[str, Any], change: dict[str, Any], says: str
) -> None:
    provider |= change
    told = signed_in(hall.chair).post("/administration/running/provider/").content.decode()
    assert says in told


def test_a_provider_that_is_away_is_said_so(hall: Hall, provider: Any, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "server": "http://127.0.0.1:1"}
    told = signed_in(hall.chair).post("/administration/running/provider/").content.decode()
    assert "does not answer like a sign-in provider" in told and "Connection refused" in told
