#!/usr/bin/python3
"""Builds the four embedded fonts. README.md tells when and how to run it.

    ./build.py NOTO_FOLDER SC_FOLDER UNIHAN_OTHER_MAPPINGS [OUT_FOLDER]

The result is the same, byte for byte, for the same inputs and version of fontTools.
"""
import bz2
import pathlib
import sys

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

# What a Latin, Greek or Cyrillic name or sentence may hold. Format characters (U+200B–U+200F, U+202A–U+202E, …)
# are left out: they have no shape, and the sanitiser removes them.
LATIN = [
    (0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x017F),    # Latin, Latin-1, Extended-A
    (0x0192, 0x0192), (0x01A0, 0x01A1), (0x01AF, 0x01B0),    # ƒ and Vietnamese ơ ư
    (0x01CD, 0x01DC), (0x0218, 0x021B), (0x1EA0, 0x1EF9),    # pinyin, Romanian, the rest of Vietnamese
    (0x0300, 0x0304), (0x0306, 0x030C), (0x0323, 0x0323),    # combining marks
    (0x0384, 0x03CE), (0x0400, 0x045F), (0x0490, 0x04FF),    # modern Greek, Cyrillic
    (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x203A), (0x2044, 0x2044),  # spaces, dashes, quotes, dots
    (0x2070, 0x208E), (0x20A0, 0x20BF), (0x2103, 0x2103), (0x2113, 0x2122),  # raised and lowered, currencies, letter-like
    (0xFFFD, 0xFFFD),                                      # what stands for a character that no face has
]

# Signs that Noto Sans lacks, taken from its sisters: same height of strokes, proportioned for running text.
MONO = "▲▼←↑→↓−≈≠≤≥≡∞●○■□►◄√"
SYMBOLS = "✓✗⚠▸"


def codes(ranges):
    return {c for first, last in ranges for c in range(first, last + 1)}


def gb2312():
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return found


def general_standard(mappings):
    """The characters of the Table of General Standard Chinese Characters (2013), Basic Plane only."""
    with bz2.open(mappings, "rt", encoding="utf-8") as lines:
        fields = (line.split("\t") for line in lines if "\tkTGH\t" in line)
        return {c for c in (int(field[0][2:], 16) for field in fields) if c <= 0xFFFF}


def outline(font, name):
    """A glyph as plain contours: no components, no hints."""
    glyphs = font.getGlyphSet()
    record, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
    glyphs[name].draw(record)
    record.replay(pen)
    return pen.glyph()


def borrow(font, donor, signs):
    """Copies signs from a donor of the same units per em into font's glyphs, metrics and cmap."""
    assert font["head"].unitsPerEm == donor["head"].unitsPerEm
    have = font.getBestCmap()
    for sign in signs:
        code = ord(sign)
        if code in have:
            continue
        source, name = donor.getBestCmap()[code], "u%04X" % code
        font["glyf"][name] = outline(donor, source)
        font["hmtx"][name] = donor["hmtx"][source]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def cut(font, unicodes, path):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "BASE", "vhea", "vmtx", "VORG", "kern", "STAT", "meta", "gasp", "MATH"]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font.recalcTimestamp = False
    font.save(path)
    print(path, path.stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def latin(noto, out, weight):
    font = TTFont(noto / f"NotoSans-{weight}.ttf")
    borrow(font, TTFont(noto / f"NotoSansMono-{weight}.ttf"), MONO)
    borrow(font, TTFont(noto / "NotoSansSymbols2-Regular.ttf"), SYMBOLS)
    signs = {ord(c) for c in MONO + SYMBOLS}
    cut(font, codes(LATIN) | signs, out / f"NotoSans-{weight}.ttf")


def chinese(sc, unicodes, out, source, weight):
    font = TTFont(next(sc.rglob(f"NotoSansSC_{source}.ttf")))
    cut(font, unicodes, out / f"NotoSansSC-{weight}.ttf")


def main():
    noto, sc, mappings = map(pathlib.Path, sys.argv[1:4])
    out = pathlib.Path(sys.argv[4] if len(sys.argv) > 4 else pathlib.Path(__file__).parent)
    for weight in ("Regular", "Bold"):
        latin(noto, out, weight)
    # GB 2312 is decoded with U+2015 for the dash that Chinese texts write as U+2014, and lacks the zero of 二〇二四.
    hanzi = gb2312() | general_standard(mappings) | codes([(0x20, 0x7E), (0xA0, 0xFF), (0x2014, 0x2014), (0x3007, 0x3007)])
    chinese(sc, hanzi, out, "400Regular", "Regular")
    chinese(sc, hanzi, out, "700Bold", "Bold")


main()
