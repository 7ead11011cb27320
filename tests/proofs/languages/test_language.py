"""A language says sentences, formulas, rows and histories of the product, or says what it lacks."""

import re

import pytest

from neverfalls.counterexamples import ids, load
from neverfalls.proofs.audit.report import audit
from neverfalls.proofs.languages import Language, MissingText, language
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.words import describe_claim, describe_rule
from neverfalls.spec.words.rules import ROWS, rows_of

CHINESE = "zh_CN"
LATIN = re.compile(r"[A-Za-z][\w-]*")
KEPT = {"min", "max"}
"""Latin words in a row: functions, and the names of numbers that the platform picks."""


@pytest.fixture(scope="module")
def chinese() -> Language:
    return language(CHINESE)


def test_english_is_what_the_product_says() -> None:
    """English texts and formulas stay as they are, templates take their values."""
    english = language("en")
    assert english.text("Sale at the live price") == "Sale at the live price"
    assert english.text(ROWS["sets"], head="price", amount="2") == "price becomes 2"
    assert english.formula("3/10 × paid") == "3/10 × paid"
    assert english.history("purchase alice 100") == "purchase alice 100"
    assert english.place("001 section 4, dividend rule 1") == "001 section 4, dividend rule 1"


def test_sentences_of_a_clause(chinese: Language) -> None:
    """A clause has its title, its text and its places in Chinese."""
    clause = clauses()["M2.3"]
    assert chinese.text(clause.title) == "手续费"
    assert chinese.text(clause.text) == "卖积分的会员付给平台 10 % 的手续费。"
    assert chinese.place("001 section 4, dividend rule 1") == "001 第 4 节，分红规则 1"
    assert chinese.place("001 use cases 1, 2 and 4") == "001 应用场景 1、2 和 4"


def test_a_sentence_that_was_put_together_is_taken_apart(chinese: Language) -> None:
    """What is compared of a member, and what a mechanism adds, is said from its parts."""
    assert chinese.text("quota that carol is still owed") == "还欠 carol 的分红额度"
    effect = "Dividend quota: A purchase grants quota, a multiple of what was paid."
    assert chinese.text(effect) == "分红额度：一次购买赠送额度，为所付金额的若干倍。"
    assert chinese.text("After step 2 (sell), at state 1 of its 2,").startswith("在第 2 步（sell）")


def test_one_word_has_several_in_chinese(chinese: Language) -> None:
    """The unit points and the number of points that an event is given are not the same word."""
    assert (chinese.unit("points"), chinese.name("points")) == ("积分", "积分数")


def test_what_the_platform_picks_has_a_name(chinese: Language) -> None:
    """Also where no shipped scheme has the rule in which it is picked."""
    assert chinese.name("chosen daily rate") == "选定的每日分红比例"
    assert chinese.name("chosen rebate") == "选定的让利比例"


def test_a_text_that_nobody_has_said_is_refused(chinese: Language) -> None:
    """What the catalogue lacks is an error that names the text, so that no English slips in."""
    with pytest.raises(MissingText, match="zh_CN: no words for 'Everybody wins'") as caught:
        chinese.text("Everybody wins")
    assert caught.value.found == "Everybody wins"
    for say, what in (
        (chinese.formula, "paid × happiness"),
        (chinese.history, "purchase alice"),
        (chinese.place, "001 the margin"),
        (chinese.unit, "kilograms"),
        (lambda text: chinese.text(text, name="x"), "{name} of the day"),
    ):
        with pytest.raises(MissingText):
            say(what)


def test_only_known_languages() -> None:
    """A language without a catalogue is refused; the error names those there are."""
    with pytest.raises(ValueError, match="found 'fr', expected one of: en, zh_CN"):
        language("fr")


def test_formulas_keep_their_numbers(chinese: Language) -> None:
    """Names and joining words are Chinese, numbers and signs stay."""
    assert chinese.formula("3/10 × paid") == "3/10 × 支付金额"
    assert (
        chinese.formula("buyer points after round 2 ÷ supply") == "第 2 轮后的买家的积分 ÷ 流通积分"
    )
    assert chinese.formula("0 if supply > 0 and pool ≤ 0 else 5") == (
        "0 若 流通积分 > 0 且 资金池 ≤ 0 否则 5"
    )
    assert chinese.formula("min(share, member quota)") == "min(应得份额, 会员的分红额度)"


