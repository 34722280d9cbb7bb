"""What runs reminders by the clock: a line in the crontab, or a timer of systemd."""
