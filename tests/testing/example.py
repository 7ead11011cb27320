"""The example of docs/kit.md, and three mistakes that somebody could make in it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
(EXAMPLE,) = re.findall(
    r"<!-- example.*?-->\n```python\n(.*?)```", (ROOT / "docs/kit.md").read_text("utf-8"), re.DOTALL
)
DEFECTS = {
    "proceeds rounded up": (
        'event["points"] * self.pool // supply',
        '-(-event["points"] * self.pool // supply)',
        "M2.1",
    ),
    "fee not kept in the pool": ('-int(-p["exit_fee"] * proceeds // 1)', "0", "M2.3"),
    "price after the sale": (
        "price = (self.pool, supply) if supply",
        "price = (self.pool + paid_in, supply) if supply",
        "M1.3",
    ),
}
"""Each mistake: the right words, the wrong ones, and a clause that they break."""
