"""nginx, as deploy/nginx.conf has it, in front of the hall, and thirty clients behind it, each with an address of its own."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.crash.hall import free_port
from tests.crash.harness import ROOT
from tests.drills.hall import CLIENTS, DrillHall, kill, wait_until
from tests.drills.report import Report

REQUESTS = 12
# Requests that were in the hands of the web process that was killed.
MOST_LOST = 8
# What the sign-in page says to who tried too often.
TOO_OFTEN = "There were too many failed attempts to sign in"


def sample(hall_port: int, port: int, folder: Path) -> str:
    """The sample of deploy/, on ports of ours and without TLS."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = text.replace("server 127.0.0.1:8000 ", f"server 127.0.0.1:{hall_port} ")
    blocks = re.split(r"(?m)^(?=server \{|upstream )", text)
    kept = "".join(one for one in blocks if "return 301" not in one)
    kept = re.sub(r"(?m)^ *(listen|http2|ssl_\w+|server_name) .*\n", "", kept)
    kept = kept.replace("server {\n", f"server {{\n    listen 127.0.0.1:{port};\n", 1)
    temporary = "".join(
        f"    {one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error;\n"
        f"events {{ worker_connections 512; }}\nhttp {{\n    access_log off;\n{temporary}{kept}}}\n"
    )


@contextmanager
def nginx(program: str, hall_port: int, folder: Path) -> Iterator[int]:
    folder.mkdir()
    port = free_port()
    (folder / "conf").write_text(sample(hall_port, port, folder))
    process = subprocess.Popen([program, "-c", str(folder / "conf"), "-p", str(folder)])
    try:
        if not wait_until(lambda: get(port, 1, "/health/live") == 200, 20):
            raise AssertionError((folder / "error").read_text())
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(
    port: int, client: int, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, str, str]:
    """(status, page, cookie) of a request that comes from an address of the client's own."""
    line = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(f"127.0.0.{client + 1}", 0)
    )
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status, answer.read().decode(errors="replace"), cookie
    finally:
        line.close()


def get(port: int, client: int, path: str) -> int:
    try:
        return ask(port, client, "GET", path)[0]
    except (OSError, http.client.HTTPException):
        return 0


def wrong_sign_in(port: int, client: int, name: str, **headers: str) -> bool:
    """Try to sign in with a wrong word; whether it was refused for trying too often."""
    _status, page, cookie = ask(port, client, "GET", "/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, page[:500]
    form = {"csrfmiddlewaretoken": token[1], "login": f"{name}@example.org", "password": "wrong"}
    sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"} | headers
    status, page, _cookie = ask(port, client, "POST", "/account/login/", urlencode(form), **sent)
    return status == 429 or TOO_OFTEN in page


def play(home: Path) -> Report:
    report = Report("a proxy with thirty clients in front")
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        report.skipped = "nginx is not installed (Debian: nginx-light)"
        return report
    # The clients' addresses are this machine's, too: only the proxy's own is believed.
    hall = DrillHall(home, COMMONHALL_TRUSTED_PROXIES="127.0.0.1/32")
    hall.serve("--workers", "2")
    try:
        with nginx(program, hall.port, home / "nginx") as port:
            tries = [wrong_sign_in(port, 40, f"a{n}") for n in range(14)]
            report.hold("who tries too often is refused", tries[-1] and not tries[0])
            forged = wrong_sign_in(port, 40, "z", **{"X-Forwarded-For": "198.51.100.7"})
            report.hold("a forged X-Forwarded-For gives no fresh limit", forged)
            others = [wrong_sign_in(port, n, f"b{n}") for n in range(1, CLIENTS + 1)]
            report.hold(f"{CLIENTS} others behind the same proxy are not", not any(others))
            report.hold("the figures are for the inside", get(port, 1, "/metrics") == 404)
            statuses = under_load(hall, port)
            lost = len([one for one in statuses if one != 200])
            report.hold(
                f"of {len(statuses)} requests through the proxy while a web process was killed, "
                f"{lost} were lost (at most {MOST_LOST})",
                lost <= MOST_LOST,
            )
            report.hold(
                "afterwards all are answered",
                all(get(port, n, "/cases/") == 200 for n in range(1, CLIENTS + 1)),
            )
    finally:
        hall.kill_all()
    return report.end()


def under_load(hall: DrillHall, port: int) -> list[int]:
    statuses: list[int] = []

    def client(number: int) -> None:
        statuses.extend(get(port, number, "/cases/") for _request in range(REQUESTS))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(1, CLIENTS + 1)]
    for one in threads:
        one.start()
    time.sleep(1)
    kill(hall.answering()[0])
    for one in threads:
        one.join()
    return statuses
