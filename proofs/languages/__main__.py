"""``python -m neverfalls.proofs.languages`` brings the catalogues up to date with the product.

Texts that are new come without a translation, those that nobody says any more are dropped. The
bounds are derived for it, which takes a minute.
"""

from __future__ import annotations

from ..limits.report import LIMITS
from ..solving.pool import Solvers
from . import catalogue
from .collecting import texts
from .language import LANGUAGES


def update() -> None:
    """Write every catalogue again, and print how many texts it lacks."""
    with Solvers() as solvers:
        wanted = texts([derive(solvers) for derive in LIMITS.values()])
    for code in LANGUAGES[1:]:
        file = catalogue.written(code, wanted, catalogue.translations(code))
        file.save(str(catalogue.path_of(code)))
        print(f"{code}: {len(file)} texts, {len(file.untranslated_entries())} without words")


if __name__ == "__main__":
    update()
