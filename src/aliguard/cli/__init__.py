"""The command line: gather, decide, apply; the only room that prints and asks."""
