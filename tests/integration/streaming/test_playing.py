"""From pressing play to pictures and sound, through the API."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import pairwise

import av
import pytest

from medianest import routes
from tests.integration.streaming.conftest import Door, Shelf
from tests.media import media

# What Chromium on Linux tells about itself.
CHROMIUM = {
    "files": [
        *(f'{mime}; codecs="{codec}"' for mime in ("video/mp4", "video/x-matroska") for codec in (
            "avc1.640028", "av01.0.08M.08", "vp09.00.40.08", "mp4a.40.2", "mp3", "opus", "flac")),
        *(f'video/webm; codecs="{codec}"' for codec in ("vp8", "vp09.00.40.08", "av01.0.08M.08", "opus", "vorbis")),
        "audio/mpeg", "audio/flac", "audio/aac", "audio/wav", 'audio/mp4; codecs="mp4a.40.2"',
        'audio/ogg; codecs="opus"', 'audio/ogg; codecs="vorbis"',
    ],
    "streams": [f'video/mp4; codecs="{codec}"' for codec in (
        "avc1.640028", "av01.0.08M.08", "vp09.00.40.08", "mp4a.40.2", "opus", "flac")],
}  # fmt: skip

WAYS = {
    "film.mp4": ("direct", []),
    "ac3.mkv": ("remux", ["audio_codec"]),
    "tracks.mkv": ("direct", []),
    "hevc.mkv": ("transcode", ["video_codec"]),
    "xvid.avi": ("transcode", ["container", "video_codec", "audio_codec"]),
    "late.ts": ("transcode", ["container", "video_codec", "audio_codec"]),
    "h264.ts": ("remux", ["container"]),
    "web.webm": ("direct", []),
    "song.flac": ("direct", []),
    "song.m4a": ("transcode", ["audio_codec"]),
    "song.wma": ("transcode", ["container", "audio_codec"]),
    "song.opus": ("direct", []),
    "cover.mp3": ("direct", []),
}


def addresses(door: Door, url: str) -> tuple[str | None, list[str]]:
    """The picture's playlist and those of the sound, from a master playlist."""
    answer = door.get(url)
    assert answer.status_code == 200, answer.text
    base = url.partition("?")[0].rpartition("/")[0]
    sound = [f"{base}/{uri}" for uri in re.findall(r'TYPE=AUDIO.*URI="([^"]+)"', answer.text)]
    variant = answer.text.strip().splitlines()[-1]
    return (f"{base}/{variant}", sound) if "RESOLUTION" in answer.text else (None, [f"{base}/{variant}"])


def decoded(data: bytes, kind: str) -> int:
    """Frames of a picture or samples of sound."""
    with av.open(io.BytesIO(data)) as container:
        frames = container.decode(video=0) if kind == "video" else container.decode(audio=0)
        return sum(1 if kind == "video" else frame.samples for frame in frames)


@pytest.mark.parametrize("name", WAYS)
def test_every_kind_plays_with_picture_and_sound(
    shelf: Shelf, door: Door, rendition: Callable[[str], bytes], name: str
) -> None:
    item = shelf.put(name)
    offer = door.offer(item.id, profile=CHROMIUM)
    assert (offer["method"], offer["reasons"]) == WAYS[name]
    if offer["method"] == "direct":
        assert door.get(offer["url"]).content == media(name).read_bytes()
        return
    picture, sound = addresses(door, offer["url"])
    if not name.startswith("song"):
        assert picture is not None
        assert decoded(rendition(picture), "video") == pytest.approx(288, abs=1)
    assert decoded(rendition(sound[0]), "audio") == pytest.approx(12 * 48_000, abs=2100)


def test_without_a_profile_any_browser_can_play(shelf: Shelf, door: Door, rendition: Callable[[str], bytes]) -> None:
    item = shelf.put("web.webm")
    offer = door.offer(item.id)
    assert offer["method"] == "transcode"
    master = f"{routes.API}/media/{item.id}/hls/master.m3u8"
    assert re.search(r'CODECS="avc1\.\w+,mp4a\.40\.2"', door.get(master).text)
    picture, _sound = addresses(door, master)
    assert picture is not None
    with av.open(io.BytesIO(rendition(picture))) as container:
        assert container.streams.video[0].codec_context.name == "h264"


