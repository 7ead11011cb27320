"""How Sphinx makes the site of one language from the source that `make docs` has written."""

import base64
import json
import os
import re
import shutil
import zlib
from pathlib import Path

import snowballstemmer
from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese

FOLDER = os.environ.get("SITE_LANGUAGE", "en")
CHINESE = FOLDER == "zh"

project = "neverfalls"
author = "The neverfalls developers"
project_copyright = "The neverfalls developers, Apache-2.0"
language = "zh_CN" if CHINESE else "en"
extensions = ["myst_nb"]
templates_path = ["_templates"]
exclude_patterns = ["**/_*"]
locale_dirs = [str(Path(__file__).with_name("locales"))]
gettext_compact = False
gettext_uuid = False
gettext_location = False
nb_execution_mode = "cache"
nb_execution_cache_path = str(Path(__file__).parents[1] / "build" / "site" / ".notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 300
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = [
    "myst.header",  # a generated part may begin below the level of its page
]

html_theme = "furo"
html_title = "只涨不跌？" if CHINESE else "neverfalls"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # it would be fetched, which no browser allows from a file
html_search_language = "zh" if CHINESE else "en"
html_permalinks_icon = "#"
html_theme_options = {"top_of_page_buttons": []}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_context = {
    "folder": FOLDER,
    "other_folder": "en" if CHINESE else "zh",
    "other_language": "English" if CHINESE else "简体中文",
}

HAN = re.compile("[\u3400-\u9fff]+")


class Pairs(SearchChinese):
    """Chinese is searched for by the pairs of signs that stand together, in pages and queries.

    So whatever stands on a page is found, however a dictionary would cut it into words.
    """

    js_splitter_code = r"""
function splitQuery(query) {
  const words = [];
  for (const part of query.match(/[\u3400-\u9fff]+|[\p{L}\p{N}_]+/gu) || []) {
    if (!/[\u3400-\u9fff]/.test(part) || part.length === 1) words.push(part);
    else for (let k = 0; k + 1 < part.length; k++) words.push(part.slice(k, k + 2));
  }
  return words;
}
"""

    def init(self, _options: dict[str, str]) -> None:
        """Need no dictionary; words in other letters are stemmed as in English."""
        self.stemmer = snowballstemmer.stemmer("english")

    def split(self, text: str) -> list[str]:
        """Return the words of a text: pairs of Chinese signs, and words in other letters."""
        latin = self.latin1_letters.findall(text)
        self.latin_terms.update(latin)
        return [*latin, *(run[k : k + 2] for run in HAN.findall(text) for k in range(len(run)))]


INDEX = "searchindex.js"

PACKED = """\
(async () => {
  const bytes = Uint8Array.from(atob("%s"), (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  Search.setIndex(JSON.parse(await new Response(stream).text()));
})();
"""


def unpack(app: Sphinx) -> None:
    """Give Sphinx the index that it wrote the last time, which it brings up to date."""
    kept = Path(app.doctreedir) / INDEX
    if app.builder.name == "html" and kept.is_file():
        shutil.copy(kept, Path(app.outdir) / INDEX)


def pack(app: Sphinx, error: Exception | None) -> None:
    """Let the page of the search load the index packed, which takes a third of the bytes."""
    if error is not None or app.builder.name != "html":
        return
    written = Path(app.outdir) / INDEX
    shutil.copy(written, Path(app.doctreedir) / INDEX)
    data = written.read_text(encoding="utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    json.loads(data)
    packed = base64.b64encode(zlib.compress(data.encode(), 9)).decode()
    written.write_text(PACKED % packed, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Let Chinese be searched in pairs, and the index be light."""
    app.add_search_language(Pairs)
    app.connect("builder-inited", unpack)
    app.connect("build-finished", pack)
