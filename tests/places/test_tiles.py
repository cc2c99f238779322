"""Tiles of a server outside: fetched by the hall alone, kept, bounded, and only of this place."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from django.core.cache import caches
from django.test import Client

from commonhall.places import tiles
from commonhall.ui.ground.view import world
from tests.kit import found_hall

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


class Server:
    """Stands for the tile server; asked: every request as it came."""

    def __init__(self, answer: bytes | Exception = PNG) -> None:
        self.answer, self.asked = answer, []  # type: ignore[var-annotated]

    def open(self, request: Any, timeout: float) -> Any:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return io.BytesIO(self.answer)


@pytest.fixture
def server(home: Path, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Server:
    found_hall()
    made = Server()
    caches["local"].clear()
    settings.MAP_TILES_URL = "https://{s}.tiles.example/{z}/{x}/{y}{r}.png"
    settings.COMMONHALL_HOME = home
    monkeypatch.setattr(tiles, "build_opener", lambda *handlers: made)
    return made


def address(latitude: float = 1.5, longitude: float = 10.5, zoom: int = 12) -> str:
    x, y = world(latitude, longitude, zoom)
    return f"/places/tiles/{zoom}/{int(x // 256)}/{int(y // 256)}"


def test_a_tile_is_fetched_once_without_a_word_about_who_asked(
    server: Server, client: Client
) -> None:
    for _ in range(2):
        answer = client.get(address(), headers={"cookie": "a=b", "referer": "http://x/"})
        assert answer.status_code == 200 and answer.content == PNG
        assert answer["Content-Type"] == "image/png"
    assert len(server.asked) == 1
    assert server.asked[0].full_url == "https://a.tiles.example/12/2167/2030.png"
    assert set(server.asked[0].headers) == {"User-agent"}


def test_only_this_place_is_fetched(server: Server, client: Client) -> None:
    for wrong in (address(50, 50), "/places/tiles/2/9/0", "/places/tiles/20/5/5"):
        assert client.get(wrong).status_code == 404
    assert not server.asked


def test_what_is_no_picture_is_not_passed_on(server: Server, client: Client) -> None:
    for answer in (b"<script>alert(1)</script>", PNG + b"x" * tiles.MOST_BYTES):
        server.answer = answer
        assert client.get(address()).status_code == 404
    server.answer = PNG
    assert client.get(address()).status_code == 200


def test_nobody_waits_for_a_server_that_is_down(server: Server, client: Client) -> None:
    server.answer = URLError("down")
    assert client.get(address()).status_code == 404
    assert client.get(address(1.2)).status_code == 404
    assert len(server.asked) == 1


def test_what_is_kept_is_bounded(server: Server, client: Client, settings: Any, home: Path) -> None:
    settings.MAP_TILES_KEPT_MB = 0
    tiles._written = 0
    client.get(address())
    assert [one for one in (home / "tiles").rglob("*") if one.is_file()] == []


def test_without_the_setting_there_are_none(server: Server, client: Client, settings: Any) -> None:
    assert "/places/tiles/{z}/{x}/{y}" in client.get("/places/").content.decode()
    settings.MAP_TILES_URL = ""
    assert client.get(address()).status_code == 404
    assert "tiles/{z}" not in client.get("/places/").content.decode()
