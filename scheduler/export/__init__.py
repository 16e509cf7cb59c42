"""What leaves the house: calendars, invitations, and the ledger of what their readers have been told."""
