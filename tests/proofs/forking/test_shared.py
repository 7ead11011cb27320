"""What readings share: only what does not depend on the answers in which they differ."""

from neverfalls.proofs.forking.shared import Shared, watched
from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.run import Run
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.survey import survey
from neverfalls.proofs.verdicts.task import tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import deviating

SHOP = load_scheme("wine-shop")
CHOSEN = ("price_never_falls", "platform_stays_profitable", "grant_is_worth_its_reward")


def grant(scheme: Scheme) -> str:
    """Ask for one reading."""
    return str(scheme.readings.grant.value)


def test_a_result_is_shared_by_readings_that_answer_alike_what_was_asked() -> None:
    """The readings may differ in whatever was not asked."""
    shared = Shared()
    made: list[str] = []

    def once(deviation: str) -> str:
        scheme = watched(deviating(SHOP, deviation))

        def make() -> str:
            made.append(deviation)
            return grant(scheme)

        return shared.once("key", scheme, make)

    assert once("") == once("goods_payer=pool") == "fixed-value"
    assert once("grant=fixed-number") == "fixed-number"
    assert made == ["", "grant=fixed-number"]


def test_what_an_inner_result_asked_counts_for_the_outer_one_too() -> None:
    """Even where the inner one was there already."""
    shared = Shared()
    for inner_first in (False, True):
        for deviation, expected in (("", "fixed-value"), ("grant=fixed-number", "fixed-number")):
            scheme = watched(deviating(SHOP, deviation))

            def inner(scheme: Scheme = scheme) -> str:
                return shared.once("inner", scheme, lambda: grant(scheme))

            if inner_first:
                inner()
            assert shared.once(("outer", inner_first), scheme, inner) == expected


def test_readings_that_are_not_watched_share_nothing() -> None:
    """What they ask is not known."""
    shared = Shared()
    made: list[int] = []
    for _ in range(2):
        shared.once("key", SHOP, lambda: made.append(1))
    assert len(made) == 2


def test_schemes_that_state_other_numbers_share_nothing() -> None:
    """Their names do not matter."""
    shared = Shared()
    dearer = SHOP.with_parameters(exit_fee=SHOP.parameters.exit_fee / 2)
    assert shared.of(SHOP) is shared.of(deviating(SHOP, "grant=fixed-number"))
    assert shared.of(SHOP) is not shared.of(dearer)


def test_verdicts_are_the_same_whether_readings_share_or_not(solvers: Solvers) -> None:
    """Byte for byte, with every history."""
    claims = [CLAIMS[name] for name in CHOSEN]
    work = [
        task
        for task in tasks(SHOP)
        if task.deviation.partition("=")[0] in ("", "grant", "mint_price")
    ]
    alone = [
        verdict
        for task in work
        for verdict in Judge(task.scheme, solvers, task.deviation).judge(claims)
    ]
    assert survey(work, claims, solvers) == alone
    assert len(work) > 2


def test_a_question_does_not_depend_on_what_was_asked_before() -> None:
    """Quotients that other claims brought up change no text."""
    texts = []
    for before in ((), ("grant_is_worth_its_reward", "exchange_is_at_face_value")):
        run = Run.start(SHOP, ("alice",)).extend(Letter("purchase", ("alice",)))
        assert run is not None
        for name in before:
            run.question(run.breaks(CLAIMS[name]))
        texts.append(run.question(run.breaks(CLAIMS["price_never_falls"])))
    assert texts[0] == texts[1]
