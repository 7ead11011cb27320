"""Wording of rules: what is printed of a rule is what its text does."""

import json

import pytest

from neverfalls.proofs.command.render.texts import setting
from neverfalls.proofs.verdicts.task import tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.words.rules import (
    ROWS,
    Row,
    UnknownRule,
    describe_part,
    describe_rule,
    rows_of,
    said,
)
from neverfalls.spec.words.wording import English

from ...schemes import scheme_with


def rows(scheme: Scheme, rule: str) -> list[str]:
    """The rows of a rule, without its heading and its clauses."""
    return [row.text for row in describe_rule(scheme, rule).rows()]


RULES = [(name, rule) for name in SHIPPED for rule in load_scheme(name).rules]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_rule_is_described(name: str, rule: str) -> None:
    """Each rule of the shipped schemes has a sentence, lines, LaTeX that closes, and JSON."""
    scheme = load_scheme(name)
    description = describe_rule(scheme, rule)
    assert description.sentence
    assert scheme.rules[rule].clauses == description.clauses
    assert list(scheme.rules[rule].sorts) == [each.name for each in description.arguments]
    ends = [line.words for line in description.lines[-3:]]
    assert ends == ["the pool", "the supply", "the price"]
    latex = description.latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin{") == latex.count(r"\end{")
    assert "quotient." not in latex + description.text()
    data = description.to_dict()
    assert data == json.loads(json.dumps(data))


def test_purchase() -> None:
    """The wine shop's purchase: requirements, named amounts, postings, and the clause of each."""
    left_over = "points circulate, or no money is left over from earlier ones"
    expected = [
        ("", "requires that something is paid: paid > 0"),
        ("A5", f"requires that {left_over}: supply > 0 or pool ≤ 0"),
        ("M1.3", "requires that points have a price to be granted at: price > 0"),
        ("M1.1 A13", "contribution = 3/10 × paid"),
        ("M1.3 M1.4 A5 A14", "price = pool ÷ supply  if supply > 0\n        1  otherwise"),
        ("M1.2 A22", "grant = 7/10 × contribution ÷ price"),
        ("M1.6", "buyer → treasury: paid yuan"),
        ("M1.6 A20", "treasury → supplier: (1 − 1/2) × paid yuan"),
        ("M1.1", "treasury → pool: contribution yuan"),
        ("M1.2", "issuer → buyer: grant points"),
        ("", "contributions total increases by contribution"),
        ("", "sales total increases by paid"),
        ("", "pool after = pool + contribution"),
        ("", "supply after = supply + grant"),
        ("M1.5", "price after = (pool + contribution) ÷ (supply + grant)"),
    ]
    found = describe_rule(load_scheme("wine-shop"), "purchase").rows()
    assert expected == [(" ".join(row.clauses), row.text) for row in found]


def test_text_has_the_clauses_on_the_left() -> None:
    """A description opens with its name and arguments; then clauses stand left of the text."""
    text = describe_rule(load_scheme("wine-shop"), "sell").text().split("\n")
    assert text[:2] == [
        "sell: A member sells points back to the pool at the live price; the points are destroyed.",
        "given: seller (a member), points (points)",
    ]
    assert "M2.3 M2.4  seller → pool: 1/10 × proceeds yuan" in text


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize(("name", "rule"), [("mall", "close_day"), ("counter", "sell")])
def test_text_keeps_to_a_width(name: str, rule: str, width: int) -> None:
    """No line of a description is longer than the width it is asked for."""
    lines = describe_rule(load_scheme(name), rule).text(width).split("\n")
    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("name", MECHANISMS)
def test_lines_cite_the_clauses_of_their_rule(name: str) -> None:
    """What the lines of a rule or effect cite, under any reading, is what it says it states."""
    room = MECHANISMS[name]
    scheme = setting(room)
    cited: dict[str, set[str]] = {}
    for reading in [scheme.readings, *(each for _, each in scheme.readings.deviations())]:
        under = scheme.reading(reading)
        for rule in room.rules:
            own = describe_rule(under, rule).rows()
            cited.setdefault(rule, set()).update(c for r in own if not r.depth for c in r.clauses)
        for bodies in room.effects.values():
            for body in bodies:
                lines = rows_of(describe_part(under, body))
                cited.setdefault(body.__name__, set()).update(c for r in lines for c in r.clauses)
    others = {c for need in room.needs for c in MECHANISMS[need].cited()}
    stated = {rule: set(room.rules[rule].clauses) for rule in room.rules}
    stated |= {body: set(clauses) for body, clauses in room.effect_clauses.items()}
    assert {each: cited[each] - others - stated[each] for each in cited} == {
        each: set() for each in cited
    }
    assert {each: stated[each] - cited[each] for each in cited} == {each: set() for each in cited}


@pytest.mark.parametrize("name", SHIPPED)
def test_no_line_nests_a_condition(name: str) -> None:
    """A distinction stands as one case below the other, under every reading."""
    scheme = load_scheme(name)
    nested = [
        (rule, part)
        for task in tasks(scheme)
        for rule in task.scheme.rules
        for row in describe_rule(task.scheme, rule).rows()
        for part in row.text.split("\n")
        if " if " in part.partition("  if ")[0]
    ]
    assert nested == []


def test_effects_stand_under_their_mechanism() -> None:
    """What other mechanisms add to a purchase is listed under their titles, with their clauses."""
    description = describe_rule(load_scheme("mall"), "purchase")
    effects = [line for line in description.lines if line.verb == "effect"]
    titles = [line.words.partition(":")[0] for line in effects]
    assert titles == ["Dividend quota", "Days that close", "Tier dividend"]
    assert [bool(line.clauses) for line in effects] == [True, True, True]
    lines = [(line.verb, line.words, line.amount) for line in effects[2].lines]
    assert lines == [("sets", "buyer peak", "max(buyer peak, buyer points + grant)")]


@pytest.mark.parametrize(
    ("choice", "payments"),
    [
        ("platform", []),
        ("pool", ["pool → treasury: value yuan"]),
        ("pool-at-cost", ["pool → treasury: cost yuan"]),
    ],
)
def test_reading_who_pays_for_goods(choice: str, payments: list[str]) -> None:
    """The pool pays for goods in exactly the readings that say so."""
    found = rows(scheme_with("wine-shop", goods_payer=choice), "redeem")
    assert payments == [row for row in found if "pool → treasury" in row]
    assert ("unchanged: pool" in found) is (choice == "platform")


def test_reading_of_what_is_seen() -> None:
    """Only where paying and burning are two steps is there a state between them in the text."""
    verbs = {
        choice: [
            line.verb for line in describe_rule(scheme_with("mall", step_view=choice), "sell").lines
        ]
        for choice in ("atomic", "pay-then-burn")
    }
    assert "shows" not in verbs["atomic"]
    assert verbs["pay-then-burn"].index("shows") == verbs["pay-then-burn"].index("burns") - 1


def test_reading_of_chosen_rates() -> None:
    """A rate that the platform picks is described with its bounds and used from there on."""
    found = rows(scheme_with("mall", dividend_rates="chosen-daily"), "close_day")
    assert (
        "the event is given a daily_rate that the platform picks: chosen daily rate ≥ 3/100 "
        "and 3/20 ≥ chosen daily rate"
    ) in found
    assert "daily fund = chosen daily rate × day sales" in found


# An open margin is printed by the name that it has anyway; where a number of points is granted,
# the price of granting is of no consequence.
SILENT = {
    "wine-shop": ["product_cost=any-margin"],
    "mall": ["product_cost=any-margin"],
    "market": ["product_cost=any-margin"],
    "gallery": ["product_cost=any-margin"],
    "counter": ["product_cost=any-margin"],
    "shares": ["product_cost=any-margin"],
    "agents": ["product_cost=any-margin"],
    "old-members": ["product_cost=any-margin"],
    "dealers": ["product_cost=any-margin"],
    "linkage": ["product_cost=any-margin"],
    "price-list": ["product_cost=any-margin"],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_reading_changes_a_line(name: str) -> None:
    """Each other answer to a question that the scheme's texts ask is seen in a description."""
    scheme = load_scheme(name)

    def everything(scheme: Scheme) -> list[str]:
        claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
        rules = [describe_rule(scheme, rule).text() for rule in scheme.rules]
        return rules + [describe_claim(claim, scheme).text() for claim in claims]

    before = everything(scheme)
    unchanged = [
        task.deviation
        for task in tasks(scheme)
        if task.deviation and everything(task.scheme) == before
    ]
    assert SILENT[name] == unchanged


def test_unknown_rule() -> None:
    """A rule that the scheme does not have is refused with those that it has."""
    with pytest.raises(UnknownRule, match="'lend'") as caught:
        describe_rule(load_scheme("mall"), "lend")
    assert caught.value.found == "lend"
    assert caught.value.expected == ("purchase", "sell", "redeem", "close_day")


class Loud(English):
    """Words that anybody tells from English: capitals."""

    def text(self, english: str, /, **values: str) -> str:
        """The text or template in capitals, its values as they are."""
        return super().text(english.upper() if not values else f"! {english}", **values)

    def formula(self, formula: str, /) -> str:
        """The formula in capitals."""
        return formula.upper()


def test_rows_can_be_said_in_other_words() -> None:
    """All that a row is put together from is said by the language: template, words, formula."""
    loud = describe_rule(load_scheme("wine-shop"), "sell").rows(Loud())
    assert loud[0].text == "! requires that POINTS ARE SOLD: POINTS > 0"
    assert loud[4].text == "! ! POOL → SELLER: ! PROCEEDS YUAN"
    assert (
        describe_rule(load_scheme("wine-shop"), "sell").rows(English())
        == describe_rule(load_scheme("wine-shop"), "sell").rows()
    )


def test_rows_of_changes_can_be_said_in_other_words() -> None:
    """Rows that are gone, or have a new place, are said like the rows that they speak of."""
    lines = describe_rule(load_scheme("wine-shop"), "sell").lines
    first, second, *_ = rows_of(lines)
    gone = Row((), 1, ROWS["gone"].format(row=first.text))
    behind = Row(("M2",), 1, ROWS["behind"].format(row=second.text))
    found = said([gone, behind, Row((), 1, ROWS["at first"])], lines, Loud())
    assert [row.text for row in found] == [
        "! without: ! requires that POINTS ARE SOLD: POINTS > 0",
        "! after: ! requires that THE SELLER HOLDS THEM: SELLER POINTS ≥ POINTS",
        "FIRST:",
    ]
    assert found[1].clauses == ("M2",)
