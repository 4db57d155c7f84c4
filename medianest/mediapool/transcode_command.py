"""The ffmpeg command that codes a video anew, as a list of arguments. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from medianest.mediapool.encoders import SOFTWARE, Encoder

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

    @property
    def rate(self) -> float:
        """Frames a second of the result."""
        return min(self.frame_rate if self.frame_rate and self.frame_rate > 0 else 24.0, _MOST_FRAMES)


def command(ffmpeg: str, picture: Picture, fd: int, first: int, folder: str, encoder: Encoder = SOFTWARE) -> list[str]:
    """Code from segment ``first`` on into ``folder``; the source is the descriptor ``fd`` and nothing else."""
    chain = ",".join(filter(None, (filters(picture, picture.rate), encoder.upload)))
    return [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *encoder.before),
        *("-protocol_whitelist", "fd", "-format_whitelist", picture.demuxer, "-max_streams", "200"),
        *("-f", picture.demuxer, "-fd", str(fd), "-ss", str(first * STEP), "-i", "fd:"),
        *("-map", f"0:{picture.stream}", "-map_metadata", "-1", "-map_chapters", "-1", "-an", "-sn", "-dn"),
        *("-vf", chain, *_coding(picture, encoder)),
        # No B-frames: times need no reordering delay, and the first frame is out sooner.
        *("-bf", "0", "-g", str(round(picture.rate * STEP) * 4)),
        *("-force_key_frames", f"expr:gte(t,n_forced*{STEP})"),
        # The decoder's settings at every key frame: another encoder may go on where this one ends.
        *("-bsf:v", "dump_extra=freq=keyframe"),
        *("-f", "hls", "-hls_time", str(STEP), "-hls_segment_type", "fmp4", "-hls_list_size", "2"),
        *("-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", f"{folder}/%d.m4s"),
        *("-start_number", str(first), "-hls_flags", "temp_file", f"{folder}/run.m3u8"),
    ]


def _coding(picture: Picture, encoder: Encoder) -> tuple[str, ...]:
    peak = peak_bitrate(picture.width, picture.height)
    limits = ("-maxrate", str(peak), "-bufsize", str(peak * 2), "-profile:v", "high")
    if encoder.name != SOFTWARE.name:
        return (*encoder.options, "-b:v", str(peak * 3 // 5), *limits)
    # A preset that keeps up with the film on a few cores.
    preset = "superfast" if picture.height > 720 else "veryfast"
    return (*encoder.options, "-preset", preset, "-crf", "22", "-sc_threshold", "0", "-pix_fmt", "yuv420p", *limits)


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
