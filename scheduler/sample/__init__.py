"""Synthetic rosters of any size: believable, made up from a seed, the same bytes everywhere.

setting → staff → people, histories, plans of each customer → diaries (bookings) → roster → files. Nobody in them exists.
"""

from scheduler.sample.sample import TODAY, Sample, sample_roster, write_sample

__all__ = ["TODAY", "Sample", "sample_roster", "write_sample"]
