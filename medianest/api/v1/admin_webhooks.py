"""Webhooks and the log of what they were told, for administrators."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Cursor, Limit, Listing
from medianest.services.events import TYPES
from medianest.services.webhooks.rules import Wanted
from medianest.services.webhooks.views import DeliveryView, NewWebhookView, WebhookView

router = APIRouter(prefix="/admin/webhooks", tags=["admin"])


class Hook(BaseModel):
    """Who is told of what."""

    name: str = Field(max_length=400)
    url: str = Field(max_length=4000, description="Without name and password: a signature says who sends.")
    events: Annotated[list[str], Field(max_length=100, description=f"Of: {', '.join(TYPES)}.")]

    def wanted(self) -> Wanted:
        return Wanted(self.name, self.url, tuple(self.events))


class Enabled(BaseModel):
    enabled: bool


@router.get("", response_model=Listing[WebhookView], summary="Every webhook, with how its last delivery went")
async def webhooks(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.webhooks.list))


@router.post("", response_model=NewWebhookView, status_code=201, summary="Add a webhook; its secret is told this once")
async def add(body: Hook, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.webhooks.add, body.wanted()), 201)


@router.put("/{webhook_id}", response_model=WebhookView, summary="Set a webhook up anew; its secret stays")
async def change(webhook_id: UUID, body: Hook, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.webhooks.change, webhook_id, body.wanted()))


@router.put("/{webhook_id}/enabled", response_model=WebhookView, summary="Pause a webhook, or go on")
async def enable(webhook_id: UUID, body: Enabled, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.webhooks.enable, webhook_id, body.enabled))


@router.post("/{webhook_id}/secret", response_model=NewWebhookView, summary="A new secret instead of the old one")
async def renew_secret(webhook_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.webhooks.renew_secret, webhook_id))


@router.delete("/{webhook_id}", status_code=204, summary="Remove a webhook and its log")
async def remove(webhook_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.webhooks.remove, webhook_id)
    return nothing()


@router.post("/{webhook_id}/test", response_model=DeliveryView, summary="Send a test message now")
async def test(webhook_id: UUID, asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    return reply(await asked.call_in("providers", asked.services.deliveries.test, webhook_id))


@router.get("/{webhook_id}/deliveries", response_model=Listing[DeliveryView], summary="What a webhook was told")
async def deliveries(
    webhook_id: UUID, asked: SignedIn, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Response:
    found = await asked.call(asked.services.deliveries.list, webhook_id, limit, cursor)
    return listed(found.items, found.next_cursor)


@router.post("/deliveries/{delivery_id}/again", response_model=DeliveryView, summary="Deliver an event once more")
async def again(delivery_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.deliveries.redeliver, delivery_id), 202)
