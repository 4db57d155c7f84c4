"""The words in which browsers say what they can play."""

from medianest.mediapool.codec_strings import audio_codec_string, video_codec_string


def test_avc_is_read_from_the_decoder_configuration() -> None:
    assert video_codec_string("h264", "High", 30, 8, bytes.fromhex("0164001effe1")) == "avc1.64001E"


def test_avc_without_a_configuration_uses_profile_and_level() -> None:
    assert video_codec_string("h264", "Constrained Baseline", 31, 8, None) == "avc1.42401F"


def test_avc_of_a_transport_stream_is_read_from_the_parameter_set() -> None:
    assert video_codec_string("h264", "High", 30, 8, bytes.fromhex("0000000109f0000000016764001e")) == "avc1.64001E"


def test_hevc_reverses_the_compatibility_flags() -> None:
    extra = bytes.fromhex("01022000000090000000000 05a".replace(" ", ""))
    assert video_codec_string("hevc", "Main 10", 90, 10, extra) == "hvc1.2.4.L90.90"


def test_av1_reads_tier_level_and_depth() -> None:
    assert video_codec_string("av1", "Main", 8, 10, bytes.fromhex("81084c00")) == "av01.0.08M.10"


def test_vp9_names_profile_level_and_depth() -> None:
    assert video_codec_string("vp9", "Profile 2", None, 10, None) == "vp09.02.10.10"


def test_aac_profiles_have_their_object_types() -> None:
    assert audio_codec_string("aac", "LC") == "mp4a.40.2"
    assert audio_codec_string("aac", "HE-AACv2") == "mp4a.40.29"


def test_a_codec_without_a_word_has_none() -> None:
    assert audio_codec_string("wmav2", None) is None
    assert video_codec_string("mpeg4", "Simple Profile", 1, 8, None) is None
