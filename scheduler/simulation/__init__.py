"""Simulation: a roster lived through week by week: who is invited, who comes, who falls ill, who is new. Made-up futures only."""
