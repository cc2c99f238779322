"""Every string a person sees is there in Simplified Chinese, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

APPS = Path(__file__).parent.parent / "src" / "commonhall"
FILES = sorted(APPS.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parents[2].name)
def test_nothing_is_untranslated_or_fuzzy(path: Path) -> None:
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert entries
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parents[2].name)
def test_placeholders_survive_translation(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        said = entry.msgstr or entry.msgstr_plural.get(0, "")
        wanted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid_plural or entry.msgid))
        assert set(re.findall(r"%\(\w+\)[sd]", said)) == wanted, entry.msgid


def test_every_string_in_a_template_is_collected() -> None:
    pattern = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
    for app in sorted({path.parents[2] for path in FILES}):
        known = {
            entry.msgid
            for entry in polib.pofile(str(app / FILES[0].relative_to(FILES[0].parents[2])))
        }
        for template in app.rglob("*.html"):
            for _quote, text in pattern.findall(template.read_text(encoding="utf-8")):
                assert text in known, f"{template}: {text!r} is not in the .po file"


def test_the_same_words_are_said_the_same_in_every_room() -> None:
    # Django joins the apps' catalogues: where two differ, one would silently win.
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in FILES:
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                text = entry.msgstr or entry.msgstr_plural.get(0, "")
                said.setdefault((entry.msgctxt, entry.msgid), {})[text] = path.parents[2].name
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parents[2].name)
def test_chinese_has_chinese_punctuation(path: Path) -> None:
    narrow = re.compile(r"[\u3400-\u9fff”）][,;:?!]|[,;:?!][\u3400-\u9fff]")
    for entry in polib.pofile(str(path)):
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert entry.obsolete or not narrow.search(said), f"{said} (make messages)"


def test_no_template_puts_its_own_signs_between_two_values() -> None:
    """Chinese has signs of its own: {% colon %}, {% comma %} and |listed know them."""
    translated = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.S)
    bare = re.compile(r"""(?:}}|%}|</(?:a|strong|span)>)[:,;] (?:{|<)|join:(['"]), \1""")
    for template in APPS.rglob("*.html"):
        shown = translated.sub("{{ words }}", template.read_text(encoding="utf-8"))
        assert not bare.search(shown), template
