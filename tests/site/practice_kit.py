"""A practice town that is made once for all tests, and served by its own command."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.site.test_serving import PATIENCE, children, command, environment, free_port, get, until

SECRETS = {
    "COMMONHALL_SECRET_KEY": "hall-secret-1",
    "COMMONHALL_ROLL_KEYS": "1:hall-secret-2",
    "COMMONHALL_METRICS_TOKEN": "hall-secret-3",
    "COMMONHALL_EMAIL_URL": "smtp://hall-secret-4@mail.example:25",
}


def made(folder: Path) -> Path:
    """A hall's home with a practice town in it; made once, whichever process of the tests asks first."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = folder / "hall"
        if not (home / "practice" / "pristine").exists():
            subprocess.run(
                command("practice", "--make"),
                env=environment(home),
                check=True,
                capture_output=True,
                timeout=10 * PATIENCE,
            )
    return home


class Town:
    """A practice town that is served from a copy."""

    def __init__(self, home: Path, hall: str = "http://localhost:8000") -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://localhost:{self.port}"
        self.process = subprocess.Popen(
            command("practice", "--port", str(self.port)),
            env=environment(home, COMMONHALL_PRACTICE_URL=self.url, COMMONHALL_URL=hall, **SECRETS),
            start_new_session=True,
        )
        until(lambda: get(self.port, "/practice/state.json") == 200)

    def everybody(self) -> list[int]:
        mine = children(self.process.pid)
        return [self.process.pid, *mine, *(one for up in mine for one in children(up))]

    def end(self) -> None:
        for pid in self.everybody():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def served(home: Path, to: Path, hall: str = "http://localhost:8000") -> Iterator[Town]:
    town = Town(Path(shutil.copytree(home, to)), hall)
    try:
        yield town
    finally:
        town.end()


class Visitor:
    """A browser without scripts: cookies, forms, and the page where it is."""

    def __init__(self, town: Town) -> None:
        self.town, self.jar = town, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.status, self.page, self.at = 0, "", ""
        self.headers: dict[str, str] = {}

    def open(self, path: str, data: dict[str, str] | None = None) -> str:
        """Open a page, and wait where it says so, as a browser does."""
        self.once(path, data)
        while self.status == 503 and (found := re.search(r"content=\"\d+;url=([^\"]+)", self.page)):
            time.sleep(1)
            self.once(found.group(1).replace("&amp;", "&"))
        return self.page

    def once(self, path: str, data: dict[str, str] | None = None) -> str:
        url = path if path.startswith("http") else self.town.url + path
        sent = urlencode(data).encode() if data is not None else None
        # The web server answers any host; a browser sends where a form comes from.
        request = Request(url, sent, {"Referer": self.at or url, "Origin": self.town.url})
        if data is None:
            request.remove_header("Origin")
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except HTTPError as error:
            answer = error
        with answer:
            self.status, self.at = int(answer.status or 0), str(answer.url)
            self.page = answer.read().decode(errors="replace")
            self.headers = {name.lower(): value for name, value in answer.headers.items()}
        return self.page

    def post(self, path: str, **data: str) -> str:
        return self.open(path, {**data, "csrfmiddlewaretoken": self.token()})

    def token(self) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert found, self.page[:400]
        return found.group(1)

    @property
    def path(self) -> str:
        return self.at.removeprefix(self.town.url)
