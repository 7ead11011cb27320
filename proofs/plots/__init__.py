"""Which pictures show what was found, and what are their numbers?

``picture`` gives one of ``PLOTS`` as exact numbers and sentences; ``drawing`` draws it:

    from neverfalls.proofs import plots
    found = plots.picture("price")
    found.described("en"), found.line("price")
    plots.drawing(found).write("price.svg")

The numbers come from the rules, run on fractions; matplotlib gets them last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from . import goods, joining, price, profit, quota_waiting, regions, run
from .mapped import mapped
from .own import own
from .picture import NoSuchMark, NoSuchPicture, Picture
from .sheets import Drawing, drawing
from .wording import LANGUAGES, NoPictures

__all__ = [
    "LANGUAGES",
    "PLOTS",
    "Drawing",
    "NoPictures",
    "NoSuchMark",
    "NoSuchPicture",
    "Picture",
    "drawing",
    "mapped",
    "own",
    "picture",
]

PLOTS: dict[str, Callable[[], Picture]] = {
    "price": price.price,
    "joining": joining.joining,
    "run": run.run,
    "goods": goods.goods,
    "quota-waiting": quota_waiting.quota_waiting,
    "regions": regions.regions,
    "profit": profit.profit,
}
"""What computes each picture, by its name."""


@cache
def picture(name: str) -> Picture:
    """The picture of that name, computed from the rules.

    Raises:
        NoSuchPicture: there is none.
    """
    if name not in PLOTS:
        raise NoSuchPicture(name, list(PLOTS))
    return PLOTS[name]()
