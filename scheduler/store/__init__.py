"""Safe writing of a roster: one writer at a time, all changes or none, every change in the log."""
