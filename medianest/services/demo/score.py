"""Music out of arithmetic: a small score becomes expressions that ffmpeg's ``aevalsrc`` plays.

A score has a bass, a pad that changes its chord each bar, and a plucked or blown melody of sixteen steps. The cost is
a few dozen operations a sample, so that a minute of music takes about two seconds of one core.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Timbre = Literal["bell", "pluck", "flute", "organ"]

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "pentatonic": (0, 2, 4, 7, 9),
}
# Relative strength of the first partials, and how fast a note dies away (per second).
TIMBRES: dict[str, tuple[tuple[float, ...], float]] = {
    "bell": ((1.0, 0.0, 0.35, 0.0, 0.12), 3.5),
    "pluck": ((1.0, 0.5, 0.25, 0.12), 6.0),
    "flute": ((1.0, 0.12, 0.05), 1.2),
    "organ": ((1.0, 0.6, 0.0, 0.4), 0.8),
}
REST = "."
STEPS_PER_BAR = 8


@dataclass(frozen=True, slots=True)
class Score:
    """``chords`` and ``melody`` are degrees of the scale: 0 is the root, and a scale's length further is an octave up.

    The melody is written with spaces between its steps and a dot where it rests.
    """

    root: float  # hertz
    scale: str
    tempo: float  # steps of the melody a second
    chords: tuple[int, ...]
    melody: str
    timbre: Timbre = "pluck"

    def dubbed(self) -> Score:
        """The same piece as another voice would sing it: a fourth lower, blown instead of plucked."""
        return replace(self, root=self.root * 0.75, timbre="organ" if self.timbre == "flute" else "flute")

    def pitch(self, degree: int) -> float:
        scale = SCALES[self.scale]
        octave, step = divmod(degree, len(scale))
        return self.root * 2 ** (octave + scale[step] / 12)


def _pick(values: list[str], index: str) -> str:
    """An expression for ``values[index]`` as a balanced tree of conditions: the depth grows with the logarithm."""
    if len(values) == 1:
        return values[0]
    middle = len(values) // 2
    shifted = f"({index}-{middle})"
    return f"if(lt({index},{middle}),{_pick(values[:middle], index)},{_pick(values[middle:], shifted)})"


def _melody(score: Score) -> str:
    partials, decay = TIMBRES[score.timbre]
    beat = 1 / score.tempo
    pitches = ["0" if step == REST else f"{score.pitch(int(step)) * 2:.3f}" for step in score.melody.split()]
    tone = "+".join(f"{weight:g}*sin({2 * (n + 1)}*PI*ld(2)*ld(1))" for n, weight in enumerate(partials) if weight)
    attack = 40 if score.timbre in ("flute", "organ") else 300
    return (
        f"0*st(0,mod(floor(t*{score.tempo:g}),{len(pitches)}))+0*st(1,mod(t,{beat:.6f}))"
        f"+0*st(2,{_pick(pitches, 'ld(0)')})"
        f"+0.28*({tone})*exp(-{decay:g}*ld(1))*min(1,ld(1)*{attack})*min(1,({beat:.6f}-ld(1))*60)"
    )


def _ground(score: Score) -> str:
    """Bass and pad. Frequencies hold for a bar; the envelope is zero where the chord changes, so nothing clicks."""
    bar = STEPS_PER_BAR / score.tempo

    def tones(offset: int, octave: float) -> str:
        return _pick([f"{score.pitch(chord + offset) * octave:.3f}" for chord in score.chords], "ld(0)")

    swell = f"pow(sin(PI*ld(1)/{bar:.6f}),0.6)"
    voices = "+".join(f"sin(2*PI*({tones(offset, 1)})*t)" for offset in (0, 2, 4))
    return (
        f"0*st(0,mod(floor(t/{bar:.6f}),{len(score.chords)}))+0*st(1,mod(t,{bar:.6f}))"
        f"+{swell}*(0.07*({voices})+0.2*sin(2*PI*({tones(0, 0.5)})*t))"
    )


def music(score: Score, seconds: float, output: str, rate: int = 48000) -> str:
    """A filtergraph that plays ``score`` for ``seconds`` in stereo with some room around it, into ``[output]``.

    Labels inside are prefixed by ``output``, so that several scores fit in one graph.
    """
    source = f"s={rate}:d={seconds:g}"
    name = output
    fade = min(2.0, seconds / 5)
    return ";".join(
        (
            f"aevalsrc='{_melody(score)}':{source},asplit[{name}a][{name}b]",
            f"[{name}a]aecho=0.8:0.75:230|470:0.35|0.2[{name}l]",
            f"[{name}b]aecho=0.8:0.75:310|610:0.35|0.2[{name}r]",
            f"[{name}l][{name}r]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[{name}m]",
            f"aevalsrc='{_ground(score)}':{source},pan=stereo|c0=c0|c1=c0[{name}g]",
            f"[{name}m][{name}g]amix=inputs=2:duration=shortest:normalize=0,alimiter=limit=0.9,"
            f"afade=t=in:d=0.4,afade=t=out:st={seconds - fade:g}:d={fade:g},atrim=duration={seconds:g}[{output}]",
        )
    )
