"""How a source reaches a browser."""

from __future__ import annotations

import pytest

from medianest.providers.base import StreamFacts
from medianest.services.playback_views import Choices, Decision, DeviceProfile
from medianest.streaming.decision import decide

MP4, MKV = "video/mp4", "video/x-matroska"
COMMON = ("avc1.640028", "av01.0.08M.08", "vp09.00.40.08", "mp4a.40.2", "mp3", "opus", "flac")
CHROMIUM = DeviceProfile(
    files=(
        *(f'{mime}; codecs="{codec}"' for mime in (MP4, MKV) for codec in COMMON),
        *(f'video/webm; codecs="{codec}"' for codec in ("vp8", "vp09.00.40.08", "av01.0.08M.08", "opus", "vorbis")),
        *("audio/mpeg", "audio/flac", "audio/wav"),
    ),
    streams=tuple(f'video/mp4; codecs="{codec}"' for codec in COMMON if codec != "mp3"),
)
SAFARI = DeviceProfile(
    files=tuple(f'video/mp4; codecs="{codec}"' for codec in ("avc1.640028", "hvc1.2.4.L120.90", "hvc1.1.6.L120.90",
                                                             "mp4a.40.2", "ac-3", "ec-3", "alac")),
    streams=tuple(f'video/mp4; codecs="{codec}"' for codec in ("avc1.640028", "hvc1.1.6.L120.90", "hvc1.2.4.L120.90",
                                                               "mp4a.40.2", "ac-3")),
)  # fmt: skip


def video(codec: str, **more: object) -> StreamFacts:
    return StreamFacts(0, "video", codec, **{"width": 1920, "height": 1080, "bit_depth": 8, **more})  # type: ignore[arg-type]


def audio(codec: str, index: int = 1, **more: object) -> StreamFacts:
    return StreamFacts(index, "audio", codec, **more)  # type: ignore[arg-type]


def ask(container: str, *streams: StreamFacts, profile: DeviceProfile | None = CHROMIUM, **choices: object) -> Decision:
    return decide(container, streams, 5_000_000, profile, Choices(**choices))  # type: ignore[arg-type]


TABLE = [
    # container, streams, browser, method, reasons, video copied, sound copied
    ("mov", (video("h264"), audio("aac")), CHROMIUM, "direct", (), True, True),
    ("matroska", (video("h264"), audio("aac")), CHROMIUM, "direct", (), True, True),
    ("matroska", (video("vp9"), audio("opus")), CHROMIUM, "direct", (), True, True),
    ("matroska", (video("h264"), audio("aac")), SAFARI, "remux", ("container",), True, True),
    ("matroska", (video("h264"), audio("ac3")), CHROMIUM, "remux", ("audio_codec",), True, False),
    ("matroska", (video("h264"), audio("dts")), SAFARI, "remux", ("container", "audio_codec"), True, False),
    ("mov", (video("hevc"), audio("aac")), CHROMIUM, "transcode", ("video_codec",), False, True),
    ("mov", (video("hevc", bit_depth=10, pixel_format="yuv420p10le"), audio("aac")), SAFARI, "direct", (), True, True),
    ("matroska", (video("hevc"), audio("aac")), SAFARI, "remux", ("container",), True, True),
    ("mov", (video("h264", bit_depth=10), audio("aac")), CHROMIUM, "transcode", ("video_codec",), False, True),
    ("mov", (video("h264", pixel_format="yuv444p"),), CHROMIUM, "transcode", ("video_codec",), False, None),
    ("mov", (video("mpeg4"), audio("aac")), CHROMIUM, "transcode", ("video_codec",), False, True),
    ("mov", (video("h264"), audio("eac3")), CHROMIUM, "remux", ("audio_codec",), True, False),
    ("mpegts", (video("h264"), audio("aac")), CHROMIUM, "remux", ("container",), True, True),
    ("mpegts", (video("mpeg2video"), audio("mp2")), CHROMIUM, "transcode",
     ("container", "video_codec", "audio_codec"), False, False),
    ("avi", (video("h264"), audio("mp3")), CHROMIUM, "transcode", ("container", "audio_codec"), False, False),
    ("mov", (video("hevc", hdr="dolby-vision"), audio("aac")), SAFARI, "transcode", ("dolby_vision",), False, True),
    ("flac", (audio("flac", 0),), CHROMIUM, "direct", (), None, True),
    ("mp3", (audio("mp3", 0),), CHROMIUM, "direct", (), None, True),
    ("wav", (audio("pcm_s16le", 0),), CHROMIUM, "direct", (), None, True),
    ("wav", (audio("pcm_s32be", 0),), CHROMIUM, "transcode", ("audio_codec",), None, False),
    ("mov", (audio("alac", 0),), CHROMIUM, "transcode", ("audio_codec",), None, False),
    ("asf", (audio("wmav2", 0),), CHROMIUM, "transcode", ("container", "audio_codec"), None, False),
    ("mov", (video("h264"),), CHROMIUM, "direct", (), True, None),
    ("mov", (video("h264"), audio("aac")), None, "direct", (), True, True),
    ("matroska", (video("h264"), audio("aac")), None, "remux", ("container",), True, True),
    ("matroska", (video("vp9"), audio("opus")), None, "transcode",
     ("container", "video_codec", "audio_codec"), False, False),
]  # fmt: skip


@pytest.mark.parametrize(("container", "streams", "profile", "method", "reasons", "picture", "sound"), TABLE)
def test_each_source_takes_the_simplest_way_that_has_picture_and_sound(
    container: str,
    streams: tuple[StreamFacts, ...],
    profile: DeviceProfile | None,
    method: str,
    reasons: tuple[str, ...],
    picture: bool | None,
    sound: bool | None,
) -> None:
    decision = ask(container, *streams, profile=profile)
    assert (decision.method, decision.reasons) == (method, reasons)
    assert (decision.video.copy if decision.video else None) == picture
    assert (decision.audio[0].copy if decision.audio else None) == sound


def test_a_track_that_is_not_the_first_needs_a_repack() -> None:
    streams = (video("h264"), audio("aac"), audio("aac", 2))
    decision = ask("mov", *streams, audio=2)
    assert (decision.method, decision.reasons) == ("remux", ("audio_track",))
    assert [choice.index for choice in decision.audio] == [2, 1]


def test_a_wish_for_less_is_met_by_coding_anew() -> None:
    small = DeviceProfile(CHROMIUM.files, CHROMIUM.streams, max_height=720)
    decision = ask("mov", video("h264"), audio("aac"), profile=small)
    assert (decision.method, decision.reasons) == ("transcode", ("resolution",))


@pytest.mark.parametrize(("least", "method"), [("direct", "direct"), ("remux", "remux"), ("transcode", "transcode")])
def test_a_player_may_ask_for_more_after_a_failure(least: str, method: str) -> None:
    assert ask("mov", video("h264"), audio("aac"), least=least).method == method


def test_a_profile_of_nonsense_claims_nothing() -> None:
    nonsense = DeviceProfile(files=("", "video/mp4", 'video/mp4; codecs="<script>"', "x" * 500), streams=("?",))
    assert ask("mov", video("h264"), audio("aac"), profile=nonsense).method == "transcode"
