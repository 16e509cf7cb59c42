"""`python -m scheduler` is the command `turnus`."""

from scheduler.cli import main

main()
