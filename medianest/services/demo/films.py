"""The ten films: who made them, what they look and sound like. All people and studios are invented."""

from __future__ import annotations

from functools import partial

from medianest.services.demo import looks, scenes
from medianest.services.demo.score import Score
from medianest.services.demo.titles import Clip, Coding, Film

_PRISM = Score(220, "major", 4, (0, 5, 3, 4), "0 2 4 7 4 2 4 . 1 3 5 7 5 3 4 2", "bell")

FILMS: tuple[Film, ...] = (
    Film(
        Clip(
            "Aurora Lake",
            18,
            looks.aurora,
            Score(
                196,
                "lydian",
                3,
                (0, 4, 1, 5),
                "0 . 4 . 6 4 2 . 1 . 5 4 2 . 1 .",
                "bell",
            ),
            "On the longest night of the year a cartographer waits beside a lake for a light that is on no map. "
            "It comes, and it comes twice: once above the mountains, and once in the water.",
            spoken=("en", "de"),
            chapters=((0, "Waiting"), (7, "The first light"), (13, "Twice")),
            embedded={
                "en": ((5, 8.5, "They said it would not come tonight."), (10, 14, "Look up.\nNo: look down.")),
                "de": ((5, 8.5, "Sie sagten, heute kommt es nicht."), (10, 14, "Schau hinauf.\nNein: hinunter.")),
            },
        ),
        2021,
        "Some lights are on no map.",
        ("Drama", "Nature"),
        "Ilse Norrvik",
        (("Maren Holt", "The cartographer"), ("Tobias Quell", "The ferryman")),
        8.4,
        tags=("slow cinema", "night"),
    ),
    Film(
        Clip(
            "The Night Train to Vesper",
            18,
            scenes.TRAIN.draw,
            Score(146.8, "minor", 5, (0, 5, 2, 4), "0 4 7 4 2 4 6 4 0 5 7 5 4 2 1 2", "pluck"),
            "Seven strangers, four carriages and one moon that follows them all the way. Somebody on the night train "
            "has a ticket to a station that was closed forty years ago.",
            coding=Coding("mkv"),
            spoken=("en", "de"),
            chapters=((0, "Departure"), (6, "The dining car"), (12, "Vesper")),
            embedded={"en": ((5, 8, "Tickets, please."), (9, 12.5, "There is no Vesper on this line."))},
            beside={"de": ((5, 8, "Die Fahrkarten, bitte."), (9, 12.5, "Auf dieser Strecke gibt es kein Vesper."))},
        ),
        2019,
        "Change here for yesterday.",
        ("Mystery", "Drama"),
        "Anselm Rook",
        (("Odile Farrant", "The conductor"), ("Maren Holt", "Passenger in 4B"), ("Jun Takemoto", "The steward")),
        7.9,
        "PG",
        tags=("trains", "night"),
        focus=0.7,
    ),
    Film(
        Clip(
            "Three Stones in a Pond",
            12,
            looks.pond,
            Score(
                261.6,
                "pentatonic",
                3,
                (0, 3, 1, 2),
                "0 . 2 . 4 . 3 1 0 . 3 . 2 1 0 .",
                "pluck",
            ),
            "A stone is thrown. Then another. Then a third. What happens where the rings meet is the whole of the "
            "story, and a fair part of physics.",
            chapters=((0, "One"), (4, "Two"), (8, "Three")),
        ),
        2016,
        "Everything interferes.",
        ("Documentary", "Science"),
        "Priya Vell",
        (("Tobias Quell", "Narrator"),),
        7.2,
        tags=("mathematics", "water"),
    ),
    Film(
        Clip(
            "Slow Fire",
            13,
            looks.embers,
            Score(
                110,
                "dorian",
                2.5,
                (0, 3, 4, 0),
                "0 . 2 3 4 . . 3 2 . 4 6 4 . 2 .",
                "organ",
            ),
            "One evening, one hearth, and nothing to do but watch it. The fire that thousands have fallen asleep to, "
            "in a new print from the last embers.",
            coding=Coding("mkv", audio="ac3"),
            beside={"en": ((4, 8, "[the fire settles]"), (8.5, 12, "[somebody sighs, contentedly]"))},
        ),
        2023,
        "Put another one on.",
        ("Nature", "Experimental"),
        "Ilse Norrvik",
        (("Ember", "Itself"),),
        6.8,
        tags=("slow cinema",),
    ),
    Film(
        Clip(
            "Conway's Meadow",
            14,
            looks.meadow,
            Score(174.6, "major", 6, (0, 3, 5, 4), "0 2 4 2 5 4 2 4 0 2 4 7 5 4 2 1", "pluck"),
            "Born when there are three, alive while there are two or three, gone otherwise. From four words of law a "
            "meadow grows, blooms and migrates, and nobody ever planted anything.",
            chapters=((0, "Seed"), (5, "Bloom"), (10, "Gliders")),
        ),
        1970,
        "Three's company.",
        ("Animation", "Science"),
        "Priya Vell",
        (("Jun Takemoto", "Narrator"), ("Odile Farrant", "The glider")),
        8.1,
        tags=("mathematics",),
    ),
    Film(
        Clip(
            "Postcards from Saturn",
            16,
            scenes.SATURN.draw,
            Score(130.8, "lydian", 4, (0, 1, 5, 4), "0 4 6 7 6 4 2 . 1 5 7 8 7 5 3 .", "flute"),
            "The mail from the outer moons takes nine years. She wrote every day anyway. A lost television film, found "
            "on a tape in a lighthouse and restored as well as the tape allowed.",
            coding=Coding("avi", "mpeg4", "mp3"),
        ),
        1985,
        "Wish you were here. Eventually.",
        ("Science Fiction", "Romance"),
        "Anselm Rook",
        (("Odile Farrant", "Commander Bell"), ("Leander Moss", "The postman")),
        7.5,
        "PG",
        tags=("space", "restored"),
        focus=0.68,
    ),
    Film(
        Clip(
            "Silk",
            11,
            looks.silk,
            Score(
                207.7,
                "pentatonic",
                2.5,
                (0, 2, 1, 3),
                "0 2 . 4 3 . 2 . 1 3 . 4 2 . 0 .",
                "flute",
            ),
            "Four dyers, four colours, one bolt of cloth that has been turning in the wind since before anyone can "
            "remember.",
            coding=Coding("mkv", "hevc"),
        ),
        2022,
        "Do not iron.",
        ("Experimental",),
        "Sabela Ruiz Oran",
        (("Leander Moss", "Magenta"), ("Maren Holt", "Cyan")),
        6.9,
        tags=("colour",),
    ),
    Film(
        Clip(
            "The Colour of Music",
            16,
            partial(looks.spectrum, score=_PRISM),
            _PRISM,
            "What does a chord look like? A deaf piano tuner builds a keyboard of light and plays it to a full house, "
            "and for once everybody hears the same thing.",
            chapters=((0, "Tuning"), (8, "The concert")),
        ),
        2018,
        "Close your ears.",
        ("Music", "Drama"),
        "Sabela Ruiz Oran",
        (("Jun Takemoto", "The tuner"), ("Ada Lindqvist", "The audience")),
        8.7,
        tags=("colour", "piano"),
    ),
    Film(
        Clip(
            "The Country of Dunes",
            14,
            scenes.DUNES.draw,
            Score(164.8, "dorian", 4, (0, 6, 5, 4), "0 1 2 . 4 2 1 . 0 2 4 5 4 . 2 1", "pluck"),
            "The dunes walk two metres a year. Tamsin Oye walks with them, with a camel called Tuesday and a very long "
            "tape measure.",
        ),
        2020,
        "It moves if you wait.",
        ("Documentary", "Nature"),
        "Ilse Norrvik",
        (("Tamsin Oye", "Herself"), ("Tuesday", "The camel")),
        7.7,
        tags=("travel",),
        focus=0.3,
    ),
    Film(
        Clip(
            "Snow Before Morning",
            16,
            scenes.SNOW.draw,
            Score(
                185,
                "minor",
                3,
                (0, 3, 5, 4),
                "0 . 2 4 . 7 . 4 2 . 3 5 . 4 . 2",
                "bell",
            ),
            "A night watchman in a mountain village makes his last round before retirement. By morning the snow has "
            "covered his tracks, and something has left others.",
            spoken=("en", "de"),
            beside={
                "en": ((5, 8, "Forty winters."), (9.5, 13, "And never once the same snow.")),
                "de": ((5, 8, "Vierzig Winter."), (9.5, 13, "Und nie zweimal derselbe Schnee.")),
            },
        ),
        2017,
        "The last round is the longest.",
        ("Mystery", "Family"),
        "Anselm Rook",
        (("Leander Moss", "The watchman"), ("Ada Lindqvist", "Grete")),
        8.0,
        "PG",
        tags=("winter", "night"),
        focus=0.3,
    ),
)
