"""`commonhall serve` with real processes: killed ones come back, none is left behind, a port is one hall's."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonhall.site import supervision
from commonhall.site.commands import serve

# Generous: the machine may be busy with other tests.
PATIENCE = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    return {**kept, "COMMONHALL_HOME": str(home), **more}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "commonhall.site.cli", *words]


def get(port: int, path: str = "/health/live", timeout: float = 10) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def until(true: object, patience: float = PATIENCE) -> None:
    """Wait until a function is true; fails when it does not come to be."""
    assert callable(true)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, StopIteration):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError("this did not come to be")


def children(pid: int) -> list[int]:
    """Processes started by this one, from /proc."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((one / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(one.name))
    return found


def words_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


class Served:
    """A hall that is served; `web` is the process that holds the port, `workers` those that answer."""

    def __init__(self, home: Path, workers: int = 1, port: int = 0) -> None:
        self.port = port or free_port()
        self.told = home / "told"
        with self.told.open("w") as told:
            self.process = subprocess.Popen(
                command("serve", "--port", str(self.port), "--workers", str(workers)),
                env=environment(home, COMMONHALL_METRICS_TOKEN="a-word"),
                stderr=told,
                start_new_session=True,
            )

    def part(self, name: str) -> int:
        return next(one for one in children(self.process.pid) if f" {name} " in words_of(one))

    def workers(self) -> list[int]:
        return children(self.part("web"))

    def everybody(self) -> list[int]:
        mine = children(self.process.pid)
        return [*mine, *(one for parent in mine for one in children(parent))]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database has this version's shape."""
    made = tmp_path_factory.mktemp("migrated")
    subprocess.run(command("migrate"), env=environment(made), check=True, capture_output=True)
    return made


@pytest.fixture
def home(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "home"))


@pytest.fixture
def served(home: Path) -> Iterator[Served]:
    hall = Served(home)
    everybody: list[int] = []
    try:
        until(lambda: get(hall.port) == 200)
        until(lambda: len(hall.workers()) == 1)
        everybody = hall.everybody()
        yield hall
    finally:
        for pid in {hall.process.pid, *everybody, *hall.everybody()}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        hall.process.wait()


def test_a_port_in_use_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for name in ("serve", "web"):
            told = subprocess.run(
                command(name, "--port", str(port)),
                env=environment(tmp_path),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
            assert told.returncode == 2
            assert f"port {port} on 127.0.0.1 is in use already" in told.stderr
    assert not (tmp_path / "commonhall.sqlite3").exists()


def test_an_address_that_is_not_ours_is_named(tmp_path: Path) -> None:
    told = subprocess.run(
        command("serve", "--host", "203.0.113.9"),
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert told.returncode == 2 and "nobody can listen on 203.0.113.9, port 8000" in told.stderr


@pytest.mark.parametrize(
    ("words", "more"), [(["--no-migrate"], {}), ([], {"COMMONHALL_MIGRATE": "0"})]
)
def test_nothing_is_migrated_unless_asked(
    tmp_path: Path, words: list[str], more: dict[str, str]
) -> None:
    told = subprocess.run(
        command("serve", "--port", str(free_port()), *words),
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert told.returncode == 2 and "run `commonhall migrate` once" in told.stderr


@pytest.mark.slow
def test_web_processes_that_are_killed_come_back_and_requests_go_on(served: Served) -> None:
    for _round in range(2):
        # What dies twice within six seconds is started anew with its holder: see below.
        time.sleep(6)
        victim = served.workers()[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda gone=victim: gone not in served.workers())
        # Not one request is refused: the port is held by who starts the web processes again.
        assert {get(served.port, timeout=PATIENCE) for _request in range(20)} == {200}
        until(lambda gone=victim: len(served.workers()) == 1 and gone not in served.workers())
    for name in ("worker", "timer", "sequence"):
        victim = served.part(name)
        os.kill(victim, signal.SIGKILL)
        until(lambda one=name, gone=victim: served.part(one) != gone)
    holder = served.part("web")
    os.kill(holder, signal.SIGKILL)
    until(lambda: served.part("web") != holder and get(served.port) == 200)


@pytest.mark.slow
def test_nobody_is_left_when_the_supervisor_is_killed(served: Served) -> None:
    # A part that starts may ask a passing helper (`ldconfig`, `uname`): who stays is counted.
    until(lambda: len(served.everybody()) == 5)
    everybody = served.everybody()
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    until(lambda: not [one for one in everybody if "commonhall" in words_of(one)], patience=60)
    until(lambda: not supervision.answers("127.0.0.1", served.port))


@pytest.mark.slow
def test_asked_to_end_all_end_and_say_when_they_served(served: Served) -> None:
    everybody, ready = served.everybody(), f"Serving on http://127.0.0.1:{served.port}/"
    until(lambda: ready in served.told.read_text())
    os.kill(served.process.pid, signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert not [one for one in everybody if "commonhall" in words_of(one)]


@pytest.mark.slow
def test_systemd_is_told_when_the_hall_answers(home: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        port = free_port()
        process = subprocess.Popen(
            command("serve", "--port", str(port)),
            env=environment(home, NOTIFY_SOCKET=str(tmp_path / "notify")),
        )
        try:
            assert manager.recv(100) == b"READY=1"
            assert get(port) == 200
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.slow
def test_a_stranger_learns_whether_it_is_ready_and_no_more(served: Served) -> None:
    until(lambda: get(served.port, "/health/ready") == 200)
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/health/ready") as answer:
        assert json.load(answer) == {"ready": True}
    get(served.port, "/help/", timeout=PATIENCE)
    asked = urllib.request.Request(
        f"http://127.0.0.1:{served.port}/metrics", headers={"Authorization": "Bearer a-word"}
    )
    with urllib.request.urlopen(asked) as answer:
        figures = answer.read().decode()
    # Summed over the web processes, from the files they share.
    assert 'commonhall_requests_total{method="GET",route="pages:help",status="200"} 1.0' in figures
    assert 'commonhall_well{check="database"} 1.0' in figures


@pytest.mark.parametrize(
    ("domain", "host", "link"),
    [
        ("localhost", "127.0.0.1", "http://127.0.0.1:8123"),
        ("localhost", "0.0.0.0", "http://localhost:8123"),
        ("localhost", "::", "http://localhost:8123"),
        ("localhost", "::1", "http://[::1]:8123"),
        ("hall.example.org", "0.0.0.0", "https://hall.example.org"),
    ],
)
def test_the_link_to_the_set_up_can_be_opened(
    settings: pytest.FixtureRequest, domain: str, host: str, link: str
) -> None:
    """No browser finds 0.0.0.0, and the hall answers to no such name; behind a proxy it has its own."""
    settings.SITE_DOMAIN, settings.SITE_URL = domain, f"https://{domain}"  # type: ignore[attr-defined]
    assert serve.reached_at(host, 8123) == link
