"""Playing: which source, how it reaches this browser, where it was left, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from medianest import routes
from medianest.errors import Forbidden, NotFound, Sentence, SourceUnavailable
from medianest.mediapool.facts_json import stream_facts
from medianest.models.media import PLAYABLE_TYPES
from medianest.providers.base import EMBEDDED, LocalFile, StreamFacts
from medianest.repositories.now_playing import NowPlaying, Playing
from medianest.repositories.sight import Sight
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import cards, offers, qualities, storyboards, tracks
from medianest.services.browse import sight
from medianest.services.playback_views import Choices, Decision, DeviceProfile, PlaybackOffer
from medianest.services.storyboard_layout import layout
from medianest.services.viewer import Viewer
from medianest.services.views import ChapterView, MediaCard

Embeds = Callable[[str, str], str | None]
"""The address of the player that alone may show what a provider calls so; None when there is none."""
Decide = Callable[[str, Iterable[StreamFacts], int | None, DeviceProfile | None, Choices], Decision]
"""``streaming.decision.decide``, handed in because that room stands above this one."""

NO_CONVERSION = (
    "This title cannot be played here without being converted, and your account may not have that done."
    " Ask an administrator, or try another app."
)
FAR = Sentence(
    "This title lies on another server, and it cannot be played here as it is. Try another browser, or an app of that"
    " server."
)
_SIMPLICITY = ("direct", "remux", "transcode")


@dataclass(frozen=True, slots=True)
class FarFile:
    """A file that a connected server holds; its bytes are passed on from there."""

    account_id: UUID
    remote_id: str
    name: str
    version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlayableSource:
    """A source that this viewer may play, with what was found in it when it was scanned."""

    id: UUID
    media_id: UUID
    origin: LocalFile | FarFile
    container: str
    duration: float
    bitrate: int | None
    start_time: float
    streams: tuple[StreamFacts, ...]
    chapters: tuple[ChapterView, ...] = ()
    sidecars: tuple[Mapping[str, Any], ...] = ()
    replay_gain: Mapping[str, float] = field(default_factory=dict)
    convertible: bool = True  # whether its picture may be coded anew for whoever asked

    @property
    def file(self) -> LocalFile:
        """Its file on our own disks.

        Raises:
            SourceUnavailable: another server holds it.
        """
        if isinstance(self.origin, FarFile):
            raise SourceUnavailable(FAR, media=self.media_id)
        return self.origin

    def require_convertible(self) -> None:
        """
        Raises:
            Forbidden: whoever opened it may not have pictures coded anew.
        """
        if not self.convertible:
            raise Forbidden(NO_CONVERSION, media=self.media_id)


@dataclass(frozen=True, slots=True)
class EmbeddedSource:
    """A source that only its owner's own player, at ``url``, may show."""

    id: UUID
    media_id: UUID
    url: str
    duration: float


@dataclass(frozen=True, slots=True)
class PlaybackWish:
    """What somebody asks for when they press play. ``subtitle`` is a track's id, or ``off``; ``quality`` is the id of
    one of the offer's ``qualities``; ``without`` are sources that have failed meanwhile.
    """

    profile: DeviceProfile | None = None
    source_id: UUID | None = None
    audio: int | None = None
    subtitle: str | None = None
    start: float | None = None
    without: frozenset[UUID] = frozenset()
    choices: Choices = field(default_factory=Choices)
    quality: str = qualities.AUTO


