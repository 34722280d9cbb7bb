"""Calendars: the deadlines of the buyer as events, in a file or on a server."""
