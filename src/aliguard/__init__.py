"""aliguard: a personal dispute deadline assistant for AliExpress buyers."""

__version__ = "0.1.0"
