#!/usr/bin/python3
"""Builds the six embedded fonts. README.md tells when and how to run it.

    ./build.py NOTO_FOLDER SC_FOLDER UNIHAN_FOLDER [OUT_FOLDER]

The result is the same, byte for byte, for the same inputs and version of fontTools.
"""
import bz2
import gzip
import pathlib
import re
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


def unihan(file, key):
    """What a file of the Unihan database says under a key, by character of the Basic Plane."""
    with bz2.open(file, "rt", encoding="utf-8") as lines:
        fields = (line.rstrip("\n").split("\t") for line in lines if f"\t{key}\t" in line and not line.startswith("#"))
        return {c: value for c, value in ((int(code[2:], 16), value) for code, _, value in fields) if c <= 0xFFFF}


def general_standard(folder):
    """The characters of the Table of General Standard Chinese Characters (2013)."""
    return set(unihan(folder / "Unihan_OtherMappings.txt.bz2", "kTGH"))


# How many of the most frequent characters the common face has: nine of ten in running text.
COMMON = 1000

# What names of applications, of their purposes and of places are made of, frequent in other texts or not.
NAMES = (
    "智能客服助手机器人知识库问答搜索推荐文档翻译写作营销销售财务人事法务合同审核简历筛选代码生成日报周报月报数据分析平台测试"
    "生产预发环境内部外部北京上海广州深圳杭州成都售前售后工单质检语音图像视频摘要总结会议纪要培训教育医疗健康金融保险银行理财游戏"
    "社区电商物流仓储采购供应链研发运维监控告警舆情政务热线邮件短信微信小程序公众号企业集团子公司部门项目组默认示例演示应用模型混元"
    "通用旗舰轻量版助理员工手册制度报销差旅酒店餐饮旅游房产汽车能源电力环保安全合规风控反欺诈推理向量嵌入检索增强编排工作流插件"
    "归档优化客户午间夜间店铺柜台某软硬件李王张刘陈杨赵黄吴周徐孙"
)


def common(folder):
    """What most reports need: the characters of the texts and of names, the most frequent ones, punctuation, full-width forms."""
    readings = unihan(folder / "Unihan_Readings.txt.bz2", "kHanyuPinlu")  # "yī(32747)", of the Modern Chinese Frequency Dictionary
    often = {c: sum(map(int, re.findall(r"\((\d+)\)", value))) for c, value in readings.items()}
    text = (pathlib.Path(__file__).parent.parent / "text" / "zh-CN.json").read_text(encoding="utf-8")
    return ({ord(c) for c in text + NAMES} | set(sorted(often, key=lambda c: (-often[c], c))[:COMMON])
            | codes([(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x3000, 0x303F), (0xFF00, 0xFFEF)]))


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


def chinese(sc, unicodes, often, out, source, weight):
    path = next(sc.rglob(f"NotoSansSC_{source}.ttf"))
    cut(TTFont(path), unicodes & often, out / f"NotoSansSC-{weight}.ttf")
    rest = out / f"NotoSansSCRest-{weight}.ttf"
    cut(TTFont(path), unicodes - often, rest)
    packed = rest.with_suffix(".ttf.gz")
    packed.write_bytes(gzip.compress(rest.read_bytes(), 9, mtime=0))
    rest.unlink()
    print(packed, packed.stat().st_size, "bytes")


def main():
    noto, sc, data = map(pathlib.Path, sys.argv[1:4])
    out = pathlib.Path(sys.argv[4] if len(sys.argv) > 4 else pathlib.Path(__file__).parent)
    for weight in ("Regular", "Bold"):
        latin(noto, out, weight)
    # GB 2312 is decoded with U+2015 for the dash that Chinese texts write as U+2014, and lacks the zero of 二〇二四.
    hanzi = gb2312() | general_standard(data) | codes([(0x20, 0x7E), (0xA0, 0xFF), (0x2014, 0x2014), (0x3007, 0x3007)])
    often = common(data)
    chinese(sc, hanzi, often, out, "400Regular", "Regular")
    chinese(sc, hanzi, often, out, "700Bold", "Bold")


main()
