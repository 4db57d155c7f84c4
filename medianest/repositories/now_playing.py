"""What each signed-in device plays now, in Redis: it may be forgotten, and the next play makes it known again.

A device that says nothing for a minute and a half plays nothing any more.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import redis

SILENT_SECONDS = 90

# Drops what has gone silent, counts the other devices, and adds this one unless they are as many as may be.
_BEGIN = """
local fresh, others = tonumber(ARGV[3]) - tonumber(ARGV[5]), 0
local all = redis.call('HGETALL', KEYS[1])
local kept = nil
for i = 1, #all, 2 do
  if all[i] == ARGV[1] then kept = all[i + 1]
  elseif tonumber(string.match(all[i + 1], '^%d+')) < fresh then redis.call('HDEL', KEYS[1], all[i])
  else others = others + 1 end
end
if tonumber(ARGV[4]) >= 0 and others >= tonumber(ARGV[4]) then return 0 end
local what = ARGV[2]
if what == '' then what = kept and string.match(kept, '|(.*)$') or '{}' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. '|' .. what)
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


@dataclass(frozen=True, slots=True)
class Playing:
    """``media_id`` None: something is fetched, and what it is was not said."""

    media_id: UUID | None
    title: str


class NowPlaying:
    """Without Redis nothing is known to play, and no limit is kept: a film goes on."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._begin = client.register_script(_BEGIN)

    def begin(self, user_id: UUID, device: UUID, what: Playing | None, limit: int | None) -> bool:
        """This device plays, ``what`` or what it did; False when ``limit`` others of the same person do already."""
        told = "" if what is None else orjson.dumps({"media": what.media_id, "title": what.title}).decode()
        most = -1 if limit is None else limit
        arguments = [str(device), told, int(time.time()), most, SILENT_SECONDS]
        with contextlib.suppress(redis.RedisError):
            return bool(self._begin(keys=[_key(user_id)], args=arguments))
        return True

    def goes_on(self, user_id: UUID, device: UUID, media_id: UUID) -> None:
        """A report came. A late one, of what is played no more, begins nothing."""
        with contextlib.suppress(redis.RedisError):
            found: Any = self._redis.hget(_key(user_id), str(device))
            if found is not None and _read(found)[1].media_id == media_id:
                self.begin(user_id, device, None, None)

    def end(self, user_id: UUID, device: UUID) -> None:
        with contextlib.suppress(redis.RedisError):
            self._redis.hdel(_key(user_id), str(device))

    def of(self, user_id: UUID) -> dict[UUID, Playing]:
        """What plays, by session or API key."""
        with contextlib.suppress(redis.RedisError):
            rows: Any = self._redis.hgetall(_key(user_id))
            read = {UUID(device.decode()): _read(value) for device, value in rows.items()}
            return {device: what for device, (at, what) in read.items() if at > time.time() - SILENT_SECONDS}
        return {}


def _key(user_id: UUID) -> str:
    return f"playing:{user_id}"


def _read(value: bytes) -> tuple[int, Playing]:
    at, _, told = value.partition(b"|")
    what = orjson.loads(told)
    media = what.get("media")
    return int(at), Playing(UUID(media) if media else None, what.get("title", ""))
