"""The picture that the README opens with shows what the program prints today."""

from __future__ import annotations

import html
import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def _picture() -> ModuleType:
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs" / "picture.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _words(svg: str) -> list[str]:
    """What can be read in a picture; how it is drawn is up to the library."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return " ".join(html.unescape(text).replace("\xa0", " ") for text in texts).split()


def test_the_picture_of_status_is_current() -> None:
    """`make picture` draws it anew."""
    drawn = (ROOT / "docs" / "status.svg").read_text(encoding="utf-8")

    assert _words(_picture().draw()) == _words(drawn)


def test_the_readme_opens_with_the_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "](docs/status.svg)" in readme.partition("## ")[0]
