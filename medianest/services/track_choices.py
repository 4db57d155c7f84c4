"""The sound and the subtitles that a person chose once are what the next episode begins with, on every device."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from medianest.errors import Invalid
from medianest.repositories.unit_of_work import Transactions
from medianest.services import tracks
from medianest.services.playback import Playback
from medianest.services.viewer import Viewer


class TrackChoices:
    def __init__(self, transactions: Transactions, playback: Playback) -> None:
        self._uow = transactions
        self._playback = playback

    def remember(
        self, viewer: Viewer, media_id: UUID, source_id: UUID | None, audio: int | None, subtitle: str | None
    ) -> None:
        """Keep a choice for the show of an episode, else for the work: an audio stream, a subtitle track or ``off``.

        Kept is what it is and not where it stands: the next file may have its tracks in another order.

        Raises:
            NotFound, SourceUnavailable: as ``Playback.open`` does.
            Invalid: the source has no such track.
        """
        person = viewer.person()
        source = self._playback.find(viewer, media_id, source_id)
        heard: dict[str, Any] | None = None
        read: dict[str, Any] | None = None
        if audio is not None:
            stream = next((each for each in source.streams if each.kind == "audio" and each.index == audio), None)
            if stream is None:
                raise Invalid("There is no such track.", {"audio": "There is no such track."})
            heard = {"language": tracks.language_key(stream.language), "title": stream.title or ""}
        if subtitle is not None:
            read = tracks.described(source.streams, source.sidecars, subtitle)
            if read is None:
                raise Invalid("There is no such track.", {"subtitle": "There is no such track."})
        with self._uow() as work:
            work.track_choices.put(person, media_id, heard, read)
            work.commit()
