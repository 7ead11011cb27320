"""The promises of the documents, each in three forms: all there, and every name in them known."""

import re

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.promises import FORMS, Form, Promise, Statement, forms_of, promises
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

ALL = [f"C{number}" for number in range(1, 22)]


def test_every_promise_of_the_documents_is_there() -> None:
    """C1 to C21, in order; each is a clause, and there is no other promise among the clauses."""
    assert list(promises()) == ALL
    assert [each for each in clauses() if re.fullmatch(r"C\d+", each)] == ALL
    assert list(FORMS) == list(Form)


@pytest.mark.parametrize("clause", ALL)
@pytest.mark.parametrize("form", Form)
def test_every_form_is_stated_or_says_why_not(clause: str, form: Form) -> None:
    """A form has statements, none twice, or a reason that is a sentence; never both."""
    promise = promises()[clause]
    stated, reason = promise.statements(form), promise.reason(form)
    assert bool(stated) is not bool(reason)
    assert len(set(stated)) == len(stated)
    assert not reason or re.fullmatch(r"[A-Z].{20,}\.", reason)


@pytest.mark.parametrize("clause", ALL)
def test_what_is_promised_is_stated(clause: str) -> None:
    """What the documents promise is never left out, nor left to a bound."""
    stated = promises()[clause].statements(Form.PROMISED)
    assert stated
    assert [each.name for each in stated if each.limit] == []


def test_every_claim_that_is_named_exists() -> None:
    """Whatever is not a bound is a claim; a promise is denied by a claim too."""
    stated = [
        each for promise in promises().values() for f in Form for each in promise.statements(f)
    ]
    assert [each.name for each in stated if not each.limit and each.name not in CLAIMS] == []
    assert [each.name for each in stated if each.denial]
    assert [each.name for each in stated if each.limit and each.denial] == []


@pytest.mark.parametrize("clause", ALL)
def test_what_is_promised_cites_its_clause(clause: str) -> None:
    """A claim that states a promise, or denies it, cites it, and is about some shipped scheme."""
    rooms = [load_scheme(name).mechanisms for name in SHIPPED]
    for each in promises()[clause].statements(Form.PROMISED):
        assert clause in CLAIMS[each.name].clauses
        assert any(CLAIMS[each.name].applies(mechanisms) for mechanisms in rooms)


def test_every_claim_about_a_promise_has_a_form() -> None:
    """A claim whose first clause is a promise is one of the forms of some promise."""
    made = [name for name, claim in CLAIMS.items() if claim.clauses[0] in ALL]
    assert [name for name in made if not list(forms_of(name))] == []


def test_a_retreat_is_nothing_that_was_not_promised() -> None:
    """What a careful reader wants besides is neither what is promised nor a retreat from it."""
    for promise in promises().values():
        careful = {each.name for each in promise.statements(Form.CAREFUL)}
        made = (Form.PROMISED, Form.RETREAT)
        assert careful & {each.name for form in made for each in promise.statements(form)} == set()


def test_statements_are_read() -> None:
    """A bound, a denial and a claim are told apart; a sentence is a reason."""
    promise = Promise(["denied by loss"], ["limit most", "price_never_falls"], "There is none.")
    assert promise.statements(Form.PROMISED) == [Statement("loss", denial=True)]
    assert promise.statements(Form.RETREAT) == [
        Statement("most", limit=True),
        Statement("price_never_falls"),
    ]
    assert promise.statements(Form.CAREFUL) == []
    assert (promise.reason(Form.PROMISED), promise.reason(Form.CAREFUL)) == ("", "There is none.")


def test_forms_of_a_claim() -> None:
    """A claim may state several promises, each in a form of its own."""
    assert list(forms_of("price_never_falls")) == [("C1", Form.PROMISED)]
    assert list(forms_of("pool_covers_every_point")) == [
        ("C2", Form.RETREAT),
        ("C10", Form.RETREAT),
    ]
    assert list(forms_of("books_balance")) == []
