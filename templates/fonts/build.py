#!/usr/bin/python3
"""Builds the embedded fonts. README.md tells when and how to run it.

    ./build.py NOTO_FOLDER SC_FOLDER UNIHAN_FOLDER [OUT_FOLDER]

The result is the same, byte for byte, for the same inputs and version of fontTools.
"""
import bz2
import copy
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
    (0x0180, 0x024F), (0x02B9, 0x02DD), (0x1E00, 0x1EFF),    # Extended-B, modifiers, Extended Additional
    (0x0300, 0x036F),                                        # combining marks
    (0x0370, 0x03FF), (0x0400, 0x052F),                      # Greek, Cyrillic
    (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x203A), (0x2044, 0x2044),  # spaces, dashes, quotes, dots
    (0x2070, 0x208E), (0x20A0, 0x20BF), (0x2103, 0x2103), (0x2113, 0x2122),  # raised and lowered, currencies, letter-like
    (0xFFFD, 0xFFFD),                                      # what stands for a character that no face has
]

# Signs that Noto Sans lacks, taken from its sisters: same height of strokes, proportioned for running text.
MONO = "▲▼←↑→↓−≈≠≤≥≡∞●○■□►◄√"
SYMBOLS = "✓✗⚠▸"


def codes(ranges):
    return {c for first, last in ranges for c in range(first, last + 1)}


def legacy(encoding, high, low):
    """The characters of the Basic Plane that an encoding of two bytes has in some rows."""
    found = set()
    for code in (bytes([h, l]) for h in high for l in low):
        try:
            found.add(ord(code.decode(encoding)))
        except UnicodeDecodeError:
            pass
    return found


def gb2312():
    return legacy("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))


def big5():
    """Level 1 of Big5, 5,401 hanzi of Traditional Chinese, and its signs; with those that its extension ETEN put behind."""
    return legacy("big5", range(0xA1, 0xC7), range(0x40, 0xFF)) | codes([(0x2160, 0x217F)]) | {ord(c) for c in "亅匸夊⼳癶辵✽"}


def jis():
    """Level 1 of JIS X 0208, 2,965 kanji of Japanese; and all kana, full and half as wide, with its punctuation."""
    return (legacy("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF))
            | codes([(0x3000, 0x30FF), (0x31F0, 0x31FF), (0x3200, 0x33FF), (0xFF61, 0xFF9F)]))


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


def chinese(sc, often, rest, out):
    regular = next(sc.rglob("NotoSansSC_400Regular.ttf"))
    cut(TTFont(regular), often, out / "NotoSansSC-Regular.ttf")
    cut(TTFont(next(sc.rglob("NotoSansSC_700Bold.ttf"))), often, out / "NotoSansSC-Bold.ttf")
    rare(TTFont(regular), rest - often, out / "rare")


# How many characters in a row a piece of the rare ones is cut from.
PIECE = 0x400


def rare(font, unicodes, folder):
    """Packs rare characters in pieces, each named by the first character that it could hold."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.ttf.gz"):
        old.unlink()
    unicodes &= set(font.getBestCmap())
    for first in sorted({c - c % PIECE for c in unicodes}):
        path = folder / f"NotoSansSC-{first:04X}.ttf"
        cut(copy.deepcopy(font), {c for c in unicodes if first <= c < first + PIECE}, path)
        path.with_suffix(".ttf.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        path.unlink()


def main():
    noto, sc, data = map(pathlib.Path, sys.argv[1:4])
    out = pathlib.Path(sys.argv[4] if len(sys.argv) > 4 else pathlib.Path(__file__).parent)
    for weight in ("Regular", "Bold"):
        latin(noto, out, weight)
    # GB 2312 is decoded with U+2015 for the dash that Chinese texts write as U+2014, and lacks the zero of 二〇二四.
    simplified = gb2312() | general_standard(data) | codes([(0x20, 0x7E), (0xA0, 0xFF), (0x2014, 0x2014), (0x3007, 0x3007)])
    # What the Latin faces have is drawn with them.
    chinese(sc, simplified & common(data), (simplified | big5() | jis()) - codes(LATIN), out)


main()