@pytest.mark.parametrize("name", ["late.ts", "hevc.mkv"])
def test_a_seek_begins_at_its_place_and_fits_what_came_before(shelf: Shelf, door: Door, name: str) -> None:
    """Segment 3 is asked for first, then those before it by another run: the times go on without a gap."""
    item = shelf.put(name)
    picture, _ = addresses(door, door.offer(item.id, profile=CHROMIUM)["url"])
    base = str(picture).rpartition("/")[0]
    late = door.get(f"{base}/3.m4s").content
    init = door.get(f"{base}/init.mp4").content
    early = door.get(f"{base}/2.m4s").content
    times = [times_of(init + data) for data in (early, late)]
    assert times[0][0] == pytest.approx(4, abs=0.03)
    assert times[1][0] == pytest.approx(6, abs=0.03)
    assert max(later - earlier for earlier, later in pairwise([*times[0], *times[1]])) < 0.06


def times_of(data: bytes) -> list[float]:
    with av.open(io.BytesIO(data)) as container:
        return sorted(float(packet.pts * packet.time_base) for packet in container.demux(video=0) if packet.size)


def test_every_track_of_sound_is_offered_and_the_chosen_one_comes_first(shelf: Shelf, door: Door) -> None:
    item = shelf.put("tracks.mkv")
    offer = door.offer(item.id, profile=CHROMIUM, audio=2)
    assert (offer["method"], offer["reasons"]) == ("remux", ["audio_track"])
    assert [(track["id"], track["language"], track["selected"]) for track in offer["tracks"]["audio"]] == [
        (1, "eng", False),
        (2, "fre", True),
    ]
    text = door.get(offer["url"]).text
    first, second = re.findall(r"#EXT-X-MEDIA:.*", text)
    assert 'LANGUAGE="fr",DEFAULT=YES' in first
    assert 'LANGUAGE="en",DEFAULT=NO' in second


def test_subtitles_come_as_webvtt(shelf: Shelf, door: Door) -> None:
    item = shelf.put("tracks.mkv")
    (track,) = door.offer(item.id, profile=CHROMIUM)["tracks"]["subtitles"]
    answer = door.get(track["url"])
    assert answer.headers["content-type"].startswith("text/vtt")
    assert "Hello, Zoë" in answer.text
    assert door.get(track["url"]).text == answer.text
    assert door.get(routes.subtitles(item.id, "99")).status_code == 404


def test_nobody_and_strangers_get_no_bytes(shelf: Shelf, door: Door) -> None:
    item = shelf.put("film.mp4")
    url = door.offer(item.id, profile=CHROMIUM)["url"]
    assert door.client.get(url).status_code == 401
    shelf.make.run("delete from library_access")
    assert door.get(f"{routes.API}/media/{item.id}/hls/{item.source.id}/v9c/index.m3u8").status_code == 404
    assert door.get(f"{routes.API}/media/{item.id}/hls/{item.source.id}/nonsense/index.m3u8").status_code == 422
    assert door.get(f"{routes.API}/media/{item.id}/hls/{item.source.id}/v0c/99.m4s").status_code == 404


def test_a_file_that_is_gone_says_so(shelf: Shelf, door: Door) -> None:
    item = shelf.put("film.mp4")
    shelf.make.run("update media_sources set remote_id = 'gone.mp4' where id = %s", item.source.id)
    assert door.get(routes.stream(item.id, item.source.id)).json()["code"] == "source_unavailable"


def test_a_track_tells_how_loud_it_is(shelf: Shelf, door: Door) -> None:
    """The player turns loud tracks down by their ReplayGain, and leaves those without alone."""
    tagged = shelf.put("song.flac", "track", metadata={"replay_gain": {"track_gain": -6.5, "track_peak": 0.98}})
    plain = shelf.put("song.opus", "track")
    offer = door.offer(tagged.id)
    assert (offer["gain"], offer["gain_peak"]) == (-6.5, 0.98)
    assert door.offer(plain.id)["gain"] is None
