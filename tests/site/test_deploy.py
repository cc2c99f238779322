"""What `deploy/` and docs/operate.md say is so: files parse, and every setting they name exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from commonhall.cases.moving_in.page_actions import LARGEST
from commonhall.site import cli, environment
from tests.site.test_commands import run

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NAME = re.compile(r"\b(?:COMMONHALL_[A-Z0-9_]+|DATABASE_URL(?:_FILE)?)\b")
# Known to other parts: the do command's own, the bootstrap's, the supervisor's; Caddy's.
ELSEWHERE = {
    "COMMONHALL_KEY",
    "COMMONHALL_SECOND_FACTOR",
    "COMMONHALL_VENV",
    "COMMONHALL_SUPERVISOR_PID",
    "COMMONHALL_REAL_DATA",
    "COMMONHALL_UPSTREAM",
}


def known(name: str) -> bool:
    base = name.removesuffix("_FILE")
    return (
        name in ELSEWHERE
        or name in environment.SETTINGS
        or (
            name.endswith("_FILE")
            and base in environment.SETTINGS
            and environment.SETTINGS[base].secret
        )
    )


def files() -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def test_the_reference_of_settings_is_current() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "settings_reference.py"), "--check"]
    )
    assert told.returncode == 0, "run tools/settings_reference.py"


@pytest.mark.parametrize(
    "path", [*files(), ROOT / "docs" / "operate.md", ROOT / "README.md"], ids=lambda path: path.name
)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert [name for name in NAME.findall(path.read_text()) if not known(name)] == []


def test_every_setting_the_code_reads_is_declared() -> None:
    named = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in NAME.findall(path.read_text())
        if not name.endswith("_")
    }
    assert {name for name in named if not known(name)} == set()
    settings = (ROOT / "src/commonhall/site/settings.py").read_text()
    assert "os.environ" not in settings
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', settings)) | {
        "COMMONHALL_SECRET_KEY"
    }
    assert read == set(environment.SETTINGS)


def test_every_command_that_is_named_exists() -> None:
    text = (ROOT / "docs" / "operate.md").read_text()
    shown = re.findall(r"```sh\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    named = {word for one in shown for word in re.findall(r"(?:^|[ \n])commonhall ([a-z-]+)", one)}
    assert {"serve", "web", "restore"} <= named <= set(cli.COMMANDS), named - set(cli.COMMANDS)


def test_compose_runs_commands_of_ours_with_secrets_that_are_declared() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    ours = {
        name: one for name, one in found["services"].items() if one.get("image") == "commonhall"
    }
    assert set(ours) == {"migrate", "web", "worker", "timer", "sequencer"}
    for one in ours.values():
        assert one["command"][0] in cli.COMMANDS
        assert one["read_only"] is True and one["cap_drop"] == ["ALL"]
    for one in found["services"].values():
        assert set(one.get("secrets", [])) <= set(found["secrets"])
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert source in found["volumes"] or (DEPLOY / source).exists()
    network = found["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert ours["web"]["environment"]["COMMONHALL_TRUSTED_PROXIES"] == network


def test_the_container_copies_what_is_there_and_starts_a_command_of_ours() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [
        line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line
    ]
    assert all((ROOT / name).exists() for names in copied for name in names)
    assert 'CMD ["serve", "--host", "0.0.0.0"]' in lines and "USER commonhall" in lines


def test_the_container_can_back_up_the_database_beside_it() -> None:
    """pg_dump refuses a server that is newer than itself; each Debian has the client of one version."""
    client = {"bookworm": 15, "trixie": 17}
    (debian,) = set(re.findall(r"FROM \S+-slim-(\w+)", (DEPLOY / "Containerfile").read_text()))
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert int(services["database"]["image"].partition("postgres:")[2]) <= client[debian]


def test_proxies_let_through_what_the_hall_takes() -> None:
    most = {
        "nginx.conf": r"client_max_body_size (\d+)m;",
        "Caddyfile": r"max_size (\d+)MB",
    }
    for name, limit in most.items():
        # What is commented out is a sample of another host: the practice town takes no files of other systems.
        lines = [one for one in (DEPLOY / name).read_text().splitlines() if one[:1] != "#"]
        (found,) = re.findall(limit, "\n".join(lines))
        # Both count a megabyte of 10⁶ or more bytes.
        assert int(found) * 10**6 > LARGEST + 2 * 1024 * 1024


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_units_are_valid_and_hardened(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/commonhall/bin/commonhall", "/bin/true")
        (tmp_path / path.name).write_text(text)
    units = sorted(str(path) for path in tmp_path.iterdir())
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    for name in ("commonhall.service", "commonhall-web.service"):
        safe = subprocess.run(
            [
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=30",
                str(tmp_path / name),
            ],
            capture_output=True,
            text=True,
        )
        assert safe.returncode == 0, safe.stdout[-300:]


def test_units_start_commands_that_exist() -> None:
    for path in (DEPLOY / "systemd").glob("*.service"):
        (word,) = re.findall(r"/opt/commonhall/bin/commonhall ([a-z]+)", path.read_text())
        assert word in cli.COMMANDS


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("COMMONHALL_DISK_LIMIT_MB", "much", "is no whole number"),
        ("COMMONHALL_LOG", "xml", "is none of: plain, json"),
        ("COMMONHALL_TRUSTED_PROXIES", "proxy", "is no address or network"),
        ("COMMONHALL_ALERT_WEBHOOK", "file:///etc/passwd", "write it like https://"),
        ("COMMONHALL_METRICS_TOKEN_FILE", "/nowhere", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    told = run(tmp_path, "migrate")
    assert told.returncode == 2 and name in told.stderr and says in told.stderr
    assert "Traceback" not in told.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("a long word\n")
    monkeypatch.setenv("COMMONHALL_METRICS_TOKEN_FILE", str(tmp_path / "token"))
    assert environment.read("COMMONHALL_METRICS_TOKEN") == "a long word"
    monkeypatch.setitem(os.environ, "COMMONHALL_METRICS_TOKEN_FILE", "")
    assert environment.read("COMMONHALL_METRICS_TOKEN") == ""
