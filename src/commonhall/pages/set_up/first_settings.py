"""How a hall is called, looks and begins its letters, as its file says."""

from __future__ import annotations

from typing import Any

from commonhall.core.content import ContentError
from commonhall.core.refusals import BadInput
from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.actions import no_foot
from commonhall.pages.set_up.hall_file import HallFile

# How letters begin and end, with the most characters of each.
LETTERS = {"greeting": 120, "closing": 600}


def of(file: HallFile) -> dict[str, Any]:
    """Fields of `HallSettings`. Raises ContentError naming the place."""
    return {
        "languages": list(file.languages),
        "names": file.names,
        "time_zone": file.time_zone,
        "currency": file.currency,
        "colour": file.colour,
        **_letters(file),
        **_logo(file),
    }


def _letters(file: HallFile) -> dict[str, Any]:
    """How every letter begins and ends. Raises ContentError."""
    found, said = {}, file.table("letters")
    for name, most in LETTERS.items():
        texts = file.texts(f"[letters] {name}", said.get(name))
        try:
            no_foot(texts, name)
        except BadInput as error:
            raise ContentError(f"[letters] {error.field}: {error.message}") from error
        if any(len(one) > most for one in texts.values()):
            raise ContentError(f"[letters] {name}: write at most {most} characters")
        found[f"letter_{name}"] = texts
    return found


def _logo(file: HallFile) -> dict[str, Any]:
    """The fields of the logo that the file names; {} where it names none. Raises ContentError."""
    said = file.table("hall")
    if "logo" not in said:
        return {}
    name = said["logo"]
    if not isinstance(name, str):
        raise ContentError("[hall] logo: write the name of a picture beside this file")
    try:
        content = (
            logos.bytes_of(file.files[name])
            if name in file.files
            else (file.folder / name).read_bytes()
        )
        fields = logos.made_of(content).fields()
    except (OSError, BadInput) as error:
        raise ContentError(f"[hall] logo {name}: {error}") from error
    return {**fields, "logo_alt": file.texts("[hall] logo_alt", said.get("logo_alt"))}
