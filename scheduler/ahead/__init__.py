"""Weeks ahead: several weeks planned in a row, and where deadlines will break."""
