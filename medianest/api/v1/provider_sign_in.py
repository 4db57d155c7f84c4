"""Signing in through other people's services: the browser leaves at ``start`` and comes back at ``callback``."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.cookies import forget_handshake, give_handshake, handshake
from medianest.api.identity import Anybody, Asked, SignedIn
from medianest.api.redirects import device_of, to_second_step, with_cookie
from medianest.api.remembering import by_way_of_remembering
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import Listing
from medianest.errors import MediaNestError, SignInRefused
from medianest.services.handshakes import mark_of
from medianest.services.sign_in_views import IdentityView, OfferView

router = APIRouter(prefix="/auth", tags=["auth"])

Slug = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Query(max_length=2048)]


class Proof(BaseModel):
    """That it is still the person."""

    password: str = Field(max_length=1024)


_ANSWER = ("code", "state", "iss", "error")


@router.get("/providers", response_model=Listing[OfferView], summary="The services that people may sign in with")
async def providers(asked: Anybody) -> Response:
    return listed(await asked.services.bridge.run("database", asked.services.sign_in_providers.offers))


@router.get("/{provider}/start", status_code=303, summary="Send a browser to a provider")
async def start(
    provider: Slug, asked: Anybody, next: Text = "", invitation: Text = "", link: Text = "", here: Text = ""
) -> Response:
    """`next` is the page to go on to. The person comes back at `callback`, and is signed in by a cookie."""
    request = asked.request
    home = _public_origin(request)
    if home and not here:
        # The cookie has to be where the provider sends people back to. Once: behind a proxy we may never see that host.
        carried = {"next": next, "invitation": invitation, "link": link, "here": "1"}
        return RedirectResponse(f"{home}{routes.sign_in_start(provider)}?{urlencode(carried)}", 303)
    begin = asked.services.provider_sign_in.begin
    origin = f"{request.url.scheme}://{request.url.netloc}"
    try:
        begun = await asked.call_in("providers", begin, provider, origin, wanted=next, invitation=invitation, link=link)
    except MediaNestError as problem:
        return _told(asked, provider, problem)
    return give_handshake(request, RedirectResponse(begun.url, 303), begun.mark, begun.tie)


@router.get("/{provider}/callback", status_code=303, summary="Where a provider sends a browser back to")
async def callback(provider: Slug, asked: Anybody, state: Text = "") -> Response:
    """Signs the person in, or links, once. Whatever goes wrong is said on the sign-in page."""
    request = asked.request
    answer = {name: request.query_params.get(name, "")[:4096] for name in _ANSWER}
    mark = mark_of(state)
    finish = asked.services.provider_sign_in.finish
    try:
        arrival = await asked.call_in(
            "providers", finish, provider, handshake(request, mark), answer, device_of(request)
        )
    except MediaNestError as problem:
        return forget_handshake(request, _told(asked, provider, problem), mark)
    if arrival is None:
        return RedirectResponse(f"{routes.SIGN_IN_WAIT}?{urlencode({'provider': provider, 'state': state})}", 303)
    if arrival.asks:
        there = to_second_step(request, arrival.asks, arrival.target)
    elif arrival.token:
        target = await by_way_of_remembering(asked, arrival.target, arrival.token)
        there = with_cookie(request, target, arrival.token)
    else:
        there = RedirectResponse(arrival.target, 303)
    return forget_handshake(request, there, mark)


@router.get("/{provider}/waiting", summary="Whether somebody has agreed at the provider")
async def waiting(provider: Slug, asked: Anybody, state: Text = "") -> Response:
    """For the page that waits: `url` is where the person can agree, and empty once they have."""
    tie = handshake(asked.request, mark_of(state))
    url = await asked.call_in("providers", asked.services.provider_sign_in.waiting, provider, tie, state)
    return reply({"url": url})


@router.post("/proof", status_code=204, summary="Confirm with the password what begins at another address")
async def proof(body: Proof, asked: SignedIn) -> Response:
    """Good for ten minutes in this session: linking an account begins with it."""
    await asked.call_in("passwords", asked.services.step_up.confirm, body.password)
    return nothing()


@router.get("/identities", response_model=Listing[IdentityView], summary="One's own linked accounts")
async def identities(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.identities.of))


@router.put("/identities/{identity_id}/primary", status_code=204, summary="Put one of them first")
async def make_primary(identity_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.identities.make_primary, identity_id)
    return nothing()


@router.delete("/identities/{identity_id}", status_code=204, summary="Unlink an account; never the last way in")
async def unlink(identity_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.identities.unlink, identity_id)
    return nothing()


def _public_origin(request: Request) -> str:
    """The address that people are meant to come by, when this request came by another."""
    home = request.app.state.public_url or ""
    return home if home and urlsplit(home).netloc != request.url.netloc else ""


def _told(asked: Asked, provider: str, problem: MediaNestError) -> Response:
    """The page from which the person came, with a stable code: an address never carries text to show."""
    code = problem.reason if isinstance(problem, SignInRefused) else problem.code
    told = {"error": code, "provider": provider[:32]}
    if asked.viewer.user_id is not None:
        return RedirectResponse(f"{routes.SETTINGS}?{urlencode(told)}", 303)
    if code == "sign_in_first":
        told["next"] = routes.SETTINGS
    return RedirectResponse(f"{routes.LOGIN}?{urlencode(told)}", 303)
