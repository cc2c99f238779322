"""Laws from Akoma Ntoso files: what is read and left out, hostile files, the same file twice, and the way back."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.actions import action_pages
from commonhall.law.higher_law import files, writing
from commonhall.law.higher_law.actions import enter_higher_law
from commonhall.law.higher_law.akoma_ntoso import NAMESPACE
from commonhall.law.instruments.models import Instrument, Provision, Rank
from commonhall.site import cli
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.words import SOURCE

WORK = "https://law.example/eli/act/1990/16"


def act(body: str, more: str = "", day: str = "1990-05-27", before: str = "") -> bytes:
    """An act as an official journal writes it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<akomaNtoso xmlns="{NAMESPACE}"><act name="act">
  <meta><identification source="#s">
    <FRBRWork><FRBRthis value="{WORK}/main"/><FRBRuri value="{WORK}"/>
      <FRBRdate date="1990-03-08" name="passed"/><FRBRauthor href="#p"/><FRBRcountry value="xx"/></FRBRWork>
    <FRBRExpression><FRBRdate date="{day}" name="in force"/><FRBRlanguage language="{SOURCE}"/></FRBRExpression>
    <FRBRManifestation><FRBRdate date="{day}" name="xml"/></FRBRManifestation>
  </identification><lifecycle source="#s"/></meta>
  <preface><longTitle><p>Act on <docTitle>Local Self-Government</docTitle></p></longTitle></preface>
  {more}<body>{body}</body>
</act></akomaNtoso>""".encode()


CHAPTERS = """
<part eId="p1"><num>Part I</num><heading>General</heading>
 <chapter eId="c1"><num>Chapter 1</num>
  <article eId="a1"><num>Article 1.</num><heading>Residents</heading>
   <paragraph><num>1.</num><content><p>Residents form a
      <b>community</b> by   law<authorialNote><p>See below.</p></authorialNote>.</p></content></paragraph>
   <paragraph><num>2.</num><intro><p>It has:</p></intro>
     <point><num>a)</num><content><p>a name;</p></content></point>
     <point><num>b)</num><content><p>a council.</p></content></point></paragraph></article>
  <article eId="a2"><num>2</num><content><p>Power is lent.</p></content></article>
  <hcontainer><content><p>A table</p></content></hcontainer>
 </chapter></part>"""


def read(raw: bytes) -> files.Act:
    return files.read_file(io.BytesIO(raw))


# --- what is read ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_act_is_read_and_what_is_left_out_is_counted() -> None:
    found = read(act(CHAPTERS, "<preamble><p>In the name of the people</p></preamble>"))
    assert (found.title, found.work) == ("Local Self-Government", WORK)
    assert (found.expressed_on, found.language) == (date(1990, 5, 27), SOURCE)
    assert [number for number, _texts in found.provisions] == ["Preamble", "Article 1", "Article 2"]
    [text] = found.provisions[1][1].values()
    assert text.splitlines() == [
        "Residents",
        "1. Residents form a community by law.",
        "2. It has:",
        "a) a name;",
        "b) a council.",
    ]
    assert dict(found.skipped) == {"authorialNote": 1, "hcontainer": 1, "lifecycle": 1}


@pytest.mark.django_db
def test_an_act_without_articles_is_read_by_its_sections() -> None:
    found = read(act("<section><num>1</num><content><p>Roads are public.</p></content></section>"))
    assert [number for number, _texts in found.provisions] == ["Section 1"]


# --- hostile and broken files ---------------------------------------------------------------------
LAUGHS = """
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
DTD = '\n<!DOCTYPE akomaNtoso SYSTEM "https://evil.example/x.dtd">'
FILE = '\n<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
ARTICLE = "<article><num>Article 1</num><content><p>{}</p></content></article>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (act(ARTICLE.format("&b;"), before=LAUGHS), 2, "document type"),
        (act(ARTICLE.format("x"), before=DTD), 2, "document type"),
        (act(ARTICLE.format("&f;"), before=FILE), 2, "document type"),
        (act(ARTICLE.format("&amp;<p>")), 10, "not valid XML"),
        (act(ARTICLE.format("<b>" * 80 + "</b>" * 80)), 10, "too deep"),
        (act(ARTICLE.format("x") * 2), 10, "its own <num>"),
        (act(ARTICLE.format("x"), day="soon"), 6, "FRBRdate"),
        (act("<hcontainer/>"), 10, "needs an article"),
        (b"<html><body/></html>", 1, "Akoma Ntoso"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', 1, ""),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_its_line(
    raw: bytes, line: int, said: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        read(raw)
    [message] = caught.value.messages
    assert message.startswith(f"Line {line}:") and said in message, message


@pytest.mark.django_db
def test_a_file_is_bounded_also_when_it_was_packed() -> None:
    for raw in (b"<" + b" " * files.MOST_BYTES, b"x" * (files.MOST_BYTES + 1)):
        with pytest.raises(ValidationError, match="4 MB"):
            read(raw)
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(b"<" + b" " * 40_000_000)).decode()
    with pytest.raises(ValidationError, match="4 MB"):
        files.read_lines(files.PACKED + bomb)
    with pytest.raises(ValidationError, match="again"):
        files.read_lines(files.PACKED + "%%%")


