"""What a validator says, in our words, whatever the file has in it."""

from __future__ import annotations

import pytest
from msgspec import Struct

from neverfalls.spec.faults import Fault, converted


class Named(Struct, forbid_unknown_fields=True):
    """A table with one field."""

    name: str


@pytest.mark.parametrize("field", ["other", "two\nlines", "a `quoted` name", "end`"])
def test_a_field_that_is_not_known_is_told_in_our_words(field: str) -> None:
    """Also where its name has more lines than one, or quotation marks."""
    with pytest.raises(Fault) as caught:
        converted({"name": "a", field: 1}, Named)
    assert (caught.value.found, caught.value.expected) == (1, "no field of this name")
