"""The ffmpeg command that codes a video anew, as a list of arguments. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

STEP = 2  # seconds of a segment
_MOST_FRAMES = 60  # a second
_TRANSFERS = {"hdr10": "smpte2084", "hlg": "arib-std-b67", "dolby-vision": "smpte2084"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is coded and into what. ``width`` and ``height`` are of the result: upright, square pixels, even."""

    demuxer: str
    stream: int
    width: int
    height: int
    frame_rate: float | None = None
    hdr: str | None = None
    interlaced: bool = False


def command(ffmpeg: str, picture: Picture, fd: int, first: int, folder: str) -> list[str]:
    """Code from segment ``first`` on into ``folder``; the source is the descriptor ``fd`` and nothing else."""
    rate = picture.frame_rate if picture.frame_rate and picture.frame_rate > 0 else 24.0
    peak = peak_bitrate(picture.width, picture.height)
    return [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "fd", "-format_whitelist", picture.demuxer, "-max_streams", "200"),
        *("-f", picture.demuxer, "-fd", str(fd), "-ss", str(first * STEP), "-i", "fd:"),
        *("-map", f"0:{picture.stream}", "-map_metadata", "-1", "-map_chapters", "-1", "-an", "-sn", "-dn"),
        *("-vf", filters(picture, min(rate, _MOST_FRAMES))),
        *("-c:v", "libx264", "-preset", "superfast" if picture.height > 720 else "veryfast", "-crf", "22"),
        *("-maxrate", str(peak), "-bufsize", str(peak * 2)),
        # No B-frames: times need no reordering delay, and the first frame is out sooner.
        *("-profile:v", "high", "-pix_fmt", "yuv420p", "-bf", "0", "-g", str(round(rate * STEP) * 4)),
        *("-force_key_frames", f"expr:gte(t,n_forced*{STEP})", "-sc_threshold", "0"),
        *("-f", "hls", "-hls_time", str(STEP), "-hls_segment_type", "fmp4", "-hls_list_size", "2"),
        *("-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", f"{folder}/%d.m4s"),
        *("-start_number", str(first), "-hls_flags", "temp_file", f"{folder}/run.m3u8"),
    ]


def filters(picture: Picture, rate: float) -> str:
    """Frames on an even grid from the very beginning, woven fields apart, the right size, and standard range."""
    chain = []
    if picture.interlaced:
        chain.append("bwdif=mode=send_frame:deint=interlaced")
    # A grid cell without a frame would shift every later segment's number.
    chain.append(f"fps=fps={Fraction(rate).limit_denominator(1001)}:start_time=0")
    chain.append(f"scale={picture.width}:{picture.height}:flags=bicubic")
    if picture.hdr in _TRANSFERS:
        chain.append(f"zscale=tin={_TRANSFERS[picture.hdr]}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100")
        chain.append("format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0")
        chain.append("zscale=t=bt709:m=bt709:r=tv")
    chain.append("format=yuv420p,setsar=1")
    return ",".join(chain)


def peak_bitrate(width: int, height: int) -> int:
    """Bits a second that a busy scene may take: 10 Mb/s at 1080p, less below."""
    return max(800_000, round(10_000_000 * width * height / (1920 * 1080)))
