"""Topics: texts of any script fall together by what they say, the same way every time."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from commonhall.methods.sources import SourceError, pieces, terms, topic_clusters, words

ABOUT = {
    "lamp": (
        "The street lamp is broken",
        "Lamps on our street are dark",
        "A broken lamp, dark street",
        "Street lamp out since Monday",
        "The lamp post is dark again",
    ),
    "water": (
        "Water pipe leaking at the school",
        "Leaking pipes, no water",
        "No water from the pipe",
        "The water pipe leaks again",
        "A leak in the water main pipe",
    ),
    "路灯": ("路灯不亮了", "街上路灯坏了", "路灯坏了没人修", "晚上路灯不亮", "路灯一直不亮"),
    "供水": ("自来水管漏水", "水管漏水严重", "小区水管漏水", "水管又漏水了", "漏水的水管没人修"),
    "шум": ("Громкий шум ночью", "Ночью шум из бара", "Шум ночью мешает", "Сильный шум, бар ночью"),
}


def shuffled(seed: int) -> tuple[list[str], list[str]]:
    pairs = [(text, kind) for kind, texts in ABOUT.items() for text in texts]
    order = np.random.default_rng(seed).permutation(len(pairs))
    return [pairs[at][0] for at in order], [pairs[at][1] for at in order]


def test_texts_about_one_thing_fall_together() -> None:
    texts, kinds = shuffled(1)
    found = topic_clusters(texts, 5)
    groups = {
        kind: {int(found.of[at]) for at, own in enumerate(kinds) if own == kind} for kind in ABOUT
    }
    assert all(len(topics) == 1 for topics in groups.values()), groups
    assert len({topics.pop() for topics in groups.values()}) == 5


def test_topics_are_named_by_their_words() -> None:
    texts, kinds = shuffled(2)
    found = topic_clusters(texts, 5)
    for word, kind in (
        ("lamp", "lamp"),
        ("water", "water"),
        ("路灯", "路灯"),
        ("漏水", "供水"),
        ("шум", "шум"),
    ):
        topic = found.topics[int(found.of[kinds.index(kind)])]
        assert word in topic.words
        assert sorted(topic.texts) == [at for at, own in enumerate(kinds) if own == kind]
        assert 0 < topic.alike <= 1


def test_the_number_of_topics_can_be_left_open() -> None:
    texts, _ = shuffled(3)
    found = topic_clusters(texts)
    assert 3 <= len(found.topics) <= 8
    again = topic_clusters(texts)
    assert found.of.tolist() == again.of.tolist()
    assert found.topics == again.topics
    sizes = [len(topic.texts) for topic in found.topics]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) + int((found.of == -1).sum()) == len(texts)


def test_texts_that_share_nothing_have_no_topic() -> None:
    found = topic_clusters(["", "42!", "alone", "broken lamp", "lamp broken"], 1)
    assert found.of.tolist() == [-1, -1, -1, 0, 0]
    assert topic_clusters([]).topics == ()
    assert topic_clusters(["!", "?"]).of.tolist() == [-1, -1]
    with pytest.raises(SourceError):
        topic_clusters(["a"], 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße naïve, 24h!", ["strasse", "naive", "h"]),
        ("सड़क टूटी है", ["सड़क", "टूटी", "है"]),
        ("道路坏了。路灯不亮", ["道路坏了", "路灯不亮"]),
        ("مَدِينَة كبيرة", ["مدينة", "كبيرة"]),
        ("길이 깨졌다", ["길이", "깨졌다"]),
        ("ถนนพัง ไฟดับ", ["ถนนพัง", "ไฟดับ"]),
        ("ΆΝΘΡΩΠΟΙ", ["ανθρωποι"]),
        ("Uber很好", ["uber", "很好"]),
    ],
)
def test_words_of_many_scripts(text: str, expected: list[str]) -> None:
    import unicodedata

    assert words(text) == [unicodedata.normalize("NFKC", word) for word in expected]


def test_pieces_are_inside_words_and_pairs_between_spaces() -> None:
    assert pieces("路灯坏") == ["路灯", "灯坏"]
    assert pieces("灯") == ["灯"]
    assert pieces("bus") == ["_bus_", "_bu", "bus", "us_", "_bus", "bus_"]
    assert terms("a bus, 路灯坏") == ["bus", "路灯", "灯坏"]


@pytest.mark.realdata
def test_complaints_of_one_kind_share_topics(real_data: Path) -> None:
    """New York's requests by what was answered and described: kinds gather in few topics."""
    with (real_data / "requests" / "nyc311-2022-05-01.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = topic_clusters([f"{row['Complaint Type']} {row['Descriptor']}" for row in rows], 12)
    kinds = [row["Complaint Type"] for row in rows]
    agreed = sum(
        max(sum(kinds[at] == kind for at in topic.texts) for kind in set(kinds))
        for topic in found.topics
    )
    assert agreed / len(rows) > 0.8


@pytest.mark.realdata
def test_statements_in_chinese_have_topics(real_data: Path) -> None:
    path = real_data / "polis" / "vtaiwan.uberx" / "comments.csv"
    with path.open(encoding="utf-8") as file:
        texts = [row["comment-body"] for row in csv.DictReader(file)]
    found = topic_clusters(texts, 8)
    assert len(found.topics) == 8
    assert (found.of >= 0).mean() > 0.95
    assert any("乘客" in topic.words for topic in found.topics)
