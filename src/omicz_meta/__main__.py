"""The command `omicz-meta`, also as `python -m omicz_meta`."""


def main() -> None:
    """Run the command line."""
    # a process that works on rows imports this module as well, and has no use for the command line
    from omicz_meta.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
