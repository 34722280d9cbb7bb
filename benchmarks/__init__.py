"""Whole-process timings of aliguard, paired with those of comparable tools."""
