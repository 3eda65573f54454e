"""`python -m omicz_meta` is the command `omicz-meta`."""

if __name__ == "__main__":
    # a process that works on rows imports this module under another name, and has no use for the command line
    from omicz_meta.cli import main

    main()
