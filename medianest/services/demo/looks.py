"""Moving pictures out of arithmetic: graphs of ffmpeg's own sources, each unlike the others.

Whatever needs an expression for each pixel is computed small and enlarged, since such pictures are smooth anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medianest.services.demo.score import Score, music

WIDTH, HEIGHT, RATE = 1280, 720, 24
_ENLARGE = f"scale={WIDTH}:{HEIGHT}:flags=bicubic"


@dataclass(frozen=True, slots=True)
class Picture:
    """A filtergraph that ends in ``[output]``, over still images in the order of ``inputs``."""

    graph: str
    output: str
    inputs: tuple[Path, ...] = ()


Look = Callable[[Path, float], Picture]


def _plain(graph: str) -> Picture:
    return Picture(f"{graph},fps={RATE}[look]", "look")


def pond(_folder: Path, seconds: float) -> Picture:
    """Three stones in still water: rings that run through each other."""
    stones = ((45, 30, 2.5, 5, 60), (115, 55, 3, 4, 70), (80, 75, 2, 6, 45))
    rings = "+".join(
        f"sin(hypot(X-{x},(Y-{y})*1.6)/{wave}-T*{speed})*exp(-hypot(X-{x},Y-{y})/{reach})"
        for x, y, wave, speed, reach in stones
    )
    return _plain(
        f"nullsrc=s=160x90:r={RATE}:d={seconds:g},format=gray,geq=lum='112+58*({rings})',scale=320:180:flags=bicubic,"
        f"format=yuv444p,pseudocolor=preset=viridis,vignette=PI/4.5,{_ENLARGE}"
    )


def embers(_folder: Path, seconds: float) -> Picture:
    """Perlin noise in the colours of a dying fire."""
    return _plain(
        f"perlin=s=256x144:r={RATE}:octaves=4:persistence=0.6:xscale=4:yscale=4:tscale=0.8,trim=duration={seconds:g},"
        "setpts=PTS-STARTPTS,format=gray,curves=all='0/0 0.3/0.1 0.6/0.65 1/1',scale=640:360:flags=bicubic,"
        f"format=yuv444p,pseudocolor=preset=inferno,{_ENLARGE}"
    )


def silk(_folder: Path, seconds: float) -> Picture:
    """Four colours that turn about a point and are folded like cloth."""
    return _plain(
        f"gradients=s=320x180:r={RATE}:d={seconds:g}:c0=0x1b1464:c1=0xe84393:c2=0xfdcb6e:c3=0x00cec9:n=4:type=spiral:"
        f"speed=0.02:seed=11,format=gbrp[s];nullsrc=s=320x180:r={RATE}:d={seconds:g},format=gray,"
        "geq=lum='128+30*sin(X/24+Y/40+T)+22*sin(Y/17-T*1.3+X/60)',split[dx][dy];"
        f"[dx]format=gbrp[x];[dy]format=gbrp[y];[s][x][y]displace=edge=mirror,{_ENLARGE}"
    )


def meadow(_folder: Path, seconds: float) -> Picture:
    """Conway's game of life: the living glow, the dead fade into the ground."""
    return _plain(
        "life=s=160x90:r=12:mold=14:ratio=0.16:death_color=0x1c6e5a:life_color=0xffe08a:mold_color=0x0b1f2a:seed=7:"
        f"stitch=1,trim=duration={seconds:g},fps={RATE},scale=640:360:flags=neighbor,format=gbrp,split[life][light];"
        "[light]scale=160:90,gblur=sigma=3,scale=640:360[glow];[life][glow]blend=all_mode=screen:all_opacity=0.7,"
        f"scale={WIDTH}:{HEIGHT}:flags=neighbor"
    )


def spectrum(_folder: Path, seconds: float, score: Score) -> Picture:
    """The film's own music, seen: a keyboard of light with the last seconds falling away beneath it."""
    return _plain(
        f"{music(score, seconds, 'seen', rate=24000)};[seen]showcqt=s=640x360:r={RATE}:axis=0:bar_h=150:"
        "sono_h=210:bar_g=2:sono_g=2.5:basefreq=90:endfreq=3600:count=3,"
        f"format=gbrp[light];gradients=s=640x360:r={RATE}:d={seconds:g}:c0=0xff5e7e:c1=0xffc46b:"
        "c2=0x4be1c3:c3=0x5a6bff:n=4:x0=0:y0=180:x1=640:y1=180:speed=0.00001:seed=1,"
        f"format=gbrp[tint];[light][tint]blend=all_mode=multiply,{_ENLARGE}"
    )


def aurora(folder: Path, seconds: float) -> Picture:
    """Northern lights over a range of mountains, doubled by the lake beneath."""
    from medianest.services.demo.scenery import Ridge, strip_of

    mountains = folder / "mountains.png"
    top = strip_of(Ridge("peaks", "#050a18", 0.6, 0.26, 0), "#0a1430", seed=4, path=mountains)
    light = (
        "r='16+60*pow(sin(X/18+sin(T*0.7+X/30)*1.3+T*0.3),2)*exp(-pow((Y-17-5*sin(X/20+T*0.8))/9,2))+12*Y/72'"
        ":g='14+190*exp(-pow((Y-24-6*sin(X/20+T*0.8)-3.5*sin(X/6.5+T*1.7))/12,2))"
        "*(0.55+0.45*sin(X/4.5+T*2+sin(X/11)))'"
        ":b='38+100*exp(-pow((Y-33-6*sin(X/16+T*0.6))/15,2))+26*Y/72'"
    )
    half = HEIGHT * 5 // 8
    graph = (
        f"nullsrc=s=128x72:r={RATE}:d={seconds:g},format=gbrp,geq={light},{_ENLARGE},format=yuv420p[sky];"
        f"[sky][0:v]overlay=x=0:y={top}:eof_action=repeat,crop={WIDTH}:{half}:0:0,split[above][mirror];"
        f"[mirror]vflip,crop={WIDTH}:{HEIGHT - half}:0:0,gblur=sigma=5:sigmaV=2,"
        "colorchannelmixer=rr=0.6:gg=0.7:bb=0.8[below];"
        "[above][below]vstack"
    )
    return Picture(f"{graph},fps={RATE}[look]", "look", (mountains,))
