"""The findings of `findings/*.findings.toml`, each typed at the shell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from finding_cases import FOLDER, NUMBERED, Finding, Look, findings
from pydantic import ValidationError

from conftest import Run


@pytest.mark.parametrize("name", findings())
def test_finding(name: str, run: Run) -> None:
    """All that differs is told at once, look by look."""
    told = [*_typed(findings()[name], run), *_looked(findings()[name], run)]

    assert not told, "\n".join(("", *told))


def _typed(finding: Finding, run: Run) -> Iterator[str]:
    """What could not be recorded."""
    for day, words in finding.commands:
        code, _, err = run(*words, today=day)
        if code:
            yield f"{day} {' '.join(words)}: exit {code}, {err.strip()}"


def _looked(finding: Finding, run: Run) -> Iterator[str]:
    """What differs in the answers."""
    for look in finding.look:
        yield from (f"{look.on} {look.ask}: {each}" for each in _answered(look, run))


def _answered(look: Look, run: Run) -> Iterator[str]:
    """What differs in one answer."""
    code, out, err = run(*look.words, today=look.on.isoformat())
    if code not in look.codes:
        yield f"exit {code}, {err.strip()}"
    elif look.refused and look.refused not in err:
        yield f"refused as {err.strip()!r}"
    yield from look.differences(out)


def test_every_finding_has_a_case() -> None:
    expected = {f"{kind}{n}" for kind, last in NUMBERED.items() for n in range(1, last + 1)}

    assert {each.id for each in findings().values()} == expected


def test_no_two_cases_have_the_same_name() -> None:
    """A case of the same name would hide the other one."""
    written = [path.read_text("utf-8").count("[[finding]]") for path in FOLDER.iterdir()]

    assert sum(written) == len(findings())


@pytest.mark.parametrize(
    ("look", "complaint"),
    [
        ({"ask": "next N", "say": ["today"]}, "say"),
        ({"ask": "next N"}, "says what is answered"),
        ({"ask": "next N", "first": "Your move", "refused": "no order"}, "says what is answered"),
        ({"first": "Your move"}, "ask"),
        ({"ask": "next N", "code": 2}, "code"),
    ],
)
def test_a_look_with_a_slip_is_refused(look: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Look.model_validate({"on": "2026-03-01", **look})


@pytest.mark.parametrize(
    ("slip", "complaint"),
    [
        ({"id": "Q1"}, "id"),
        ({"tpyed": []}, "tpyed"),
        ({"typed": ["add-order N"]}, "typed"),
        ({"look": []}, "look"),
    ],
)
def test_a_finding_with_a_slip_is_refused(slip: dict[str, Any], complaint: str) -> None:
    whole = {
        "id": "P1",
        "name": "A sentence that tells what must hold.",
        "typed": ["2026-03-01 add-order N"],
        "look": [{"on": "2026-03-01", "ask": "next N", "first": "The seller"}],
    }
    Finding.model_validate(whole)

    with pytest.raises(ValidationError, match=complaint):
        Finding.model_validate({**whole, **slip})
