"""Make the two shipped typefaces anew from the packages they come from.

Needs fonttools and brotli, and the npm packages @fontsource-variable/source-sans-3 and source-serif-4 unpacked
beside each other:

    python tools/fonts.py FOLDER        # FOLDER/source-sans-3/files/…, FOLDER/source-serif-4/files/…

Source Sans 3 keeps its weights from 400 to 700; of Source Serif 4, used for headings alone, one weight is cut out.
Both keep the letters of European languages in the Latin script: what Western Europe needs in one file, the rest in a
second, which a browser fetches only for a page that has such a letter. Their licence (OFL 1.1) reserves the name
"Source" for the originals, so the cut ones are called "Hall Sans" and "Hall Serif".
"""

from __future__ import annotations

import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

OUT = Path(__file__).resolve().parents[1] / "src/commonhall/ui/static/ui/fonts"
# Letters of European languages beyond Western Europe's, with dashes, quotation marks, arrows and signs of money.
EXTENDED = [
    *range(0x0100, 0x0180),
    *range(0x0218, 0x021C),
    *range(0x1E80, 0x1E86),
    0x1E9E,
    0x1EF2,
    0x1EF3,
]
FAMILIES = {
    "source-sans-3": ("Hall Sans", "sans", {"wght": (400, 700)}),
    "source-serif-4": ("Hall Serif", "serif", {"wght": 600}),
}


def renamed(font: TTFont, family: str) -> None:
    """Give the cut font its own name, as its licence asks."""
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 25):
            text = family if record.nameID != 6 else family.replace(" ", "")
            record.string = text


def made(source: Path, family: str, limits: dict[str, object], letters: list[int] | None) -> TTFont:
    # Written and read once between, since what was cut is not settled before.
    cut, kept = (
        instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), limits),
        BytesIO(),
    )
    cut.flavor = None
    cut.save(kept)
    font = TTFont(BytesIO(kept.getvalue()), recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = [
        "kern",
        "liga",
        "mark",
        "mkmk",
        "ccmp",
        "locl",
        "tnum",
        "lnum",
        "frac",
    ]
    options.flavor = "woff2"
    options.notdef_outline = True
    options.name_IDs = ["*"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters if letters is not None else sorted(font.getBestCmap()))
    cutter.subset(font)
    renamed(font, family)
    font.flavor = "woff2"
    return font


def main() -> int:
    folder = Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    for package, (family, short, limits) in FAMILIES.items():
        files = folder / package / "files"
        for part, letters in (("latin", None), ("latin-ext", EXTENDED)):
            cut, kept = (
                made(files / f"{package}-{part}-wght-normal.woff2", family, limits, letters),
                BytesIO(),
            )
            cut.save(kept)
            # Its digest is in its name, so that browsers may keep it for ever.
            digest = sha256(kept.getvalue()).hexdigest()[:8]
            for old in OUT.glob(f"{short}-{part}.*.woff2"):
                old.unlink()
            (OUT / f"{short}-{part}.{digest}.woff2").write_bytes(kept.getvalue())
            print(f"{short}-{part}: {len(kept.getvalue())} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
