"""`python -m neverfalls.proofs` is the command `neverfalls`."""

from .command import main

if __name__ == "__main__":
    main()
