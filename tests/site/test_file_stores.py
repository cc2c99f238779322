"""Photos in an S3-compatible store: kept and sent through the hall only, moved there and back, proved by the doctor."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.actions import add_picture
from commonhall.core import condition, files
from commonhall.core.doctor import examine
from commonhall.core.models import Beat
from commonhall.pages.doctor.timers import prove_files
from commonhall.people.residents.actions import erase_me
from commonhall.site import cli, file_stores
from tests.actions.samples.cases import a_photo
from tests.kit import Hall, found_hall, signed_in
from tests.site import object_store


# --- the address ----------------------------------------------------------------------------------
def test_the_address_names_key_bucket_folder_and_region() -> None:
    told = file_stores.parse("s3://k%2Fy:s%40c@files.example.org:9000/town/hall/a?region=north")
    options = told["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("k/y", "s@c")
    assert (options["bucket_name"], options["location"]) == ("town", "hall/a")
    assert options["endpoint_url"] == "https://files.example.org:9000"
    assert options["region_name"] == "north"
    plain = file_stores.parse("s3+http://k:s@127.0.0.1/b")["OPTIONS"]
    assert (plain["endpoint_url"], plain["location"]) == ("http://127.0.0.1", "")


@pytest.mark.parametrize("url", ["", "file:"])
def test_without_an_address_files_stay_on_the_disk(url: str) -> None:
    assert "FileSystemStorage" in file_stores.parse(url)["BACKEND"]


@pytest.mark.parametrize(
    "url",
    ["s3://host/bucket", "s3://k@host/bucket", "s3://k:s@host", "s3://k:s@h:x/b", "https://h/b"],
)
def test_a_wrong_address_is_said_without_the_secret(url: str) -> None:
    with pytest.raises(ValueError, match="COMMONHALL_FILES_URL: write it like s3://key"):
        file_stores.parse(url)


# --- a real store ---------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with object_store.running(tmp_path_factory.mktemp("store")) as address:
        yield address


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def store(server: str, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """An empty folder of the bucket; `use(settings, store)` keeps files there."""
    folder = f"halls/{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}"
    secret = quote(object_store.SECRET, safe="")
    url = f"s3+http://{object_store.KEY}:{secret}@{server}/{object_store.BUCKET}/{folder}"
    made = file_stores.parse(url)
    import boto3

    options = made["OPTIONS"]
    client = boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        aws_access_key_id=options["access_key"],
        aws_secret_access_key=options["secret_key"],
        region_name=options["region_name"],
        config=options["client_config"],
    )
    if not client.list_buckets().get("Buckets"):
        client.create_bucket(Bucket=object_store.BUCKET)
    return made


def use(settings: Any, store: dict[str, Any]) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": store}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = cli.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


slow = pytest.mark.slow
database = pytest.mark.django_db


@slow
@database
def test_a_photo_is_sent_through_the_hall_and_by_no_other_way(
    hall: Hall, settings: Any, store: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    use(settings, store)
    case = hall.raise_case()
    picture = add_picture.perform(hall.resident, case=case, image=a_photo()).result
    assert not (settings.MEDIA_ROOT / picture.image.name).exists()
    shown = Client().get(picture.address)
    assert shown["Content-Type"] == "image/jpeg" and body(shown)[:3] == b"\xff\xd8\xff"
    options = store["OPTIONS"]
    straight = f"{options['endpoint_url']}/{options['bucket_name']}/{options['location']}/"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(straight + picture.image.name)
    assert refused.value.code == 403
    # Erased words take the photo out of the store, too.
    stored = picture.image.name
    assert default_storage.exists(stored)
    with django_capture_on_commit_callbacks(execute=True):
        erase_me.perform(hall.resident, words=True)
    assert not default_storage.exists(stored)
    assert Client().get(picture.address).status_code == 404


@slow
@database
def test_photos_move_into_the_store_and_back_and_a_broken_off_move_goes_on(
    hall: Hall, settings: Any, store: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    case = hall.raise_case()
    pictures = [
        add_picture.perform(hall.resident, case=case, image=a_photo()).result for _n in range(4)
    ]
    before = {one.image.name: one.image.read() for one in pictures}
    names = sorted(before)
    use(settings, store)
    # A move that was broken off left one whole file and half of another.
    default_storage.save(names[0], ContentFile(before[names[0]]))
    default_storage.save(names[1], ContentFile(before[names[1]][:100]))
    code, told = run(capsys, "files", "bring")
    assert (code, told) == (0, {"files": 4, "copied": 3, "there": 1, "missing": 0})
    assert {name: default_storage.open(name).read() for name in names} == before
    assert "files-twice" in {one.code for one in examine(timezone.now().date())}
    code, told = run(capsys, "files", "bring", "--delete")
    assert (told["copied"], told["there"]) == (0, 4)
    assert list(files.kept(FileSystemStorage(settings.MEDIA_ROOT))) == []
    assert "files-twice" not in {one.code for one in examine(timezone.now().date())}
    assert run(capsys, "files", "check")[1]["missing"] == []
    code, told = run(capsys, "files", "fetch")
    assert told["copied"] == 4
    assert (settings.MEDIA_ROOT / names[2]).read_bytes() == before[names[2]]
    default_storage.delete(names[3])
    assert run(capsys, "files", "check") == (1, {"files": 4, "missing": [names[3]]})


@slow
@database
def test_what_nothing_names_is_deleted_once_it_is_old(
    hall: Hall, settings: Any, store: dict[str, Any], capsys: Any, monkeypatch: Any
) -> None:
    use(settings, store)
    case = hall.raise_case()
    kept = add_picture.perform(hall.resident, case=case, image=a_photo()).result.image.name
    default_storage.save("cases/2026/11/given-up.jpg", ContentFile(b"x"))
    assert run(capsys, "files", "tidy")[1] == {"deleted": 0}
    monkeypatch.setattr(files, "YOUNG", timedelta(seconds=-5))
    assert run(capsys, "files", "tidy")[1] == {"deleted": 1}
    assert list(files.kept(default_storage)) == [kept]


@slow
@database
@pytest.mark.parametrize("included", [False, True])
def test_a_backup_names_the_photos_or_holds_them(
    hall: Hall, settings: Any, store: dict[str, Any], tmp_path: Path, included: bool
) -> None:
    from commonhall.site.commands.backup import copy_files

    use(settings, store)
    case = hall.raise_case()
    name = add_picture.perform(hall.resident, case=case, image=a_photo()).result.image.name
    work = tmp_path / "work"
    work.mkdir()
    told = copy_files(work, included)
    assert told["where"] == files.elsewhere() and object_store.SECRET not in told["where"]
    assert (told["files"], told["included"]) == (1, included)
    assert (work / "files_elsewhere.txt").read_text() == f"{name}\n"
    assert (work / "uploads" / name).exists() is included


@slow
@database
def test_the_doctor_writes_and_reads_and_says_what_a_store_refuses(
    hall: Hall, settings: Any, store: dict[str, Any]
) -> None:
    use(settings, store)
    assert files.prove() == "" and list(files.kept(default_storage)) == []
    found = {one.code for one in examine(timezone.now().date())}
    assert "files" not in found
    wrong = {**store, "OPTIONS": {**store["OPTIONS"], "secret_key": "guessed"}}
    use(settings, wrong)
    found_now = {one.code: one for one in examine(timezone.now().date())}
    assert found_now["files"].level == "fault"
    assert "ClientError: 403" in str(found_now["files"].text)
    assert "guessed" not in str(found_now["files"].text)
    told = signed_in(hall.chair).post("/administration/running/files/", follow=True)
    assert "ClientError: 403" in told.content.decode()
    use(settings, {**store, "OPTIONS": {**store["OPTIONS"], "endpoint_url": "http://127.0.0.1:1"}})
    assert "EndpointConnectionError" in files.prove()


@database
def test_the_timer_proves_it_for_whoever_watches(hall: Hall, settings: Any, tmp_path: Path) -> None:
    assert prove_files() and condition.files().well
    Beat.objects.filter(name="files").update(at=timezone.now() - timedelta(minutes=10))
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    settings.MEDIA_ROOT = blocked
    assert not prove_files() and not condition.files().well


@database
def test_a_backup_of_a_hall_without_a_store_says_nothing_of_one(hall: Hall, tmp_path: Path) -> None:
    from commonhall.site.commands.backup import copy_files

    assert copy_files(tmp_path, True) == {}


@database
def test_while_the_store_is_away_a_photo_is_refused_in_words_and_nothing_is_lost(
    hall: Hall, settings: Any
) -> None:
    shown = add_picture.perform(hall.resident, case=hall.raise_case(), image=a_photo()).result
    use(settings, file_stores.parse("s3+http://key:secret@127.0.0.1:1/hall"))
    client, before = signed_in(hall.resident), Case.objects.count()
    given = {
        "kind": "complaint",
        "title": "The lamp by the lock is dark",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        "photo": a_photo(),
    }
    page = client.post("/cases/raise/", given)
    told = page.content.decode()
    assert "cannot be stored at the moment" in told and given["title"] in told
    assert Case.objects.count() == before
    away = client.get(shown.address)
    assert away.status_code == 503 and away["Retry-After"] == "60"
