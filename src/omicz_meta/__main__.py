"""`python -m omicz_meta` is the command `omicz-meta`."""

from omicz_meta.cli import main

if __name__ == "__main__":
    main()
