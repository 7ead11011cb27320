"""Every reading that some open questions leave possible."""

import itertools
from collections.abc import Iterator, Mapping

from neverfalls.proofs.forking.forks import Choices
from neverfalls.spec.model.questions import Question


def every(choices: Choices) -> Iterator[Mapping[str, Question]]:
    """Yield every way to answer all questions."""
    names = [name for name, each in choices.items() if len(each) > 1]
    for answers in itertools.product(*(choices[name] for name in names)):
        yield dict(zip(names, answers, strict=True))
