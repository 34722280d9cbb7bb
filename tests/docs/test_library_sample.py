"""The sample of the README that uses aliguard as a library does what its comment says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def test_the_library_sample_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    [sample] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(sample, "README.md", "exec"), {})

    assert capsys.readouterr().out.strip() == sample.rstrip().rpartition("# ")[2]
