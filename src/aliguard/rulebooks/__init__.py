"""The numbers, as TOML files beside this module, and their strict loader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError

from aliguard.errors import RulebookError
from aliguard.rules.rulebook import Rule, Rulebook

Raw = dict[str, Any]

SECTIONS = frozenset({"sources", "regions", "rules", "tricks"})


def load(user_folder: Path | None = None) -> Rulebook:
    """The rules that ship with aliguard, with those of the user's folder laid over them.

    A user's file may add rules, tricks, sources and regions, replace their keys, or add terms.

    Raises:
        RulebookError: a file cannot be read, or a key is wrong; it names the file and the key.
    """
    merged: Raw = {section: {} for section in SECTIONS}
    origin: dict[tuple[str, str], str] = {}
    for name, text in _shipped():
        _lay_over(merged, origin, name, _parse(name, text), replace=False)
    for name, text in _of_user(user_folder):
        _lay_over(merged, origin, name, _parse(name, text), replace=True)
    return _validated(merged, origin)


def fingerprint(user_folder: Path | None = None) -> str:
    """A digest of all rulebook files: it changes when any number could have."""
    digest = hashlib.sha256()
    for name, text in (*_shipped(), *_of_user(user_folder)):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]


def _shipped() -> Iterator[tuple[str, str]]:
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        yield path.name, path.read_text(encoding="utf-8")


def _of_user(folder: Path | None) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.toml")) if folder and folder.is_dir() else ():
        try:
            yield str(path), path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{path}: cannot be read: {error}"
            raise RulebookError(msg) from error


def _parse(name: str, text: str) -> Raw:
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        msg = f"{name}: {error}"
        raise RulebookError(msg) from error
    for section, entries in raw.items():
        if section not in SECTIONS or not isinstance(entries, dict):
            msg = f"{name}: {section}: unknown section; there are {', '.join(sorted(SECTIONS))}"
            raise RulebookError(msg)
        for key, value in entries.items():
            if not isinstance(value, dict):
                msg = f"{name}: {section}.{key}: must be a table"
                raise RulebookError(msg)
    return raw


def _lay_over(
    merged: Raw, origin: dict[tuple[str, str], str], name: str, raw: Raw, *, replace: bool
) -> None:
    for section, entries in raw.items():
        for key, value in entries.items():
            known = merged[section].get(key)
            if known is not None and not replace:
                msg = f"{name}: {section}.{key}: stands in {origin[section, key]} already"
                raise RulebookError(msg)
            merged[section][key] = _merged_rule(known or {}, value)
            origin[section, key] = name


def _merged_rule(known: Mapping[str, Any], new: Mapping[str, Any]) -> Raw:
    """The known table with new keys; terms are joined by their dates."""
    merged = {**known, **new}
    if isinstance(known.get("in_force"), dict) and isinstance(new.get("in_force"), dict):
        merged["in_force"] = {**known["in_force"], **new["in_force"]}
    return merged


def _validated(merged: Raw, origin: Mapping[tuple[str, str], str]) -> Rulebook:
    try:
        rulebook = Rulebook.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        section, key, *_ = (*map(str, first["loc"]), "", "")
        where = ".".join(part for part in map(str, first["loc"]) if part != "[key]")
        msg = f"{origin.get((section, key), 'rulebook')}: {where}: {first['msg']}"
        raise RulebookError(msg) from error
    for rule_id, rule in rulebook.rules.items():
        for complaint in _dangling(rule, rulebook):
            msg = f"{origin['rules', rule_id]}: rules.{rule_id}.{complaint}"
            raise RulebookError(msg)
    for region_id, region in rulebook.regions.items():
        if region.source not in rulebook.sources:
            msg = f"{origin['regions', region_id]}: regions.{region_id}.source: unknown source"
            raise RulebookError(msg)
    for trick_id, trick in rulebook.tricks.items():
        if trick.source not in rulebook.sources:
            where = f"{origin['tricks', trick_id]}: tricks.{trick_id}.source"
            msg = f"{where}: unknown source {trick.source!r}"
            raise RulebookError(msg)
    return rulebook


def _dangling(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    """References of a rule that lead nowhere."""
    for since, term in rule.in_force.items():
        where = f"in_force.{since}"
        named = {"source": term.source} | {
            f"claims.{number}.source": claim.source for number, claim in enumerate(term.claims)
        }
        for key, source in named.items():
            if source not in rulebook.sources:
                yield f"{where}.{key}: unknown source {source!r}"
        for key, other in term.leanings.items():
            if other not in rulebook.rules:
                yield f"{where}.{key}: unknown rule {other!r}"
            elif rule is rulebook.rules[other] or rule in _leant_on(other, rulebook):
                yield f"{where}.{key}: {other!r} itself leans on this rule"
    for name in (*rule.when.buyer_in, *rule.when.seller_in):
        if name not in rulebook.regions and not (len(name) == 2 and name.isupper()):
            yield f"when: unknown country or region {name!r}"


def _leant_on(rule_id: str, rulebook: Rulebook) -> list[Rule]:
    """All rules that a rule leans on, and those that these lean on."""
    found: dict[str, None] = {}
    waiting = [rule_id]
    while waiting:
        rule = rulebook.rules.get(waiting.pop())
        terms = rule.in_force.values() if rule else ()
        new = {other for term in terms for other in term.leanings.values()} - found.keys()
        found |= dict.fromkeys(new)
        waiting += new
    return [rulebook.rules[each] for each in found if each in rulebook.rules]
