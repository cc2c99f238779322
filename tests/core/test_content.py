"""Content in folders: what it is, and its words in one file a language."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.core import content
from commonhall.core.content import ContentError
from commonhall.ui import hall
from tests.words import OTHER, SOURCE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack.toml").write_text("size = 3\n")
    (tmp_path / f"{SOURCE}.toml").write_text('name = "Trees"\n[parts]\nleaf = "Leaf"\n')
    (tmp_path / f"{OTHER}.toml").write_text('name = "Other trees"\n[parts]\nleaf = " "\n')
    return tmp_path


def test_words_come_in_the_halls_languages(folder: Path) -> None:
    found = content.read(folder, "pack.toml")
    assert found.data == {"size": 3}
    assert found.texts("name") == {SOURCE: "Trees", OTHER: "Other trees"}
    hall.believe(hall.Settled(languages=(OTHER,)), 60)
    assert found.texts("name") == {OTHER: "Other trees"}
    # An empty text is no text: the hall gets it in another language rather than not at all.
    assert found.texts("parts", "leaf") == {SOURCE: "Leaf"}
    assert found.texts("parts") == {} == found.texts("parts", "leaf", "vein")
    with pytest.raises(ContentError, match=r"no language has the text parts\.root"):
        found.needed("parts", "root")


def test_a_folder_that_cannot_be_read_names_the_file(folder: Path) -> None:
    (folder / f"{OTHER}.toml").write_text("name = Trees")
    with pytest.raises(ContentError, match=f"{OTHER}.toml"):
        content.read(folder, "pack.toml")
    with pytest.raises(ContentError, match=r"charter\.toml: this file is missing"):
        content.read(folder, "charter.toml")
    for file in folder.glob("*.toml"):
        if file.name != "pack.toml":
            file.unlink()
    with pytest.raises(ContentError, match=f"expected its words in a file such as {SOURCE}.toml"):
        content.read(folder, "pack.toml")