class Playback:
    def __init__(
        self, reading: Transactions, decide: Decide, playing: NowPlaying, embeds: Embeds = lambda _provider, _id: None
    ) -> None:
        self._reading = reading
        self._decide = decide
        self._playing = playing
        self._embeds = embeds

    def open(self, viewer: Viewer, media_id: UUID, source_id: UUID | None = None) -> PlayableSource:
        """The source, for whoever serves its bytes.

        Raises:
            NotFound: no such work or source, or not the viewer's to see.
            SourceUnavailable: its file is missing or its library offline.
            Forbidden: as many other devices of this person play as may at once.
        """
        source = self.find(viewer, media_id, source_id)
        if viewer.stream_limit is not None:
            self._begin(viewer, None)
        return source

    def download(self, viewer: Viewer, media_id: UUID, source_id: UUID | None = None) -> PlayableSource:
        """The source, for whoever keeps its file.

        Raises:
            Forbidden: this person may not download.
            NotFound, SourceUnavailable: as ``open`` does.
        """
        viewer.require_signed_in()
        if not viewer.may_download:
            raise Forbidden("Your account may not download. Ask an administrator.")
        return self.find(viewer, media_id, source_id)

    def find(self, viewer: Viewer, media_id: UUID, source_id: UUID | None = None) -> PlayableSource:
        """The source, for whoever shows something of it without playing it.

        Raises:
            NotFound, SourceUnavailable: as ``open`` does.
        """
        with self._reading() as work:
            sources = self._sources(work, viewer, media_id)
        if source_id is not None:
            sources = [source for source in sources if source.id == source_id]
        if not sources:
            raise SourceUnavailable("This title cannot be played now: its file cannot be reached.", media=media_id)
        return sources[0]

    def offer(self, viewer: Viewer, media_id: UUID, wish: PlaybackWish) -> PlaybackOffer:
        """How this browser plays the work now: the simplest way of the best source.

        Raises:
            NotFound, SourceUnavailable: as ``open`` does.
            Forbidden: it would have to be converted and may not be, or as many other devices play as may at once.
        """
        seen = sight(viewer)
        with self._reading() as work:
            card = self._card(work, viewer, media_id, seen)
            found = self._sources(work, viewer, media_id)
            wanted = [source for source in found if source.id == wish.source_id] if wish.source_id else found
            wanted = [source for source in wanted if source.id not in wish.without]
            embedded = None if wanted else self._embedded(work, viewer, media_id, wish.source_id)
            if not wanted and not embedded:
                raise SourceUnavailable("This title cannot be played now: its file cannot be reached.", media=media_id)
            row = work.accounts.settings(viewer.user_id) if viewer.user_id else None
            preferences = dict(row.preferences) if row is not None else {}
            upcoming = self._next(work, viewer, card, seen)
            pictured = storyboards.enabled(work)
            heard, read = work.track_choices.of(viewer.user_id, media_id) if viewer.user_id else (None, None)
        if embedded:
            self._begin(viewer, _now_playing(card))
            return offers.embedded(card, embedded, wish, upcoming)
        decided = [(source, self._decided(source, wish, preferences, heard, wish.quality)) for source in wanted]
        # Nothing of what another server holds can be repacked here.
        decided = [(one, how) for one, how in decided if how.method == "direct" or isinstance(one.origin, LocalFile)]
        if not decided:
            raise SourceUnavailable(FAR, media=media_id)
        source, decision = min(decided, key=lambda pair: _SIMPLICITY.index(pair[1].method))
        if decision.method == "transcode" and decision.video is not None:
            source.require_convertible()
        self._begin(viewer, _now_playing(card))
        far = isinstance(source.origin, FarFile)
        meant = partial(self._decided, source, wish, preferences, heard)
        menu = () if far else offers.menu(source, decision, wish.quality, meant)
        if wish.subtitle is None:
            wish = replace(wish, subtitle=tracks.remembered_subtitle(source.streams, source.sidecars, read))
        offer = offers.offer(card, source, decision, wish, preferences, upcoming, menu)
        if far or not pictured or layout(source.duration, source.streams) is None:
            return offer
        return replace(offer, storyboard_url=routes.storyboard(card.id, source.id))

    def _begin(self, viewer: Viewer, what: Playing | None) -> None:
        """
        Raises:
            Forbidden: as many other devices of this person play as may at once.
        """
        device, limit = viewer.credential_id, viewer.stream_limit
        if viewer.user_id is None or device is None:
            return
        if not self._playing.begin(viewer.user_id, device, what, limit):
            if limit == 1:
                raise Forbidden("You already play on another device. Stop it there first.")
            raise Forbidden("You already play on {limit} other devices. Stop one of them first.", limit=limit)

    def _decided(
        self,
        source: PlayableSource,
        wish: PlaybackWish,
        preferences: Mapping[str, Any],
        heard: Mapping[str, Any] | None,
        quality: str,
    ) -> Decision:
        audio = wish.audio if wish.audio is not None else tracks.remembered_audio(source.streams, heard)
        if audio is None:
            audio = tracks.preferred_audio(source.streams, str(preferences.get("audio_language") or ""))
        choices = replace(wish.choices, audio=audio, ladder=source.convertible)
        choices = qualities.limited(choices, quality)
        return self._decide(source.container, source.streams, source.bitrate, wish.profile, choices)

    @staticmethod
    def _card(work: UnitOfWork, viewer: Viewer, media_id: UUID, seen: Sight) -> MediaCard:
        rows = work.media.cards([media_id], viewer.user_id, seen)
        if media_id not in rows or rows[media_id][1] not in PLAYABLE_TYPES:
            raise NotFound("There is no such title to play.", media=media_id)
        (card,) = cards.dress([rows[media_id]], work.media, viewer.user_id)
        return card

    @staticmethod
    def _next(work: UnitOfWork, viewer: Viewer, card: MediaCard, seen: Sight) -> MediaCard | None:
        """The next episode of the show, or the next track of the album, that is there."""
        above = {"episode": card.grandparent_id or card.parent_id, "track": card.parent_id}.get(card.type)
        if above is None:
            return None
        rows = [row for row in work.media.works_beneath(above, viewer.user_id, seen) if row[6] or row[0] == card.id]
        place = next((place for place, row in enumerate(rows) if row[0] == card.id), None)
        if place is None or place + 1 >= len(rows):
            return None
        return cards.dress([rows[place + 1]], work.media, viewer.user_id)[0]

    @staticmethod
    def _sources(work: UnitOfWork, viewer: Viewer, media_id: UUID) -> list[PlayableSource]:
        """Available sources, those on our own disks first. What may not be seen has none and is not there."""
        rows = work.playback.sources(media_id, sight(viewer))
        if not rows:
            raise NotFound("There is no such title to play.", media=media_id)
        there = [row for row in rows if row[-1] and row[6] != EMBEDDED and (row[2] if row[1] == "local" else row[14])]
        there.sort(key=lambda row: row[1] != "local")
        return [_source(media_id, row, convertible=viewer.may_transcode) for row in there]

    def _embedded(
        self, work: UnitOfWork, viewer: Viewer, media_id: UUID, source_id: UUID | None
    ) -> EmbeddedSource | None:
        """The first available source that another site's player shows."""
        for row in work.playback.sources(media_id, sight(viewer)):
            if row[-1] and row[6] == EMBEDDED and source_id in (None, row[0]):
                url = self._embeds(row[1], row[3])
                if url:
                    return EmbeddedSource(row[0], media_id, url, row[7])
        return None


def _now_playing(card: MediaCard) -> Playing:
    return Playing(card.id, f"{card.title} · {card.subtitle}" if card.subtitle else card.title)


def _source(media_id: UUID, row: Any, *, convertible: bool) -> PlayableSource:
    source_id, provider, root, remote_id, size, mtime_ns, container, duration, bitrate, start = row[:10]
    streams, marks, sidecars, replay_gain, account_id, name = row[10:16]
    far = FarFile(account_id, remote_id, name, (size, mtime_ns)) if provider != "local" else None
    return PlayableSource(
        id=source_id,
        media_id=media_id,
        origin=far or LocalFile(Path(root), remote_id, size, mtime_ns),
        container=container,
        duration=duration,
        bitrate=bitrate,
        start_time=start,
        streams=stream_facts(streams),
        chapters=tuple(ChapterView(mark["start"], mark["end"], mark.get("title") or "") for mark in marks),
        sidecars=tuple(sidecars),
        replay_gain=replay_gain or {},
        convertible=convertible,
    )
