"""Every string a person sees is there in every whole language, with the same placeholders."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.words import SHIPPED, tag

ROOT = Path(__file__).parent.parent
APPS = ROOT / "src" / "commonhall"
FILES = sorted(APPS.glob("*/locale/*/LC_MESSAGES/django.po"))
# Docstrings and comments may give an example.
DOCSTRING = re.compile(r'""".*?"""', re.DOTALL)
LOCALES = sorted({path.parents[1].name for path in FILES})


def name(path: Path) -> str:
    return f"{path.parents[3].name}-{path.parents[1].name}"


def test_no_whole_language_lacks_a_string() -> None:
    told = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout


def test_a_string_that_is_missing_is_named(tmp_path: Path) -> None:
    copied = tmp_path / "tree"
    for part in ("src", "tools"):
        shutil.copytree(ROOT / part, copied / part, ignore=shutil.ignore_patterns("*.mo", "*.pyc"))
    app = FILES[0].relative_to(ROOT)
    file = polib.pofile(str(copied / app))
    first, second = [entry for entry in file if entry.msgstr and not entry.obsolete][:2]
    first.msgstr = ""
    second.flags.append("fuzzy")
    file.save()
    words = next((copied / "src").rglob("charters/standard/en.toml"))
    words.write_text(words.read_text() + '\n[plain]\nnew = "Said in one language only"\n')
    told = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=copied, capture_output=True, text=True
    )
    assert told.returncode == 1
    assert f"{app}: {first.msgid!r}" in told.stdout
    assert f"{app}: {second.msgid!r}" in told.stdout
    assert "plain.new" in told.stdout


@pytest.mark.parametrize("path", FILES, ids=name)
def test_placeholders_survive_translation(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        forms = entry.msgstr_plural or {0: entry.msgstr}
        many, one = parts(entry.msgid_plural or entry.msgid), parts(entry.msgid)
        for number, said in forms.items():
            # A form for one alone may be said as English says it for one.
            fits = [many, one] if number == 0 and len(forms) > 1 else [many]
            assert not said or parts(said) in fits, entry.msgid


@pytest.mark.parametrize("path", FILES, ids=name)
def test_values_can_be_put_into_every_translation(path: Path) -> None:
    """A lone "%" beside a placeholder would break the page; gettext's own tools must read the file, too."""
    assert "\n#|" not in path.read_text(encoding="utf-8"), (
        "a trace of an older string: make messages"
    )
    for entry in polib.pofile(str(path)):
        named = set(re.findall(r"%\((\w+)\)", entry.msgid + entry.msgid_plural))
        for said in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert not named or said % dict.fromkeys(named, 1), entry.msgid


def parts(said: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", said))


def test_strings_are_asked_for_by_names_that_are_collected() -> None:
    """`gettext as _now` works, but no string asked for by such a name gets into a catalogue."""
    other = re.compile(r"gettext(?:_lazy|_noop)? as (?!_\b)\w+")
    found = [str(file) for file in APPS.rglob("*.py") if other.search(file.read_text("utf-8"))]
    assert found == []


def test_every_string_in_a_template_is_collected() -> None:
    pattern = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
    for path in FILES:
        known = {entry.msgid for entry in polib.pofile(str(path))}
        for template in path.parents[3].rglob("*.html"):
            for _quote, text in pattern.findall(template.read_text(encoding="utf-8")):
                assert {text, text.replace("%", "%%")} & known, (
                    f"{template}: {text!r} is not in {path}"
                )


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_words_are_said_the_same_in_every_app(locale: str) -> None:
    # Django joins the apps' catalogues: where two differ, one would silently win.
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in FILES:
        if path.parents[1].name != locale:
            continue
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and entry.translated():
                text = entry.msgstr or entry.msgstr_plural.get(0, "")
                said.setdefault((entry.msgctxt, entry.msgid), {})[text] = name(path)
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_wide_scripts_have_wide_punctuation(path: Path) -> None:
    narrow = re.compile(r"[\u3400-\u9fff”）][,;:?!]|[,;:?!][\u3400-\u9fff]")
    wide = re.compile(r"[\u3400-\u9fff]")
    entries = list(polib.pofile(str(path)))
    if not any(wide.search(entry.msgstr) for entry in entries):
        return
    for entry in entries:
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert entry.obsolete or not narrow.search(said), f"{said} (make messages)"


def test_no_template_puts_its_own_signs_between_two_values() -> None:
    """Languages have signs of their own: {% colon %}, {% comma %} and |listed know them."""
    translated = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.S)
    bare = re.compile(r"""(?:}}|%}|</(?:a|strong|span)>)[:,;] (?:{|<)|join:(['"]), \1""")
    for template in APPS.rglob("*.html"):
        shown = translated.sub("{{ words }}", template.read_text(encoding="utf-8"))
        assert not bare.search(shown), template


# --- no language has a name in code ---------------------------------------------------------------
def test_no_code_and_no_test_names_a_language() -> None:
    """What a language needs stands in its own files; the strings in the code are in the source language."""
    codes = [one.code for one in SHIPPED if not one.source]
    names = {name for code in codes for name in (code, code.replace("-", "_"), tag(code))}
    either = "|".join(map(re.escape, sorted(names)))
    # A short code is a word only where it stands alone: "pl" is no part of "template".
    pattern = re.compile(rf"(?<![\w.&-])(?:{either})(?![\w;-])", re.IGNORECASE)
    named = []
    for folder in ("src", "tests", "tools", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".py", ".html", ".js", ".css", ".txt"}:
                continue
            text = DOCSTRING.sub("", path.read_text(encoding="utf-8"))
            lines = (
                line.partition("#")[0] if path.suffix == ".py" else line
                for line in text.split("\n")
            )
            named += [
                f"{path.relative_to(ROOT)}: {line.strip()}"
                for line in lines
                if pattern.search(line)
            ]
    assert named == []