# --- entering -------------------------------------------------------------------------------------
@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.django_db
def test_a_file_is_seen_before_it_is_entered_and_entered_once(hall: Hall) -> None:
    page = action_pages.url_of(enter_higher_law)
    client = signed_in(hall.clerk)
    sent: dict[str, Any] = {"code": "self-government", "rank": Rank.LAW.value}
    given = {**sent, "file": SimpleUploadedFile("act.xml", act(CHAPTERS))}
    shown = client.post(page, given).content.decode()
    assert "Local Self-Government" in shown and "hcontainer" in shown and "a council." in shown
    assert not Instrument.objects.filter(code="self-government").exists()
    packed = re.search(r'<textarea name="lines" hidden>([^<]+)<', shown)
    assert packed is not None
    answer = client.post(page, {**sent, "lines": packed[1], "asked": "1"})
    assert answer.status_code == 302, answer.content.decode()
    made = Instrument.objects.get(code="self-government")
    assert (made.starts, made.source, made.work) == (date(1990, 5, 27), WORK, WORK)
    assert made.provisions.count() == 2
    # Its addresses stay, and each provision has one.
    article = made.provisions.get(number="Article 2")
    assert article.eli == "/law/eli/law/1990/self-government/article-2/"
    assert Client().get(article.eli)["Location"] == f"/law/{made.pk}/#provision-{article.pk}"
    assert Client().get(f"{made.eli}article-99/").status_code == 404
    again = {**sent, "code": "twice", "file": SimpleUploadedFile("act.xml", act(CHAPTERS))}
    assert "is already here" in client.post(page, again).content.decode()
    forced = client.post(page, {**sent, "code": "twice", "lines": packed[1], "asked": "1"})
    assert forced.status_code == 400 and "is already here" in forced.content.decode()
    # Another text of the same act is another instrument.
    newer = {**sent, "code": "newer", "asked": "1"}
    later = SimpleUploadedFile("act.xml", act(CHAPTERS, day="2001-01-01"))
    assert client.post(page, {**newer, "file": later}).status_code == 302


@pytest.mark.django_db
def test_the_command_shows_enters_and_repeats(hall: Hall, tmp_path: Path, capsys: Any) -> None:
    def command(*words: str) -> str:
        assert cli.main(["import", "law", str(file), *words]) == 0
        return str(capsys.readouterr().out)

    file = tmp_path / "Act 16.xml"
    file.write_bytes(act(CHAPTERS))
    before = Provision.objects.count()
    seen = command("--dry-run")
    assert "2 provisions" in seen and "hcontainer (1)" in seen and "Nothing was written" in seen
    assert Provision.objects.count() == before
    command()
    assert Instrument.objects.get(code="act-16").above
    assert "imported before" in command()
    assert Provision.objects.count() == before + 2


# --- the way back ---------------------------------------------------------------------------------
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)
NUMBER = st.from_regex(r"[A-Za-z§]{1,9} [0-9]{1,3}[a-z]?", fullmatch=True)


@pytest.mark.django_db
@settings(deadline=None)
@given(
    rows=st.dictionaries(NUMBER, st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=4),
    title=LINE,
)
def test_what_is_written_is_read_again(rows: dict[str, list[str]], title: str) -> None:
    """Numbers, lines and title, with blanks made single."""
    one = Instrument(
        code="rule", rank=Rank.LOCAL_RULE, titles={SOURCE: title}, starts=date(2026, 1, 2)
    )
    texts = [(number, "\n".join(lines)) for number, lines in rows.items()]
    provisions = [Provision(number=number, texts={SOURCE: text}) for number, text in texts]
    raw = writing.written(one, SOURCE, date(2026, 3, 4), provisions)
    expected = [(number, single(text)) for number, text in texts if single(text)]
    if not expected:
        return
    found = read(raw.encode())
    assert [(number, *said.values()) for number, said in found.provisions] == expected
    assert found.title == single(writing.UNWRITABLE.sub("", title))
    assert (found.expressed_on, found.language) == (date(2026, 3, 4), SOURCE)
    assert not found.skipped.keys() - {"references"}


def single(text: str) -> str:
    lines = writing.UNWRITABLE.sub("", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


@pytest.mark.django_db
def test_a_local_rule_is_taken_away_as_a_file(hall: Hall) -> None:
    rule = kit.rule(hall)
    page = Client().get(rule.get_absolute_url()).content.decode()
    address, *_others = re.findall(rf'href="({rule.eli}[^"/]+\.xml)"', page)
    answer = Client().get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/akn+xml")
    found = read(answer.content)
    assert [number for number, _texts in found.provisions] == [
        one.number for one in rule.provisions.all()
    ]
    assert Client().get(f"{rule.eli}xx.xml").status_code == 404
