"""The message catalogue: gather every text that a person sees, and write the languages that browsers fetch.

``python -m tools.messages`` takes the texts out of the Python (``_("...")``, ``plural("one", "other", n)``, and what
errors say) and the scripts (``t("...")``), brings ``medianest/components/locales/<language>.po`` up to date and writes
``assets/locales/<language>.json``. A text that is new is left empty in the .po until somebody translates it; a test
says so.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from medianest import errors

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "medianest" / "components" / "locales"
PUBLISHED = ROOT / "assets" / "locales"

_STRING = r'"((?:[^"\\]|\\.)*)"'
_CALL = re.compile(r"\bt\(\s*" + _STRING)
_FORMS = re.compile(r"\{\s*one:\s*" + _STRING + r",\s*other:\s*" + _STRING + r"\s*\}")
# Lists of texts that a script looks up by a variable are marked with this comment on their line or the one before.
_MARKED = re.compile(r"(?://|#) message\b.*\n((?:.*\n)*?)\s*(?://|#) end of messages")

# What errors say. Those of the shell and of starting up are read by operators, in English.
TELLING = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type)
    and issubclass(kind, (errors.MediaNestError, errors.Sentence))
    and name != "ConfigurationError"
}
OF_OPERATORS = {"cli", "embedded", "mediapool", "backups.py"}

_TEXTS = {"_": None, "plural": (1, 2)}
_ROOMS = (("pages", _TEXTS), ("components", _TEXTS), ("state", {"tell": (2,)}))  # Notices.tell(level, text)

Key = str | tuple[str, str]


def _told(path: Path) -> Iterator[str]:
    """The sentences of errors and of their fields that a module raises or hands on, and what providers ask for."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        named = ast.unparse(call.func).rsplit(".", 1)[-1] if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or named not in {*TELLING, "AccountField"}:
            continue
        fields = [value for given in call.args[1:2] if isinstance(given, ast.Dict) for value in given.values]
        for text in call.args[1:3] if named == "AccountField" else (*call.args[:1], *fields):
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _scripts() -> Iterator[Path]:
    for suffix in ("*.js", "*.jsx"):
        yield from sorted((ROOT / "medianest" / "components").rglob(suffix))


def messages() -> list[Key]:
    """Every text; a pair is the English singular and plural."""
    found: dict[Key, None] = {}
    for room, keywords in _ROOMS:
        for _file, _line, key, _comments, _context in extract_from_dir(
            ROOT / "medianest" / room, method_map=[("**.py", "python")], keywords=keywords
        ):
            found[key if isinstance(key, str) else (key[0], key[1])] = None
    for path in sorted((ROOT / "medianest").rglob("*.py")):
        if path.relative_to(ROOT / "medianest").parts[0] not in OF_OPERATORS:
            found |= dict.fromkeys(_told(path))
    found[errors.UNEXPECTED] = None
    plurals: set[str] = set()
    for path in _scripts():
        text = path.read_text(encoding="utf-8")
        for one, other in _FORMS.findall(text):
            found[(json.loads(f'"{one}"'), json.loads(f'"{other}"'))] = None
            plurals.add(other)
        for key in _CALL.findall(text):
            if key not in plurals:
                found[json.loads(f'"{key}"')] = None
    for path in sorted((ROOT / "medianest").rglob("*.*")):
        if path.suffix in (".py", ".js", ".jsx"):
            for block in _MARKED.findall(path.read_text(encoding="utf-8")):
                for key in re.findall(r":\s*" + _STRING, block):
                    found[json.loads(f'"{key}"')] = None
    pairs = {key[1] for key in found if isinstance(key, tuple)}
    return sorted((key for key in found if key not in pairs), key=str)


def read(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def published(catalog: Catalog) -> str:
    """What a browser fetches: texts to texts, and plural texts to forms by the names of CLDR."""
    names = list(catalog.locale.plural_form.tags) if catalog.locale else ["one"]
    forms = [name for name in ("zero", "one", "two", "few", "many") if name in names] + ["other"]
    entries: dict[str, object] = {}
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id or message.fuzzy or not all(texts):
            continue  # English until somebody translates it
        if isinstance(message.id, tuple):
            entries[message.id[1]] = dict(zip(forms, message.string, strict=True))
        else:
            entries[message.id] = message.string
    return json.dumps(entries, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def languages() -> list[str]:
    return sorted(path.stem for path in LOCALES.glob("*.po"))


def main() -> None:
    template = Catalog(project="MediaNest")
    for key in messages():
        template.add(key)
    PUBLISHED.mkdir(parents=True, exist_ok=True)
    for language in languages():
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with (LOCALES / f"{language}.po").open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False, no_location=True, sort_output=True)
        (PUBLISHED / f"{language}.json").write_text(published(catalog), encoding="utf-8")
        missing = sum(not message.string or message.string == ("", "") for message in catalog if message.id)
        print(f"{language}: {len(catalog)} texts, {missing} to translate")


if __name__ == "__main__":
    main()
