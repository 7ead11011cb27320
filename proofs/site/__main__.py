"""Write the source of the site in every language, the page that picks one of them, and the scripts.

``python -m neverfalls.proofs.site FOLDER`` is run in the repository, and then Sphinx (`make docs`).
"""

import sys
from pathlib import Path

from ..explorer import write_explorer
from ..grading import write_grading
from .pictures import write_pictures
from .speaking import LANGUAGES
from .start import write_start
from .writing import write_site

folder = Path(sys.argv[1])
for language in LANGUAGES:
    source = folder / ".source" / language
    write_site(Path.cwd(), source, language)
    write_pictures(source, language)
write_start(folder)
(folder / "explorer").mkdir(exist_ok=True)
write_explorer(folder / "explorer" / "index.html", site="..")
(folder / "grading").mkdir(exist_ok=True)
write_grading(folder / "grading" / "grading.js")
