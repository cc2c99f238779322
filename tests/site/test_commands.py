"""The command answers without a database, names mistakes, and prints JSON where asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commonhall.site import cli, database
from commonhall.ui import hall


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    environment["COMMONHALL_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-m", "commonhall.site.cli", *words],
        capture_output=True,
        text=True,
        env=environment,
    )


def test_help_lists_every_command_without_a_database(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help")
    assert shown.returncode == 0
    for name in cli.available():
        assert f"  {name} " in shown.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", cli.available())
def test_every_command_explains_itself(name: str) -> None:
    if name == "django":
        pytest.skip("Django's own help")
    shown = cli.parser_of(name).format_help()
    assert f"commonhall {name}" in shown and cli.about(name).help in " ".join(shown.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["found", "count"])
def test_help_is_printed_and_nothing_is_made(tmp_path: Path, name: str) -> None:
    shown = run(tmp_path, name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"commonhall {name}" in shown.stdout
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_an_unknown_command_is_named(tmp_path: Path) -> None:
    shown = run(tmp_path, "fly")
    assert shown.returncode == 2
    assert "there is no command 'fly'" in shown.stderr


@pytest.mark.slow
def test_a_hall_is_founded_fed_and_verified_from_the_shell(tmp_path: Path) -> None:
    founded = run(tmp_path, "found", "Testford", "--json")
    assert json.loads(founded.stdout)["name"] == "Testford"
    again = run(tmp_path, "found", "Testford")
    assert (again.returncode, "already been founded" in again.stderr) == (2, True)
    square = {
        "type": "Feature",
        "properties": {"code": "n", "name": "North"},
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    }
    file = tmp_path / "places.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [square]}))
    assert json.loads(run(tmp_path, "import", "places", str(file), "--json").stdout)["units"] == 1
    file.write_text('{"type": "FeatureCollection", "features": [{"properties": {}}]}')
    bad = run(tmp_path, "import", "places", str(file))
    assert (bad.returncode, "line 1, feature: has neither an id" in bad.stderr) == (2, True)
    assert run(tmp_path, "record", "sequence", "--once").returncode == 0
    verified = run(tmp_path, "record", "verify", "default", "--json")
    assert json.loads(verified.stdout)["ok"] is True


@pytest.mark.slow
def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shown = run(tmp_path, "import", "cases", "nowhere.csv", "--format", "nyc311")
    assert (shown.returncode, "there is no file nowhere.csv" in shown.stderr) == (2, True)


def test_a_percent_encoded_socket_folder_is_understood() -> None:
    found = database.parse("postgresql://hall@/hall?host=%2Frun%2Fpostgresql")
    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "hall", "hall")


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://relative.db", "postgresql://host/"])
def test_a_wrong_database_address_says_what_would_be_right(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        database.parse(url)


@pytest.mark.django_db
def test_a_hall_is_called_as_it_was_founded(home: Path) -> None:
    from django.test import Client

    from commonhall.site.commands import found

    found.found("Testford")
    hall.forget()
    assert "Testford" in Client().get("/help/").content.decode()