def test_histories(chinese: Language) -> None:
    """Every event of a line is a sentence with its units; numbers that were picked come last."""
    told = chinese.history(
        "purchase alice 100 · sell alice ≈ 18.9000 · close_day, and so on for ever"
    )
    assert told == "alice 购买，付 100 元 · alice 卖回 ≈ 18.9000 个积分 · 当天收盘，如此一直下去"
    assert chinese.history("close_day 3/20 1/10") == "当天收盘，平台选定 3/20, 1/10"
    assert chinese.history("before any event") == "在任何事件之前"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_recorded_history_is_said(name: str, chinese: Language) -> None:
    """The histories of a scheme's record all have Chinese sentences."""
    record = record_of(load_scheme(name))
    assert record is not None
    histories = {
        " · ".join(cell["history"][:-1]) for cell in record["cells"] if cell.get("history")
    }
    for history in histories - {""}:
        assert chinese.history(history)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_is_said(name: str, chinese: Language) -> None:
    """Each row of each rule of a scheme is Chinese, as long and as deep as the English one."""
    scheme = load_scheme(name)
    for rule in scheme.rules:
        for apart in (False, True):
            told = describe_rule(scheme, rule, apart=apart)
            rows, english = told.rows(chinese), told.rows()
            assert [(row.clauses, row.depth) for row in english] == [
                (row.clauses, row.depth) for row in rows
            ]
            left = {word for row in rows for word in LATIN.findall(row.text)} - KEPT
            assert left <= {"daily_rate", "tier_rate"}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_every_claim_is_said(claim: Claim, chinese: Language) -> None:
    """What a claim states, supposes and compares has Chinese words; only rules keep their names."""
    told = describe_claim(claim)
    rules = {rule for room in MECHANISMS.values() for rule in room.rules}
    said = [chinese.text(told.statement), *(each.text(chinese) for each in told.checks)]
    said += [chinese.text(each) for each in told.supposed]
    left = {word for text in said for word in LATIN.findall(text)}
    assert left <= rules | KEPT


def test_every_answer_is_said(chinese: Language) -> None:
    """Each answer to a question has words, and so has what it means."""
    for question in QUESTIONS.values():
        for answer in question:
            assert not LATIN.search(chinese.answer(answer))
            assert not answer.means or chinese.text(answer.means)


def test_rows_read_as_the_rule_does(chinese: Language) -> None:
    """The rule of a sale, line by line."""
    rows = [row.text for row in describe_rule(load_scheme("wine-shop"), "sell").rows(chinese)]
    assert rows == [
        "要求有积分卖出：积分数 > 0",
        "要求卖家持有它们：卖家的积分 ≥ 积分数",
        "价格 = 资金池 ÷ 流通积分",
        "卖出所得 = 积分数 × 价格",
        "资金池 → 卖家: 卖出所得 元",
        "卖家 → 资金池: 1/10 × 卖出所得 元",
        "卖家 → 发行方: 积分数",
        "卖家的卖出所得 增加 (1 − 1/10) × 卖出所得",
        "之后的资金池 = 资金池 − 卖出所得 + 1/10 × 卖出所得",
        "之后的流通积分 = 流通积分 − 积分数",
        "之后的价格 = (资金池 − 卖出所得 + 1/10 × 卖出所得) ÷ (流通积分 − 积分数)",
    ]


def test_distinctions_stand_below_each_other(chinese: Language) -> None:
    """The cases of an amount are aligned in columns; a Chinese sign takes two."""
    lines = describe_rule(load_scheme("wine-shop"), "purchase").lines
    row = next(row.text for row in rows_of(lines, chinese) if row.text.startswith("价格"))
    assert row == "价格 = 资金池 ÷ 流通积分  若 流通积分 > 0\n       1  其他情形"


def test_every_figure_of_the_documents_is_said(chinese: Language) -> None:
    """What the audit says of each figure, its reasons too, has Chinese words."""
    for entry in audit():
        told = entry.to_dict()
        said = [told["says"], told["method"], told["verdict"], *told["why"]]
        said += [each["name"] for each in told["beside"]]
        assert all(map(chinese.text, said))
        assert all(map(chinese.place, told["sources"]))
        assert chinese.unit(told["unit"])
    loss = next(each for each in audit() if "-2.2289" in "".join(each.reasons()))
    assert chinese.text(loss.reasons()[0]).startswith("不是 108.6351；精确值：≈ -2.2289")


def test_shortfalls_of_traces_are_said(chinese: Language) -> None:
    """What every shipped counterexample found and expected has Chinese words."""
    for name in ids():
        found = load(name).violation
        assert not re.search(r"\b(the|of|points)\b", chinese.text(found.what))
        assert chinese.unit(found.unit)
