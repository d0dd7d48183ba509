"""Truce's settings, by the environment (or a file `.env` beside it). What is missing or wrong is told in sentences.

Comes in: environment variables, each named here once. Goes out: typed values, or what to set and where to find it.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_APPS: Final = "https://api.slack.com/apps"
NEW_SECRET: Final = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'  # noqa: S105  how to make one
SHORTEST_SECRET: Final = 32

NOTHING_CONFIGURED: Final = (
    "No chat platform is configured. To look at Truce without one: `truce demo`.",
    (
        f"For Slack without a public address (Socket Mode), set SLACK_BOT_TOKEN and SLACK_APP_TOKEN: create the app at "
        f'{SLACK_APPS} from what `truce slack manifest` prints, then copy them from "OAuth & Permissions" (xoxb-...) '
        'and "Basic Information", "App-Level Tokens" (xapp-...).'
    ),
    (
        "For Teams, set MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId: from the Azure Bot's "
        '"Configuration" at https://portal.azure.com, and upload what `truce teams package` writes.'
    ),
)


class SlackBy(StrEnum):
    """How Truce gets Slack's tokens."""

    NOT = "Slack is not configured"
    TOKEN = "one workspace, by its token"  # noqa: S105  that is no token
    OAUTH = "every workspace that installs the app"


