"""What secures one's own sign-in besides a password: an authenticator app with its recovery codes."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import Response

from medianest.api.cookies import give_session
from medianest.api.identity import Anybody, SignedIn
from medianest.api.replies import nothing, reply
from medianest.services.account_views import TokenPair
from medianest.services.factor_views import AppEnrolment, FactorsView, RecoveryCodes
from medianest.services.one_time_codes import answer_of

router = APIRouter(prefix="/auth", tags=["auth"])
_EMPTY = SecretStr("")


class SecondStep(BaseModel):
    """One of the two codes."""

    mfa_token: SecretStr = Field(max_length=512)
    code: str = Field(default="", max_length=64, description="The six figures that the authenticator app shows.")
    recovery_code: str = Field(default="", max_length=64)


class Confirmed(BaseModel):
    password: SecretStr = Field(
        default=_EMPTY, max_length=1024, description="May be left out for ten minutes after signing in."
    )


class Code(BaseModel):
    code: str = Field(max_length=64)


class Removal(Confirmed):
    code: str = Field(default="", max_length=64)
    recovery_code: str = Field(default="", max_length=64)


@router.post("/mfa", response_model=TokenPair, summary="Second step of a sign-in that answered `mfa_required`")
async def second_step(body: SecondStep, asked: Anybody) -> Response:
    """The `mfa_token` is good for five minutes and five tries, and for one sign-in. `mfa_expired`: begin again."""
    answer = answer_of(body.code, body.recovery_code)
    return reply(await asked.call(asked.services.sign_in.finish_program, body.mfa_token.get_secret_value(), answer))


@router.get("/factors", response_model=FactorsView, summary="What secures one's own sign-in")
async def factors(asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.second_factors.of))


@router.post("/totp", response_model=AppEnrolment, summary="Begin to set up an authenticator app")
async def begin(body: Confirmed, asked: SignedIn) -> Response:
    """The secret and the recovery codes are shown this once, and count when `totp/confirm` is given a code."""
    password = body.password.get_secret_value()
    return reply(await asked.call_in("passwords", asked.services.second_factors.begin, password))


@router.post("/totp/confirm", status_code=204, summary="Turn the authenticator app on with a code that it shows")
async def confirm(body: Code, asked: SignedIn) -> Response:
    """From now on a code is asked after the password. A browser gets a new session cookie with the answer."""
    return give_session(asked.request, nothing(), await asked.call(asked.services.second_factors.confirm, body.code))


@router.post("/totp/remove", status_code=204, summary="Turn the authenticator app off")
async def remove(body: Removal, asked: SignedIn) -> Response:
    """Needs a code of the app or a recovery code; the recovery codes go with it."""
    answer = answer_of(body.code, body.recovery_code)
    password = body.password.get_secret_value()
    await asked.call_in("passwords", asked.services.second_factors.remove, password, answer)
    return nothing()


@router.post("/totp/recovery-codes", response_model=RecoveryCodes, summary="New recovery codes, shown this once")
async def recovery_codes(body: Confirmed, asked: SignedIn) -> Response:
    """All earlier ones stop to count."""
    password = body.password.get_secret_value()
    return reply(await asked.call_in("passwords", asked.services.second_factors.renew_recovery_codes, password))
