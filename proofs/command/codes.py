"""How the command ends: its exit codes, and what it complains about.

0    all as asked, or as recorded; an answer that is right
1    an answer to an exercise that is wrong, and nothing else
2    bad usage or bad input
3    nothing breaks, but something is undecided
12   a claim breaks (of a scheme without a record), or a verdict differs from the record
70   internal error somewhere, whatever else was found; or no memory is left, or nothing more can
     be written
130  interrupted, or asked to end
"""

from __future__ import annotations

import errno
import sys
from contextlib import suppress

AS_ASKED, WRONG, USAGE, UNDECIDED, BREAKS, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 12, 70, 130

REPORT_IT = "internal error; please report it, with the scheme file and what was typed"

NO_MEMORY = "there is not enough memory; what was found before has been told"

LOST = (
    "some verdicts were lost, through no fault of the scheme's; run it again, where memory ran out"
    " with more of it"
)

DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
"""What a folder or a file answers to somebody who may not write there."""

NOT_WRITTEN = (*DENIED, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What a full disk, or a stream that takes nothing, answers."""


def complain(text: str) -> None:
    """A line on standard error, if that can be written to."""
    with suppress(OSError):
        print(f"neverfalls: {text}", file=sys.stderr)
