"""Reminders: what to say now, what was said before, over which channel, and by which clock."""
