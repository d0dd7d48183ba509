"""Who is who: the keys that sign what Teams sends to a bot, and the tokens with which a bot calls Teams.

Tokens live in real time, whatever clock a test injects, because the SDK's own check reads the computer's clock.
"""

import functools
import json
import time
import uuid
from typing import Any, Literal, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

SCOPE = "https://api.botframework.com"
PUBLIC_ISSUER = "https://api.botframework.com"

TokenKind = Literal[
    "valid",
    "none",
    "empty",
    "no_scheme",
    "garbage",
    "expired",
    "not_yet_valid",
    "wrong_audience",
    "wrong_issuer",
    "wrong_key",
    "wrong_service_url",
    "no_service_url",
    "unknown_kid",
    "no_kid",
    "alg_none",
    "alg_hs256",
]
WRONG_TOKENS: tuple[TokenKind, ...] = tuple(kind for kind in get_args(TokenKind) if kind != "valid")


@functools.cache
def _key(number: int) -> rsa.RSAPrivateKey:
    """One pair a process and number: making one takes a tenth of a second, and tests start many fakes."""
    del number
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Identity:
    """The channel's side of both directions: signs inbound activities, issues and checks the bot's own tokens."""

    def __init__(self, app_id: str, password: str, tenant_id: str, issuer: str = PUBLIC_ISSUER) -> None:
        self.app_id, self.password, self.tenant_id, self.issuer = app_id, password, tenant_id, issuer
        self.lifetime = 3600
        self.tokens_issued = 0
        self._kid = uuid.uuid4().hex
        self._generation = 0

    def jwks(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(_key(0).public_key()))
        return {"keys": [{**public, "use": "sig", "kid": self._kid, "alg": "RS256", "endorsements": ["msteams"]}]}

    def authorization(self, service_url: str, kind: TokenKind = "valid") -> str | None:
        """The Authorization header of an activity on its way to the bot; None where there is none."""
        plain = {"none": None, "empty": "", "garbage": "Bearer not.a.token"}
        if kind in plain:
            return plain[kind]
        token = self._inbound_token(service_url, kind)
        return token if kind == "no_scheme" else f"Bearer {token}"

    def _inbound_token(self, service_url: str, kind: TokenKind) -> str:
        now = int(time.time())
        start = {"expired": now - 7200, "not_yet_valid": now + 3600}.get(kind, now - 60)
        claims: dict[str, Any] = {
            "iss": "https://stranger.example" if kind == "wrong_issuer" else self.issuer,
            "aud": str(uuid.uuid4()) if kind == "wrong_audience" else self.app_id,
            "nbf": start,
            "exp": start + 3600,
            "serviceurl": service_url,
        }
        if kind == "no_service_url":
            del claims["serviceurl"]
        if kind == "wrong_service_url":
            claims["serviceurl"] = "https://stranger.example/teams/"
        headers = {"kid": uuid.uuid4().hex if kind == "unknown_kid" else self._kid}
        if kind == "no_kid":
            headers = {}
        if kind == "alg_none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if kind == "alg_hs256":
            return jwt.encode(claims, "a shared word, long enough for HMAC-256", algorithm="HS256", headers=headers)
        return jwt.encode(claims, _key(1 if kind == "wrong_key" else 0), algorithm="RS256", headers=headers)

    def grant(self, tenant: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint: status and body, with the codes that Entra ID uses."""
        if tenant != self.tenant_id:
            return _refused(400, "invalid_request", "AADSTS90002: Tenant not found.")
        if form.get("grant_type") != "client_credentials":
            return _refused(400, "unsupported_grant_type", "AADSTS70003: The grant type is not supported.")
        if form.get("client_id") != self.app_id:
            return _refused(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if form.get("client_secret") != self.password:
            return _refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        if form.get("scope") != f"{SCOPE}/.default":
            return _refused(400, "invalid_scope", "AADSTS70011: The provided value for scope is not valid.")
        self.tokens_issued += 1
        now = int(time.time())
        claims = {
            "aud": SCOPE,
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime,
            "appid": self.app_id,
            "tid": self.tenant_id,
            "generation": self._generation,
        }
        token = jwt.encode(claims, _key(0), algorithm="RS256", headers={"kid": self._kid})
        return 200, {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": token}

    def revoke(self) -> None:
        """From now on no token issued before is accepted."""
        self._generation += 1

    def accepts(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer":
            return False
        try:
            claims = jwt.decode(token, _key(0).public_key(), algorithms=["RS256"], audience=SCOPE)
        except jwt.InvalidTokenError:
            return False
        return bool(claims.get("appid") == self.app_id and claims.get("generation") == self._generation)


def _refused(status: int, error: str, description: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": error, "error_description": description}
