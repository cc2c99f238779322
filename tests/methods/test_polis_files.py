"""Reading a Polis export: what is right is read, what is wrong is named by file, line, column."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.opinion import TableError, read_polis
from commonhall.methods.opinion.polis import moment
from commonhall.site import cli
from tests.damage import damaged

SUMMARY = 'topic,公車路線\nurl,https://pol.is/x\nvoters,3\nconversation-description,"two\nlines"\n'
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,Mon,1,7,1,1,1,"More buses,\nat night"\n'
    "2,Mon,0,7,2,0,1,夜間公車\n"
    "3,Mon,2,7,0,1,-1,spam\n"
)
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "10,Mon,0,0,1\n11,Mon,1,0,-1\n12,Mon,0,1,1\n13,Mon,1,1,1\n14,Mon,2,2,-1\n9,Mon,0,0,-1\n"
)
PEOPLE = (
    "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2\n"
    "0,0,0,2,1,1,1,-1,\n1,1,0,2,2,0,1,1,\n2,,0,1,0,1,,,-1\n"
)
FILES: dict[str, bytes | str] = {
    "summary.csv": SUMMARY,
    "comments.csv": COMMENTS,
    "votes.csv": VOTES,
    "participants-votes.csv": PEOPLE,
}


def test_a_whole_export_is_read_strictly() -> None:
    read = read_polis(FILES, strict=True)
    assert read.topic == "公車路線" and read.summary["conversation-description"] == "two\nlines"
    assert read.statements["0"].text == "夜間公車"
    assert read.statements["1"].text == "More buses,\nat night"
    assert list(read.statements) == ["0", "1", "2"]
    assert read.votes.tally.T.tolist() == [[0, 0, 2], [1, 0, 1], [1, 0, 0]]
    assert read.votes.moderated.tolist() == [False, False, True]
    assert read.published_groups == {"0": 0, "1": 1, "2": None}
    assert read.sign == "confirmed" and read.replaced == 1 and read.warnings == ()


def test_the_later_vote_counts_wherever_it_stands() -> None:
    # Line 7 repeats (0, 0) with an earlier timestamp: the vote of line 2 stays.
    read = read_polis({"votes.csv": VOTES}, strict=False)
    assert read.votes.tally.T[0].tolist() == [0, 0, 2]


def test_reversed_votes_are_turned_round() -> None:
    swapped = VOTES.replace(",1\n", ",x\n").replace(",-1\n", ",1\n").replace(",x\n", ",-1\n")
    read = read_polis({**FILES, "votes.csv": swapped}, strict=True)
    assert read.sign == "reversed"
    assert read.votes.tally.T.tolist() == [[0, 0, 2], [1, 0, 1], [1, 0, 0]]
    by_comments = {"comments.csv": COMMENTS, "votes.csv": swapped}
    assert read_polis(by_comments).sign == "reversed"
    assert read_polis({"votes.csv": swapped}).sign == "unverified"


def test_votes_come_from_the_table_when_the_list_is_missing() -> None:
    read = read_polis({name: FILES[name] for name in FILES if name != "votes.csv"})
    assert read.votes.tally.T.tolist() == [[0, 0, 2], [1, 0, 1], [1, 0, 0]]
    assert read.warnings == ("votes.csv: the file is missing",)


def test_unaccepted_statements_are_left_out_when_moderation_was_strict() -> None:
    open_ones = COMMENTS.replace(",1,夜間公車", ",0,夜間公車")
    files = {**FILES, "comments.csv": open_ones}
    assert read_polis(files).votes.moderated.tolist() == [False, False, True]
    strict = read_polis(files, strict_moderation=True)
    assert strict.votes.moderated.tolist() == [True, False, True]


BROKEN = [
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "12,Mon,0,1,2"),
        "votes.csv, line 4, column vote: '2' is none of −1, 0, 1",
    ),
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "12,Mon,0,,1"),
        "votes.csv, line 4, column voter-id: '' is not a participant number",
    ),
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "12,Mon,x,1,1"),
        "votes.csv, line 4, column comment-id: 'x' is not a statement number",
    ),
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "soon,Mon,0,1,1"),
        "votes.csv, line 4, column timestamp: 'soon' is not milliseconds since 1970",
    ),
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "12,Mon,0,1"),
        "votes.csv, line 4: 4 cells, the header has 5; row left out",
    ),
    (
        "comments.csv",
        COMMENTS.replace(",1,夜間公車", ",maybe,夜間公車"),
        "comments.csv, line 4, column moderated: 'maybe' is none of −1, 0, 1",
    ),
    (
        "comments.csv",
        COMMENTS + "4,Mon,0,7,2,0,1,again\n",
        "comments.csv, line 6: statement 0 stands twice; the first counts",
    ),
    (
        "comments.csv",
        COMMENTS + '4,Mon,5,7,2,0,1,"open\n',
        "comments.csv, line 6: quotation marks are broken (unexpected end of data); row left out",
    ),
    (
        "participants-votes.csv",
        PEOPLE.replace("1,1,0,2,2,0,1,1,", "1,1,0,2,2,0,1,-1,"),
        "participants-votes.csv, line 3, column 1: 1 votes differ from votes.csv, which counts; "
        "the first is of participant 1",
    ),
    (
        "participants-votes.csv",
        PEOPLE.replace("0,0,0,2", "0,A,0,2"),
        "participants-votes.csv, line 2, column group-id: 'A' is not a group number or blank",
    ),
    (
        "votes.csv",
        VOTES.replace("12,Mon,0,1,1", "12,Mon,0,1,1\n12,Mon,8,1,1"),
        "comments.csv: no statement 8, but votes on it",
    ),
    (
        "votes.csv",
        VOTES.replace(",", ";"),
        "votes.csv, line 1: cells are separated by semicolons, not commas",
    ),
    (
        "votes.csv",
        VOTES.encode().replace(b"12,Mon,0,1", "12,M\u00f6n,0,1".encode("latin-1")),
        "votes.csv, line 4: character 5 of the line is not UTF-8 text (byte 0xf6); save the file as "
        "UTF-8",
    ),
    (
        "comments.csv",
        COMMENTS.encode()[:-3] + "夜".encode()[:2] + b"\n",
        "comments.csv, line 5: character 20 of the line is not UTF-8 text (byte 0xe5); save the "
        "file as UTF-8",
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_every_fault_is_named_and_lenient_reading_goes_on(
    name: str, content: bytes | str, message: str
) -> None:
    files = {**FILES, name: content}
    read = read_polis(files)
    assert message in read.warnings
    assert read.votes.tally.sum() >= 4
    with pytest.raises(TableError) as caught:
        read_polis(files, strict=True)
    assert str(caught.value) == message


def test_a_quotation_mark_left_open_costs_one_row() -> None:
    broken = COMMENTS.replace("夜間公車", '"夜間公車')
    read = read_polis({**FILES, "comments.csv": broken})
    assert set(read.statements) == {"1", "2"}


def test_a_missing_column_or_file_is_said_whatever_the_strictness() -> None:
    with pytest.raises(TableError, match=r"votes\.csv, line 1: no column 'vote'; the header needs"):
        read_polis({"votes.csv": "comment-id,voter-id\n1,2\n"})
    with pytest.raises(TableError, match=r"neither votes\.csv nor"):
        read_polis({"summary.csv": SUMMARY})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_and_line_ends_are_understood(encoding: str) -> None:
    files: dict[str, bytes | str] = {
        name: str(text).replace("\n", "\r\n").encode(encoding) for name, text in FILES.items()
    }
    read = read_polis(files, strict=True)
    assert read.statements["0"].text == "夜間公車" and read.votes.tally.sum() == 5


def test_the_command_prints_groups_and_writes_the_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["timestamp,datetime,comment-id,voter-id,vote"]
    for person in range(30):
        rows += [f"1,,{item},{person},{1 if (item + person) % 2 else -1}" for item in range(8)]
    (tmp_path / "votes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = tmp_path / "map.svg"
    assert cli.main(["map-opinions", str(tmp_path), "--out", str(out), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["groups"].values()) == {0, 1} and len(data["groups"]) == 30
    assert data["groups"]["0"] == data["groups"]["2"] != data["groups"]["1"]
    assert out.read_text(encoding="utf-8").startswith("<svg")
    assert cli.main(["map-opinions", str(tmp_path), "--certainty", "5"]) == 0
    text = capsys.readouterr().out
    assert "Group A: 15 people" in text and "Under resampling" in text


def test_the_command_names_file_line_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "votes.csv").write_text(VOTES.replace(",1,1\n", ",1,7\n"), encoding="utf-8")
    assert cli.main(["map-opinions", str(tmp_path), "--strict"]) == 2
    assert "the file is missing" in capsys.readouterr().err
    for name, content in FILES.items():
        if name != "votes.csv":
            (tmp_path / name).write_text(str(content), encoding="utf-8")
    assert cli.main(["map-opinions", str(tmp_path), "--strict"]) == 2
    assert f"{tmp_path.name}/votes.csv, line 4, column vote: '7'" in capsys.readouterr().err
    assert cli.main(["map-opinions", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("stamp", [1_700_000_000, 1_700_000_000_000, 1_700_000_000_000_000])
def test_a_moment_is_read_in_whatever_part_of_a_second_it_is_counted(stamp: int) -> None:
    assert moment(stamp) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    votes = VOTES.replace("\n10,", f"\n{stamp},")
    read = read_polis({**FILES, "votes.csv": votes})
    assert read.voted is not None and read.voted[1].year == 2023
    comments = COMMENTS.replace("\n2,Mon", f"\n{stamp},Mon")
    written = read_polis({**FILES, "comments.csv": comments}).statements["0"].written
    assert written is not None and (written.year, written.month, written.day) == (2023, 11, 14)


def test_a_moment_beyond_every_calendar_is_none() -> None:
    assert moment(10**20) is None and moment(10**18 - 1) is not None


def test_the_table_of_participants_is_known_by_its_name_of_today() -> None:
    files = {name: text for name, text in FILES.items() if not name.startswith("participants")}
    read = read_polis({**files, "participant-votes.csv": PEOPLE}, strict=True)
    assert read.published_groups == {"0": 0, "1": 1, "2": None}


def test_counts_that_do_not_add_up_are_a_doubt() -> None:
    comments = COMMENTS.replace("2,Mon,0,7,2,0", "2,Mon,0,7,999,0")
    said = (
        "comments.csv, line 4: the counts of 1 statements do not add up to the votes; statement 0 "
        "says 999 agrees and 0 disagrees, the votes are 2 and 0"
    )
    read = read_polis({**FILES, "comments.csv": comments})
    assert read.warnings == read.doubts == (said,) and read.sign == "confirmed"
    people = PEOPLE.replace("1,1,0,2,2,0", "1,1,0,2,9,0")
    assert (
        "participant 1 says 9 agrees"
        in read_polis({**FILES, "participants-votes.csv": people}).doubts[0]
    )
    for files in ({"comments.csv": comments}, {"participants-votes.csv": people}):
        with pytest.raises(TableError, match="do not add up"):
            read_polis({**FILES, **files}, strict=True)


def test_votes_given_again_may_be_counted_or_not() -> None:
    # Participant 0 disagreed with statement 0 at first.
    comments = COMMENTS.replace("2,Mon,0,7,2,0", "2,Mon,0,7,2,1")
    assert read_polis({**FILES, "comments.csv": comments}, strict=True).doubts == ()


@given(data=st.data())
@settings(max_examples=600, deadline=None)
def test_no_damage_to_a_file_ends_in_anything_but_a_fault_of_the_table(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    files = {**FILES, name: data.draw(damaged(str(FILES[name]).encode()))}
    strict = data.draw(st.booleans())
    try:
        read = read_polis(files, strict=strict)
    except TableError as error:
        assert ".csv" in str(error) or "folder" in str(error)
        return
    assert not (strict and read.warnings)
    assert abs(read.votes.values).max(initial=0) <= 1


def test_numbers_of_thousands_of_digits_are_no_numbers() -> None:
    long = "1" * 5000
    files = {
        "comments.csv": COMMENTS.replace(",7,2,0,1,", f",7,{long},{long},1,"),
        "votes.csv": VOTES.replace("12,Mon", f"{long},Mon"),
        "participants-votes.csv": PEOPLE.replace(",2\n", f",{long}\n", 1),
    }
    assert any("milliseconds since 1970" in one for one in read_polis(files).warnings)
