"""Tiles of a server outside, fetched and kept by the hall, so that it never learns who looks at which map.

Only tiles about the territory are fetched, each at most once while it is kept; what is kept is bounded.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.places import queries
from commonhall.ui.ground.view import degrees
from commonhall.ui.pages import page

MOST_ZOOM, MOST_BYTES, TIMEOUT = 19, 1_000_000, 6
# How far beyond the territory, in shares of its size, tiles are still fetched.
BEYOND = 1.0
KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
DOWN, DOWN_SECONDS = "tile-server-down", 30
# After so many new tiles the kept ones are counted, and the oldest go.
COUNT_EVERY = 200
_written = 0


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """A tile server that sends one elsewhere is not followed."""
        return


@page(_("Base map"), asks="places.tiles")
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    if not settings.MAP_TILES_URL or not _wanted(z, x, y):
        raise Http404
    found = _kept(z, x, y) or _fetched(z, x, y)
    kind = _kind(found)
    if kind is None:
        raise Http404
    response = HttpResponse(found, content_type=kind)
    response["Cache-Control"] = "public, max-age=604800"
    return response


def _wanted(z: int, x: int, y: int) -> bool:
    """Does the tile show the territory, or what lies about it?"""
    box = queries.bounds()
    if box is None or z > MOST_ZOOM or not (x < 2**z and y < 2**z):
        return False
    west, south, east, north = box
    wide, high = (east - west) * BEYOND + 0.01, (north - south) * BEYOND + 0.01
    top, left = degrees(x * 256, y * 256, z)
    bottom, right = degrees((x + 1) * 256, (y + 1) * 256, z)
    return not (
        right < west - wide or left > east + wide or top < south - high or bottom > north + high
    )


def _folder() -> Path:
    """Tiles of another server are another map."""
    name = hashlib.sha256(settings.MAP_TILES_URL.encode()).hexdigest()[:12]
    return Path(settings.COMMONHALL_HOME) / "tiles" / name


def _kept(z: int, x: int, y: int) -> bytes:
    try:
        return (_folder() / f"{z}-{x}-{y}").read_bytes()
    except OSError:
        return b""


def _kind(found: bytes) -> str | None:
    return next((kind for begins, kind in KINDS.items() if found.startswith(begins)), None)


def _fetched(z: int, x: int, y: int) -> bytes:
    """The tile from its server, with nothing about who asked; b"" where it cannot be had."""
    address = settings.MAP_TILES_URL.replace("{s}", "a").replace("{r}", "")
    for name, value in (("z", z), ("x", x), ("y", y)):
        address = address.replace(f"{{{name}}}", str(value))
    if not address.startswith(("https://", "http://")) or caches["local"].get(DOWN):
        return b""
    agent = f"Commonhall ({settings.SITE_DOMAIN})"
    request = Request(address, headers={"User-Agent": agent})  # noqa: S310  (scheme checked above)
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
            found: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError:
        return b""
    except (OSError, HTTPException, ValueError):
        # It is down: nobody else waits for it meanwhile.
        caches["local"].set(DOWN, True, DOWN_SECONDS)
        return b""
    if len(found) > MOST_BYTES or _kind(found) is None:
        return b""
    _keep(_folder() / f"{z}-{x}-{y}", found)
    return found


def _keep(path: Path, found: bytes) -> None:
    """Write whole files only; a full disk costs nothing but the keeping."""
    global _written
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(found)
        Path(file.name).replace(path)
    except OSError:
        return
    _written += 1
    if _written % COUNT_EVERY == 1:
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """The oldest go until what is kept fits."""
    rows = []
    for one in os.scandir(folder):
        told = one.stat()
        rows.append((told.st_mtime, told.st_size, one.path))
    left = sum(size for _at, size, _path in rows) - settings.MAP_TILES_KEPT_MB * 1_000_000
    for _at, size, path in sorted(rows):
        if left <= 0:
            return
        Path(path).unlink(missing_ok=True)
        left -= size
