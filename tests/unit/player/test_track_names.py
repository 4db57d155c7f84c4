"""How tracks are called in the player's menus, run where it runs: in JavaScript."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medianest import frontend
from tests.unit.player.test_play_queue import node, run

__all__ = ["node"]
CLOCK = Path(frontend.PROJECT_ROOT) / "medianest" / "components" / "player" / "clock.js"


@pytest.mark.parametrize(
    ("track", "reader", "called"),
    [
        ({"language": "eng", "title": "English", "channels": 2}, "en", "English · Stereo"),
        ({"language": "eng", "title": "English (Stereo)", "channels": 2}, "de", "Englisch · Stereo"),
        ({"language": "ger", "title": "Deutsch", "channels": 6}, "en", "German · 5.1"),
        (
            {"language": "eng", "title": "Director's commentary", "channels": 2},
            "en",
            "English · Director's commentary · Stereo",
        ),
        ({"language": "eng", "title": "English SDH", "channels": None}, "en", "English · SDH"),
        ({"language": "eng", "title": "SDH (English)", "channels": None}, "en", "English · SDH"),
        ({"language": "eng", "title": "English (US) [SDH]", "channels": None}, "en", "English · (US) [SDH]"),
        (
            {"language": "eng", "title": "Englishman's commentary", "channels": 1},
            "en",
            "English · Englishman's commentary · Mono",
        ),
        ({"language": None, "title": None, "channels": 8}, "en", "Sound · 7.1"),
        ({"language": "und", "title": "Stereo", "channels": 2}, "en", "Sound · Stereo"),
    ],
)
def test_a_track_is_called_by_its_language_its_own_words_and_its_layout_each_once(
    node: str, track: dict, reader: str, called: str
) -> None:
    body = f"return m.trackLabel({json.dumps(track)}, {json.dumps(reader)}, 'Sound');"
    assert run(node, CLOCK, body) == called