class SettingsError(Exception):
    """Truce can't start with these settings; `sentences` say what to set and where to find it."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("an address such as https://truce.example.com")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value.partition("://")[0].partition("+")[0] not in {"sqlite", "postgresql", "postgres"} or "://" not in value:
        raise ValueError("sqlite:///folder/truce.db or postgresql://user:password@host/truce")
    return value


Address = Annotated[str, AfterValidator(_address)]

_EXPECTED: Final[Mapping[str, str]] = {
    "PORT": "a number from 1 to 65535",
    "SLACK_MESSAGES_PER_SECOND": "a number above 0, at most 100",
    "TEAMS_ALLOW_UNAUTHENTICATED": "1 or 0",
}


class Settings(BaseSettings):
    """Every setting there is. An empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", hide_input_in_errors=True, populate_by_name=True, frozen=True
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///.truce/truce.db", validation_alias="DATABASE_URL", repr=False
    )
    host: str = Field("127.0.0.1", validation_alias="HOST")
    """Where to listen: on this machine only, unless said otherwise (0.0.0.0 in a container)."""
    port: int = Field(8080, validation_alias="PORT", ge=1, le=65535)
    public_url: Address = Field("", validation_alias="PUBLIC_URL", validate_default=False)
    secret: SecretStr = Field(SecretStr(""), validation_alias="TRUCE_SECRET")

    slack_bot_token: SecretStr = Field(SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr = Field(SecretStr(""), validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr = Field(SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    slack_client_id: str = Field("", validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr = Field(SecretStr(""), validation_alias="SLACK_CLIENT_SECRET")
    slack_api_url: Address = Field("https://slack.com/api", validation_alias="SLACK_API_URL")
    slack_messages_per_second: float = Field(5.0, validation_alias="SLACK_MESSAGES_PER_SECOND", gt=0, le=100)
    """To one workspace. Slack promises "several hundred a minute" and no more."""

    teams_app_id: str = Field("", validation_alias="MicrosoftAppId")
    teams_password: SecretStr = Field(SecretStr(""), validation_alias="MicrosoftAppPassword")
    teams_tenant: str = Field("", validation_alias="MicrosoftAppTenantId")
    teams_app_type: str = Field("SingleTenant", validation_alias="MicrosoftAppType")
    teams_channel_service: str = Field("", validation_alias="ChannelService")
    teams_open_id_metadata: str = Field("", validation_alias="BotOpenIdMetadata")
    teams_login_url: str = Field("", validation_alias="ToChannelFromBotLoginUrl")
    teams_issuer: str = Field("", validation_alias="ToBotFromChannelTokenIssuer")
    teams_allow_unauthenticated: bool = Field(default=False, validation_alias="TEAMS_ALLOW_UNAUTHENTICATED")

    @classmethod
    def read(cls, env_file: Path | None = Path(".env"), **given: Any) -> Self:
        """The settings as they are; raises SettingsError for what can't be understood."""
        try:
            return cls(_env_file=env_file, **given)
        except ValidationError as error:
            raise SettingsError([_told(each["loc"], each["msg"]) for each in error.errors()]) from None

    @property
    def slack_by(self) -> SlackBy:
        if self.slack_client_id or self.slack_client_secret.get_secret_value():
            return SlackBy.OAUTH
        return SlackBy.TOKEN if self.slack_bot_token.get_secret_value() else SlackBy.NOT

    @property
    def socket_mode(self) -> bool:
        return bool(self.slack_app_token.get_secret_value())

    @property
    def teams(self) -> bool:
        return bool(self.teams_app_id) or self.teams_allow_unauthenticated

    @property
    def local_only(self) -> bool:
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def problems(self) -> list[str]:
        """What keeps `truce serve` from starting, a sentence each; empty when nothing does."""
        found = [*self._slack_problems(), *self._teams_problems(), *self._secret_problems()]
        if not found and self.slack_by is SlackBy.NOT and not self.teams:
            return list(NOTHING_CONFIGURED)
        return found

    def require(self) -> None:
        """Raise SettingsError if `truce serve` can't start with these."""
        if found := self.problems():
            raise SettingsError(found)

    def _slack_problems(self) -> list[str]:
        found = []
        half = [
            name
            for name, value in (
                ("SLACK_SIGNING_SECRET", self.slack_signing_secret),
                ("SLACK_APP_TOKEN", self.slack_app_token),
            )
            if value.get_secret_value()
        ]
        if self.slack_by is SlackBy.NOT:
            if half:
                found.append(
                    f"{' and '.join(half)} set, but no SLACK_BOT_TOKEN. Copy it from {SLACK_APPS}, your app, "
                    '"OAuth & Permissions" (xoxb-...).'
                )
            return found
        if self.slack_by is SlackBy.OAUTH:
            found += self._oauth_problems()
        elif not self.slack_bot_token.get_secret_value().startswith("xoxb-"):
            found.append(
                f"SLACK_BOT_TOKEN is not a bot token: those begin with xoxb-. Copy it from {SLACK_APPS}, your app, "
                '"OAuth & Permissions".'
            )
        if self.socket_mode and not self.slack_app_token.get_secret_value().startswith("xapp-"):
            found.append(
                f"SLACK_APP_TOKEN is not an app-level token: those begin with xapp-. Make one at {SLACK_APPS}, your "
                'app, "Basic Information", "App-Level Tokens", with the scope connections:write.'
            )
        if not self.socket_mode and not self.slack_signing_secret.get_secret_value():
            found.append(
                "Slack needs either SLACK_APP_TOKEN (Socket Mode, no public address needed) or SLACK_SIGNING_SECRET "
                f'(HTTP). Both are at {SLACK_APPS}, your app, "Basic Information".'
            )
        return found

    def _oauth_problems(self) -> list[str]:
        missing = [
            name
            for name, value in (
                ("SLACK_CLIENT_ID", self.slack_client_id),
                ("SLACK_CLIENT_SECRET", self.slack_client_secret.get_secret_value()),
                ("PUBLIC_URL", self.public_url),
            )
            if not value
        ]
        found = []
        if missing:
            found.append(
                f"To let several Slack workspaces install the app, also set {', '.join(missing)}. The first two are at "
                f'{SLACK_APPS}, your app, "Basic Information"; PUBLIC_URL is the https address of this program.'
            )
        if self.slack_bot_token.get_secret_value():
            found.append(
                "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many that install the app. Remove one."
            )
        return found

    def _teams_problems(self) -> list[str]:
        found = []
        if self.teams_app_id:
            single = self.teams_app_type.lower() == "singletenant"
            if not self.teams_password.get_secret_value():
                found.append(
                    'MicrosoftAppPassword is missing: at https://portal.azure.com, "App registrations", your bot, '
                    '"Certificates & secrets", make a client secret and copy its value.'
                )
            if single and not self.teams_tenant:
                found.append(
                    'MicrosoftAppTenantId is missing: at https://portal.azure.com, "App registrations", your bot, it '
                    'is the "Directory (tenant) ID".'
                )
            if self.teams_app_type.lower() not in {"singletenant", "multitenant"}:
                found.append(f"MicrosoftAppType {self.teams_app_type!r} is not supported. Use SingleTenant.")
        elif self.teams_password.get_secret_value():
            found.append(
                'MicrosoftAppPassword is set, but no MicrosoftAppId: at https://portal.azure.com, "App registrations", '
                'your bot, it is the "Application (client) ID".'
            )
        if self.teams_allow_unauthenticated and (self.public_url or not self.local_only):
            found.append(
                "TEAMS_ALLOW_UNAUTHENTICATED lets anybody be anybody, so it works on this machine only: remove it, or "
                "remove PUBLIC_URL and HOST."
            )
        return found

    def _secret_problems(self) -> list[str]:
        secret = self.secret.get_secret_value()
        needs = self.slack_by is SlackBy.OAUTH or (self.teams and bool(self.public_url))
        if not secret and needs:
            return [f"TRUCE_SECRET is missing: it encrypts tokens and signs links. Make one with {NEW_SECRET}"]
        if secret and min(len(each.strip()) for each in secret.split(",")) < SHORTEST_SECRET:
            return [f"TRUCE_SECRET is too short: {SHORTEST_SECRET} characters or more. Make one with {NEW_SECRET}"]
        return []


def _told(where: tuple[int | str, ...], message: str) -> str:
    name = str(where[0]) if where else "A setting"
    expected = _EXPECTED.get(name) or message.removeprefix("Value error, ")
    return f"{name} must be {expected}."
