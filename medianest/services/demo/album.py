"""The album: seven short pieces in three formats."""

from __future__ import annotations

from medianest.services.demo.score import Score
from medianest.services.demo.titles import Album, Track

ALBUM = Album(
    "Harmonics",
    "The Sine Family",
    2024,
    "Ambient",
    "Seven pieces for oscillators and patience, computed in one sitting. The Sine Family have never been photographed, "
    "since they are only visible on an oscilloscope.",
    (
        Track(
            "Fundamental",
            16,
            Score(130.8, "major", 3, (0, 4, 5, 3), "0 . 4 . 2 . 7 4 1 . 5 . 4 2 0 .", "organ"),
            "flac",
        ),
        Track("Octave", 15, Score(196, "lydian", 4, (0, 1, 5, 4), "0 7 4 7 2 9 4 7 1 8 5 8 4 7 2 4", "bell"), "flac"),
        Track(
            "Counting Waves",
            18,
            Score(164.8, "major", 4, (0, 5, 3, 4), "0 2 4 . 4 2 0 . 1 3 5 . 5 3 1 .", "pluck"),
            "mp3",
            lyrics=(
                (0.5, "One for the shore"),
                (4.0, "and two for the sea,"),
                (8.0, "three for the moon that is pulling on me;"),
                (12.0, "four and I'm floating,"),
                (15.0, "and five, I am free."),
            ),
        ),
        Track(
            "Perfect Fifth",
            14,
            Score(146.8, "dorian", 5, (0, 4, 0, 3), "0 4 7 4 0 4 8 4 3 7 10 7 4 2 1 2", "pluck"),
            "mp3",
        ),
        Track(
            "Beating", 15, Score(110, "minor", 2.5, (0, 5, 2, 4), "0 . 2 4 . 3 2 . 1 . 4 5 . 4 2 .", "flute"), "opus"
        ),
        Track(
            "Sawtooth Lullaby",
            16,
            Score(174.6, "pentatonic", 3, (0, 2, 1, 3), "4 2 1 . 0 . 1 2 4 . 5 4 2 . 1 .", "bell"),
            "opus",
        ),
        Track(
            "Nyquist's Farewell",
            20,
            Score(123.5, "lydian", 3, (0, 5, 1, 4), "0 4 6 7 . 6 4 . 1 5 7 8 . 7 5 4", "bell"),
            "flac",
        ),
    ),
)
