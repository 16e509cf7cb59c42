"""Replanning: what becomes of a week's appointments when somebody falls ill, comes back, or the house is closed."""
