"""After a whole sign-in in a browser: it remembers the profile of who has a PIN."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from medianest import routes
from medianest.api.cookies import give_profile, profiles_held
from medianest.api.identity import Asked
from medianest.errors import MediaNestError


async def remembered(asked: Asked, answer: Response, token: str) -> Response:
    """``answer``, which gives the session of ``token`` to the browser, with the profile's token if there is one."""
    held = list(profiles_held(asked.request).values())
    try:
        given = await asked.services.bridge.run("database", asked.services.remembered_profiles.remember, token, held)
    except MediaNestError:
        return answer  # they are signed in; another time it is remembered
    return give_profile(asked.request, answer, *given) if given else answer


async def by_way_of_remembering(asked: Asked, target: str, token: str) -> str:
    """``target``, or where the browser goes first with the new session of ``token``: where its profiles are shown."""
    try:
        may = await asked.services.bridge.run("database", asked.services.remembered_profiles.may_remember, token)
    except MediaNestError:
        return target
    return f"{routes.SESSION_REMEMBER}?{urlencode({'next': target})}" if may else target
