"""Who Truce is to Microsoft: its registration, and the token with which it calls Teams.

The SDK's own way fetches one token a send and holds up everything else meanwhile; this one keeps it until shortly
before it ends, and fetches it without blocking.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import httpx


@dataclass(frozen=True)
class Cloud:
    """The addresses of one of Microsoft's clouds. `service_url` is where a first message goes, empty if unknown."""

    login: str
    scope: str
    issuer: str
    metadata: str
    service_url: str = ""


# Microsoft's documentation of the Bot Connector's authentication, for the public and the US Government cloud.
CLOUDS: Final[Mapping[str, Cloud]] = MappingProxyType(
    {
        "": Cloud(
            "https://login.microsoftonline.com/",
            "https://api.botframework.com",
            "https://api.botframework.com",
            "https://login.botframework.com/v1/.well-known/openidconfiguration",
            "https://smba.trafficmanager.net/teams/",
        ),
        "https://botframework.azure.us": Cloud(
            "https://login.microsoftonline.us/",
            "https://api.botframework.us",
            "https://api.botframework.us",
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "https://smba.infra.gcc.teams.microsoft.com/teams/",
        ),
    }
)


@dataclass(frozen=True)
class Registration:
    """The bot's registration, by the settings that every Bot Framework sample names.

    `login_url` (ToChannelFromBotLoginUrl) is the whole authority, with the tenant. Raises ValueError for a
    ChannelService that is not known.
    """

    app_id: str
    password: str
    tenant_id: str
    app_type: str = "SingleTenant"
    channel_service: str = ""
    open_id_metadata: str = ""
    login_url: str = ""
    issuer: str = ""

    def __post_init__(self) -> None:
        if self.channel_service.rstrip("/") not in CLOUDS:
            known = ", ".join(each for each in CLOUDS if each)
            raise ValueError(
                f"ChannelService {self.channel_service!r} is not known. Leave it empty for the public cloud, or use "
                f"{known} for the US Government cloud."
            )
        if self.app_type.lower() not in {"singletenant", "multitenant"}:
            raise ValueError(f"MicrosoftAppType {self.app_type!r} is not supported. Use SingleTenant.")

    @property
    def cloud(self) -> Cloud:
        return CLOUDS[self.channel_service.rstrip("/")]

    @property
    def single_tenant(self) -> bool:
        return self.app_type.lower() == "singletenant"

    @property
    def service_url(self) -> str:
        """Where a first message goes in this cloud; empty when another cloud, or a test, was configured by hand."""
        return "" if self.login_url else self.cloud.service_url

    @property
    def token_url(self) -> str:
        authority = self.login_url or f"{self.cloud.login}{self.tenant_id or 'botframework.com'}"
        return f"{authority.rstrip('/')}/oauth2/v2.0/token"

    def takes(self, tenant: str) -> bool:
        """Say whether somebody of this tenant may talk to the bot."""
        return not self.single_tenant or not self.tenant_id or tenant == self.tenant_id


class TokenRefusedError(Exception):
    """Microsoft does not accept the app id or its secret; the text says what it answered."""


class TokenUnavailableError(Exception):
    """The token could not be fetched now."""


class AppToken:
    """The bot's token, fetched once and kept until five minutes before its end.

    `seconds` counts real time: a token's life is not the application's clock.
    """

    SPARE: Final = 300.0

    def __init__(
        self, registration: Registration, http: httpx.AsyncClient, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._registration, self._http, self._seconds = registration, http, seconds
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """The token; raises TokenRefusedError or TokenUnavailableError. Empty without an app id (development)."""
        if not self._registration.app_id:
            return ""
        async with self._lock:
            if not self._token or self._seconds() >= self._until:
                await self._fetch()
            return self._token

    def drop(self, token: str) -> None:
        """Forget a token that was refused."""
        if token == self._token:
            self._token = ""

    async def _fetch(self) -> None:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self._registration.app_id,
            "client_secret": self._registration.password,
            "scope": f"{self._registration.cloud.scope}/.default",
        }
        began = self._seconds()
        try:
            response = await self._http.post(self._registration.token_url, data=asked)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise TokenUnavailableError(type(problem).__name__) from problem
        if response.status_code in {400, 401, 403}:
            described = str(answer.get("error_description") or answer.get("error") or response.status_code)
            raise TokenRefusedError(described.splitlines()[0][:200])
        if response.is_error or not answer.get("access_token"):
            raise TokenUnavailableError(f"HTTP {response.status_code}")
        life = float(answer.get("expires_in") or 0)
        self._token = str(answer["access_token"])
        self._until = began + max(life - self.SPARE, life / 2)
