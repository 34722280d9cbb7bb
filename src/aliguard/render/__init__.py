"""One value, two faces: sentences and tables for people, JSON records for programs."""
