"""The command `turnus`, also as `python -m scheduler`. Worker processes import this module as well, but run no command."""


def main() -> None:
    """Run the command."""
    from scheduler.cli import main as turnus

    turnus()


if __name__ == "__main__":
    main()
