"""Speed of the rules alone, in memory: run as a process of its own by the benchmark."""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from aliguard import rulebooks
from aliguard.rules import can_open, deadlines
from aliguard.store import load

PASSES = 5


def rules_core(question: str, ledger: Path, today: date) -> float:
    """Return of how many loaded orders a second the rules answer a question."""
    rulebook = rulebooks.load()
    orders = tuple(load(ledger).ledger.orders.values())

    def one_pass() -> None:
        for order in orders:
            if question == "deadlines":
                deadlines(order, rulebook)
            else:
                can_open(order, rulebook, today=today)

    return orders_a_second(len(orders), one_pass)


def orders_a_second(count: int, one_pass: Callable[[], None]) -> float:
    """Return the median speed of a few passes over `count` orders, after a warm-up."""
    one_pass()
    return count / statistics.median(_seconds(one_pass) for _ in range(PASSES))


def main() -> None:
    """Print the speed for the question, the ledger and the day given as arguments."""
    question, ledger, today = sys.argv[1:]
    sys.stdout.write(f"{rules_core(question, Path(ledger), date.fromisoformat(today))}\n")


def _seconds(one_pass: Callable[[], None]) -> float:
    """Return how long one pass takes."""
    start = time.perf_counter()
    one_pass()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
