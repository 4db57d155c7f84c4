"""The show: two seasons of weather."""

from __future__ import annotations

from medianest.services.demo import scenes
from medianest.services.demo.scenery import Scene
from medianest.services.demo.score import Score
from medianest.services.demo.titles import Clip, Episode, Show

_SECONDS = 10


def _score(root: float, scale: str, melody: str) -> Score:
    return Score(root, scale, 4, (0, 5, 3, 4), melody, "pluck")


def _episode(season: int, number: int, title: str, aired: str, scene: Scene, score: Score, overview: str) -> Episode:
    lines = {"en": ((3.5, 6.5, f"And now, the weather: {title.lower()}."),)}
    return Episode(Clip(title, _SECONDS, scene.draw, score, overview, embedded=lines), season, number, aired)


SHOW = Show(
    "Small Weather",
    2022,
    "The forecast for one valley, told as it deserves. Each episode is a single kind of weather and the people who "
    "happen to be out in it. Nothing much happens, beautifully.",
    ("Drama", "Comedy"),
    (("Ada Lindqvist", "The forecaster"), ("Leander Moss", "The neighbour"), ("Jun Takemoto", "The wind")),
    8.3,
    (
        _episode(
            1,
            1,
            "Sunrise",
            "2022-04-03",
            scenes.SUNRISE,
            _score(196, "major", "0 . 2 4 5 4 2 . 1 . 4 5 7 5 4 2"),
            "The forecaster's first day. She predicts a sunrise and is, to everyone's relief, right.",
        ),
        _episode(
            1,
            2,
            "Noon",
            "2022-04-10",
            scenes.NOON,
            _score(220, "major", "4 2 0 2 4 5 4 . 5 4 2 4 5 7 5 ."),
            "It is too hot to argue, and so an argument of eleven years ends by accident.",
        ),
        _episode(
            1,
            3,
            "Thunder",
            "2022-04-17",
            scenes.THUNDER,
            _score(138.6, "minor", "0 0 4 . 3 2 0 . 1 1 5 . 4 3 1 ."),
            "A storm is late. The valley waits under its eaves and learns each other's names.",
        ),
        _episode(
            2,
            1,
            "First Frost",
            "2023-10-01",
            scenes.FROST,
            _score(174.6, "lydian", "0 4 7 . 6 4 . 2 1 5 8 . 7 5 . 4"),
            "Somebody has written on every window in the village. The neighbour insists that it was the frost.",
        ),
        _episode(
            2,
            2,
            "Fog",
            "2023-10-08",
            scenes.FOG,
            _score(155.6, "dorian", "0 . . 2 3 . 4 . 2 . . 4 3 . 2 ."),
            "For one morning nobody can see further than their own hand, and everybody is braver for it.",
        ),
        _episode(
            2,
            3,
            "Night Rain",
            "2023-10-15",
            scenes.NIGHT_RAIN,
            _score(146.8, "minor", "0 2 4 2 5 4 2 0 3 5 7 5 4 2 1 0"),
            "The forecaster takes a job in the city, where the rain has lights in it. The last episode.",
        ),
    ),
)
