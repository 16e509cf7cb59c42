"""`python -m scheduler` is the command `turnus`."""

from scheduler.cli import main

if __name__ == "__main__":  # worker processes import this module as well
    main()
