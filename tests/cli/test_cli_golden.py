"""Every answer in JSON, whole: `pytest --golden` writes the files anew, the diff is reviewed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, Run

GOLDEN = Path(__file__).parent / "golden"
TODAY = "2026-04-20"

ANSWERS = (
    ("status", ["status"], 0),
    ("status-order", ["status", "8200000000095678"], 0),
    ("status-all", ["status", "--all"], 0),
    ("agenda", ["agenda"], 0),
    ("can-open-yes", ["can-open", "8200000000091234"], 0),
    ("can-open-estimate", ["can-open", "8200000000095678"], 0),
    ("can-open-no", ["can-open", "8200000000131415"], 1),
    ("next", ["next", "8200000000131415"], 0),
    ("next-nothing", ["next", "8200000000192021"], 0),
    ("show", ["show", "8200000000101112"], 0),
    ("explain", ["explain", "8200000000091234", "dispute-after-receipt"], 0),
    ("explain-printed", ["explain", "8200000000101112", "protection"], 0),
    ("rules-rule", ["rules", "dispute-after-receipt"], 0),
    ("summary", ["summary"], 0),
    ("check", ["check"], 1),
)

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest, home: Path) -> Golden:
    """Compares a document with the file of that name, or writes it; the home is masked."""

    def compare(name: str, printed: str) -> None:
        found = json.loads(printed.replace(str(home), "HOME"))
        file = GOLDEN / f"{name}.json"
        if request.config.getoption("--golden", default=False):
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")

        assert json.loads(file.read_text("utf-8")) == found

    return compare


@pytest.mark.parametrize(("name", "arguments", "code"), ANSWERS)
def test_an_answer_about_the_example_is_what_is_written_beside_this_test(
    example: Run, golden: Golden, name: str, arguments: list[str], code: int
) -> None:
    found = example(*arguments, "--json", today=TODAY)

    assert (found.code, found.err) == (code, "")
    golden(name, found.out)


def test_the_history_is_what_is_written_beside_this_test(example: Run, golden: Golden) -> None:
    example.done("ship", "1718", "--on", "2026-04-19", today=TODAY)
    example.done("note", "1718", "it moves", today=TODAY)
    example.done("undo", today=TODAY)

    golden("history", example.done("history", "--json", today=TODAY))


def test_the_diagnosis_is_what_is_written_beside_this_test(example: Run, golden: Golden) -> None:
    printed = example.done("doctor", "--json", today=TODAY)

    golden("doctor", re.sub(r'"[\d.]+, Python [\d.]+, \w+"', '"VERSION"', printed))


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_what_an_import_would_do_is_what_is_written_beside_this_test(
    example: Run, golden: Golden, suffix: str
) -> None:
    before = example.files()
    file = EXAMPLES / f"shopper-inventory.{suffix}"

    printed = example.done("import", str(file), "--dry-run", "--json", today="2026-11-21")

    golden(f"import-{suffix}", printed)
    assert example.files() == before


def test_no_golden_file_is_left_over() -> None:
    written = {f"import-{suffix}" for suffix in ("csv", "json")} | {"history", "doctor"}

    assert {file.stem for file in GOLDEN.glob("*.json")} == written | {name for name, *_ in ANSWERS}
