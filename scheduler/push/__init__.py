"""Pushing calendars to a CalDAV server: one collection per specialist, which turnus made and marked as its own."""
