"""The words in a formula: names, and what joins them."""

import pytest

from neverfalls.proofs.languages.formulas import JOINING, names_in, replaced


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("3/10 × paid", ["paid"]),
        ("pool if supply > 0 else issue price", ["pool", "supply", "issue price"]),
        ("min(share, member quota after round 1)", ["share", "member quota after round 1"]),
        (
            "sum over members with member quota > 0 (member points)",
            ["member quota", "member points"],
        ),
        ("number of members with member peak ≥ 10", ["member peak"]),
        ("not (a > 0 and b > 0) or never", ["a", "b"]),
        ("tier 10 + tier fund", ["tier 10", "tier fund"]),
        ("5", []),
    ],
)
def test_names_in_a_formula(formula: str, names: list[str]) -> None:
    """Names are found with their numbers, without the words that join them."""
    assert names_in(formula) == names


def test_the_rest_of_a_formula_stays() -> None:
    """Numbers, signs and functions stay where they are."""
    told = replaced(
        "max(pool, 0) ÷ supply if supply > 0 else 1/2", str.upper, lambda word: f"<{word}>"
    )
    assert told == "max(POOL, 0) ÷ SUPPLY <if> SUPPLY > 0 <else> 1/2"


def test_joining_words_come_from_the_notation() -> None:
    """The longest come first, so that a sum with a condition is not read as one without."""
    assert JOINING.index("sum over members with") < JOINING.index("sum over members")
    assert {"if", "else", "and", "or", "not", "number of members with"} <= {*JOINING}
