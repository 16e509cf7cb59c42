"""Calendars in: the busy times of a specialist from an Outlook export, and nothing else of it."""
