"""What the formats call the same thing. Our names are those of ``providers.local.tracks``."""

from __future__ import annotations

# Vorbis comments, APEv2, ASF, and the free-form names of ID3 (TXXX) and MP4 (----), in lower case.
NAMES: dict[str, str] = {
    "title": "title", "artist": "artist", "author": "artist", "artists": "artists", "album": "album",
    "wm/albumtitle": "album", "albumartist": "albumartist", "album artist": "albumartist",
    "wm/albumartist": "albumartist", "albumartists": "albumartists", "date": "date", "year": "date",
    "wm/year": "date", "originaldate": "originaldate", "originalyear": "originaldate", "genre": "genres",
    "wm/genre": "genres", "composer": "composers", "wm/composer": "composers", "tracknumber": "track",
    "track": "track", "wm/tracknumber": "track", "tracktotal": "tracktotal", "totaltracks": "tracktotal",
    "discnumber": "disc", "disc": "disc", "wm/partofset": "disc", "disctotal": "disctotal", "totaldiscs": "disctotal",
    "discsubtitle": "discsubtitle", "compilation": "compilation", "wm/iscompilation": "compilation",
    "lyrics": "lyrics", "unsyncedlyrics": "lyrics", "unsynced lyrics": "lyrics", "syncedlyrics": "lyrics",
    "wm/lyrics": "lyrics", "titlesort": "titlesort", "artistsort": "artistsort", "albumsort": "albumsort",
    "albumartistsort": "albumartistsort", "comment": "comment", "description": "comment", "label": "label",
    "publisher": "label", "bpm": "bpm", "isrc": "isrc",
    "replaygain_track_gain": "replaygain_track_gain", "replaygain_track_peak": "replaygain_track_peak",
    "replaygain_album_gain": "replaygain_album_gain", "replaygain_album_peak": "replaygain_album_peak",
    "r128_track_gain": "r128_track_gain", "r128_album_gain": "r128_album_gain",
    "musicbrainz_trackid": "musicbrainz_track", "musicbrainz track id": "musicbrainz_track",
    "musicbrainz_albumid": "musicbrainz_album", "musicbrainz album id": "musicbrainz_album",
    "musicbrainz_artistid": "musicbrainz_artist", "musicbrainz artist id": "musicbrainz_artist",
    "musicbrainz_albumartistid": "musicbrainz_albumartist", "musicbrainz album artist id": "musicbrainz_albumartist",
    "musicbrainz_releasegroupid": "musicbrainz_release_group",
    "musicbrainz release group id": "musicbrainz_release_group",
    "metadata_block_picture": "cover", "coverart": "cover", "cover art (front)": "cover", "wm/picture": "cover",
}  # fmt: skip

ID3_NAMES: dict[str, str] = {
    "TIT2": "title", "TPE1": "artist", "TPE2": "albumartist", "TALB": "album", "TDRC": "date", "TYER": "date",
    "TDOR": "originaldate", "TCON": "genres", "TCOM": "composers", "TRCK": "track", "TPOS": "disc",
    "TSST": "discsubtitle", "TCMP": "compilation", "USLT": "lyrics", "SYLT": "lyrics", "TSOT": "titlesort",
    "TSOP": "artistsort", "TSOA": "albumsort", "TSO2": "albumartistsort", "COMM": "comment", "TPUB": "label",
    "TBPM": "bpm", "TSRC": "isrc", "APIC": "cover", "CHAP": "chapters", "UFID": "musicbrainz_track",
}  # fmt: skip

MP4_NAMES: dict[str, str] = {
    "\xa9nam": "title", "\xa9ART": "artist", "aART": "albumartist", "\xa9alb": "album", "\xa9day": "date",
    "\xa9gen": "genres", "\xa9wrt": "composers", "trkn": "track", "disk": "disc", "cpil": "compilation",
    "\xa9lyr": "lyrics", "sonm": "titlesort", "soar": "artistsort", "soal": "albumsort", "soaa": "albumartistsort",
    "\xa9cmt": "comment", "tmpo": "bpm", "covr": "cover",
}  # fmt: skip
