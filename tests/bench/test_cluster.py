"""The model of a cluster says what can be counted by hand."""

import pytest

from .cluster import BANDWIDTH, Part, modelled
from .measured import replaced


def parts(*seconds: float, size: int = 0) -> list[Part]:
    return [Part("", number, "", each, size) for number, each in enumerate(seconds)]


@pytest.mark.parametrize(
    ("own", "workers", "message", "expected"),
    [
        (parts(3, 2, 1), 1, 0.0, 6.0),
        (parts(3, 2, 1), 2, 0.0, 3.0),
        (parts(1, 1, 1, 5), 2, 0.0, 6.0),  # as they come: the longest is begun last
        (parts(5, 1, 1, 1), 2, 0.0, 5.0),
        (parts(3, 2, 1), 64, 0.0, 3.0),
        (parts(1, 1, 1), 3, 0.5, 2.5),  # the third is sent when the others are on their way
        (parts(1, 1, size=BANDWIDTH), 2, 0.0, 3.0),
    ],
)
def test_parts_go_to_the_first_worker_that_is_free(
    own: list[Part], workers: int, message: float, expected: float
) -> None:
    """Their messages take time, one after the other, for all workers."""
    assert modelled(own, workers, message) == expected


def test_a_section_of_the_page_is_written_anew() -> None:
    """The others stay as they are; a new one comes last."""
    page = "# All\n\n## One\n\nold\n\n## Two\n\ntext\n"
    assert replaced(page, "One", "new\n") == "# All\n\n## One\n\nnew\n\n## Two\n\ntext\n"
    assert replaced(page, "Three", "new") == page + "\n## Three\n\nnew\n"
    assert replaced(replaced(page, "One", "new"), "One", "old") == page
