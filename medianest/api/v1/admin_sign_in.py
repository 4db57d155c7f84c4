"""Sign-in providers, for administrators."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, SecretStr, field_validator
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import Listing
from medianest.services.sign_in_rules import Wanted
from medianest.services.sign_in_views import FindingView, SignInProviderView

router = APIRouter(prefix="/admin/sign-in-providers", tags=["admin"])


class Provider(BaseModel):
    """Secrets come in and never go out."""

    name: str = Field(default="", max_length=400)
    issuer: str = Field(default="", max_length=1024)
    client_id: str = Field(default="", max_length=1024)
    client_secret: SecretStr = Field(default=SecretStr(""), max_length=1024, description="Empty: as it was.")
    scopes: str = Field(default="", max_length=1024, description="With a blank between them; empty: the usual.")
    trusts_email: bool = Field(default=False, description="E-mail addresses count as verified even if unsaid.")
    plex_tokens: str = Field(default="jwt", description="`jwt` for seven days, or `classic`.")
    members_of: str = Field(
        default="",
        max_length=2048,
        description="Whom alone it signs in: Google Workspace domains, or machine identifiers of Plex servers.",
    )

    @field_validator("trusts_email", mode="before")
    @classmethod
    def _checkbox(cls, value: Any) -> Any:
        return True if value == "on" else value  # as a form sends one

    def wanted(self, kind: str = "", slug: str = "") -> Wanted:
        return Wanted(
            kind=kind,
            slug=slug,
            name=self.name,
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret.get_secret_value(),
            scopes=tuple(self.scopes.split()),
            trusts_email=self.trusts_email,
            plex_tokens=self.plex_tokens,
            members_of=tuple(self.members_of.replace(",", " ").split()),
        )


class NewProvider(Provider):
    kind: str = Field(description="google, github, plex or oidc")
    slug: str = Field(default="", max_length=32, description="Stands in addresses; empty: made of the name.")


class Enabled(BaseModel):
    enabled: bool


@router.get("", response_model=Listing[SignInProviderView], summary="Every sign-in provider")
async def providers(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.sign_in_providers.list))


@router.post("", response_model=SignInProviderView, status_code=201, summary="Add a sign-in provider")
async def add(body: NewProvider, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.sign_in_providers.add, body.wanted(body.kind, body.slug)), 201)


@router.put("/{provider_id}", response_model=SignInProviderView, summary="Set a sign-in provider up anew")
async def change(provider_id: UUID, body: Provider, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.sign_in_providers.change, provider_id, body.wanted()))


@router.put("/{provider_id}/enabled", response_model=SignInProviderView, summary="Offer it, or offer it no more")
async def enable(provider_id: UUID, body: Enabled, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.sign_in_providers.enable, provider_id, body.enabled))


@router.delete("/{provider_id}", status_code=204, summary="Remove a sign-in provider")
async def remove(provider_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.sign_in_providers.remove, provider_id)
    return nothing()


@router.post("/{slug}/test", response_model=Listing[FindingView], summary="Try a provider and say what is wrong")
async def test(slug: Annotated[str, Path(max_length=64)], asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    return listed(await asked.call_in("providers", asked.services.sign_in_providers.test, slug))
