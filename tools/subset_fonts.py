"""Make the web fonts: Be Vietnam Pro cut down to Vietnamese, with the tabular figures that the upstream font lacks.

usage: subset_fonts.py [OUT_FOLDER]        (needs the development packages fontpkg-be-vietnam-pro and fonttools[woff])
"""

import copy
import sys
from pathlib import Path

import fontpkg_be_vietnam_pro
from fontTools import subset
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

OUT = Path(__file__).resolve().parents[1] / "src/danbiet/common/static/danbiet/fonts"
SOURCE = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
FIGURE_WIDTH = 664
LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
SIGNS = "·–—‘’“”…•×≈≥≤−±₫°§«»½\u00a0\u202f\u2009"
TEXT = "".join(map(chr, range(0x20, 0x7F))) + LETTERS + LETTERS.upper() + SIGNS
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum"]


def add_tabular_figures(font: TTFont) -> None:
    """Give every figure a twin of one width, and a `tnum` feature that swaps them in."""
    twins = {name: _twin(font, name) for name in (font.getBestCmap()[ord(digit)] for digit in "0123456789")}
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(twins)]))
    table.LookupList.LookupCount += 1
    table.FeatureList.FeatureRecord.append(_feature(len(table.LookupList.Lookup) - 1))
    table.FeatureList.FeatureCount += 1
    for script in table.ScriptList.ScriptRecord:
        systems = [script.Script.DefaultLangSys, *(record.LangSys for record in script.Script.LangSysRecord)]
        for system in filter(None, systems):
            system.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)
            system.FeatureCount += 1


def _twin(font: TTFont, name: str) -> str:
    """A copy of a figure, centred on the common width."""
    twin, glyph = f"{name}.tnum", copy.deepcopy(font["glyf"][name])
    advance, bearing = font["hmtx"][name]
    shift = (FIGURE_WIDTH - advance) // 2
    if glyph.isComposite():
        for component in glyph.components:
            component.x += shift
    else:
        glyph.coordinates.translate((shift, 0))
    glyph.recalcBounds(font["glyf"])
    font.setGlyphOrder([*font.getGlyphOrder(), twin])
    font["glyf"][twin] = glyph
    font["hmtx"][twin] = (FIGURE_WIDTH, bearing + shift)
    return twin


def _feature(lookup: int) -> otTables.FeatureRecord:
    record = otTables.FeatureRecord()
    record.FeatureTag = "tnum"
    record.Feature = otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [lookup]
    record.Feature.LookupCount = 1
    return record


def cut_down(font: TTFont) -> None:
    """Keep the letters and signs that Vietnamese and English pages use."""
    options = subset.Options(hinting=False, desubroutinize=True, layout_features=FEATURES)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=TEXT)
    subsetter.subset(font)


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    for weight in ("Regular", "SemiBold"):
        font = TTFont(SOURCE / f"BeVietnamPro-{weight}.ttf")
        add_tabular_figures(font)
        cut_down(font)
        font.flavor = "woff2"
        path = out / f"BeVietnamPro-{weight}.vi.woff2"
        font.save(path)
        print(f"{path.name} {path.stat().st_size}")


if __name__ == "__main__":
    main()
