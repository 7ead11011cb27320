"""The page that stands before all others: it leads to the reader's language."""

from __future__ import annotations

from pathlib import Path

from .speaking import LANGUAGES

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>neverfalls · 只涨不跌？</title>
<script>
const chinese = navigator.languages.findIndex((each) => /^zh/i.test(each));
const english = navigator.languages.findIndex((each) => /^en/i.test(each));
const first = chinese >= 0 && (english < 0 || chinese < english) ? "zh" : "en";
location.replace(first + "/index.html");
</script>
<style>
body {{ font: 1.2rem/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 24rem; }}
</style>
</head>
<body>
<main>
<h1>neverfalls · 只涨不跌？</h1>
{links}
</main>
</body>
</html>
"""


def write_start(folder: Path) -> None:
    """Write the page into the folder of the site.

    Raises:
        OSError: it cannot be written.
    """
    links = "\n".join(
        f'<p lang="{name}"><a href="{name}/index.html">{title}</a></p>'
        for name, title in LANGUAGES.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(PAGE.format(links=links), encoding="utf-8")
