"""What errors say: a key of the catalogue with its values for pages, English with everything filled in for the rest."""

import ast
import json
from pathlib import Path

import orjson
import pytest

from medianest.api.errors import problem_of
from medianest.errors import Conflict, Invalid, Sentence
from medianest.services.passwords import fault_of
from tools import messages

PACKAGE = messages.ROOT / "medianest"


def test_a_sentence_is_filled_in_and_keeps_what_it_does_not_know():
    assert str(Sentence("{a} of {b} in {c}", {"a": 1, "b": "two"})) == "1 of two in {c}"


def test_a_value_that_looks_like_a_name_is_not_filled_in_again():
    assert str(Sentence("{a} {b}", {"a": "{b}", "b": "x"})) == "{b} x"


def test_only_what_the_sentence_names_travels_with_it():
    error = Conflict("There is another library called {name}.", name="Films", secret="do not tell")
    assert error.message == "There is another library called Films."
    assert error.sentence == Sentence("There is another library called {name}.", {"name": "Films"})


def test_a_problem_tells_programs_english_and_pages_what_to_translate():
    error = Invalid("This name cannot be used.", {"name": "At most {most} characters."}, most=80)
    body = orjson.loads(problem_of(error).body)
    assert body["errors"] == {"name": "At most 80 characters."}
    assert body["sentences"]["errors"] == {"name": {"text": "At most {most} characters.", "values": {"most": 80}}}
    assert "sentences" not in json.loads(problem_of(Invalid("This name cannot be used.", {"name": "Too odd."})).body)


def test_the_rules_of_passwords_are_told_with_their_numbers():
    assert str(fault_of("short", "ann@example.org")) == "Use at least 10 characters."


def sources() -> list[Path]:
    every = sorted(PACKAGE.rglob("*.py"))
    return [path for path in every if path.relative_to(PACKAGE).parts[0] not in messages.OF_OPERATORS]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_that_people_are_told_is_put_together_before_it_can_be_translated(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    told = [call for call in calls if ast.unparse(call.func).rsplit(".", 1)[-1] in messages.TELLING]
    parts = [part for call in told for given in call.args[:2] for part in ast.walk(given)]
    assert [ast.unparse(part) for part in parts if isinstance(part, ast.JoinedStr)] == []
