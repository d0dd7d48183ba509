"""Whatever is missing or wrong in the environment is said in a sentence, with its name and where to find it."""

import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, SlackBy

TOKEN = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef"}
TEAMS = {"MicrosoftAppId": "an id", "MicrosoftAppPassword": "a secret", "MicrosoftAppTenantId": "a tenant"}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": TOKEN["SLACK_SIGNING_SECRET"],
    "PUBLIC_URL": "https://truce.example",
    "TRUCE_SECRET": "s" * 32,
}


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {str(field.validation_alias).upper() for field in Settings.model_fields.values()}:
        for each in [each for each in os.environ if each.upper() == name]:
            monkeypatch.delenv(each)


def read(**given: str) -> Settings:
    return Settings.read(env_file=None, **{name: value for name, value in given.items() if value})


@pytest.mark.parametrize(
    "given",
    [
        TOKEN,
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
        TEAMS,
        TOKEN | TEAMS,
        OAUTH,
        OAUTH | TEAMS,
        OAUTH | {"TRUCE_SECRET": f"{'n' * 32}, {'o' * 40}"},
        {"TEAMS_ALLOW_UNAUTHENTICATED": "1"},
        TEAMS | {"MicrosoftAppTenantId": "", "MicrosoftAppType": "MultiTenant"},
    ],
)
def test_what_is_complete_is_accepted(given: dict[str, str]) -> None:
    assert read(**given).problems() == []
    read(**given).require()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "No chat platform is configured"),
        ({"SLACK_SIGNING_SECRET": "x"}, "SLACK_SIGNING_SECRET set, but no SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN set, but no SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "either SLACK_APP_TOKEN"),
        (TOKEN | {"SLACK_BOT_TOKEN": "xoxp-1"}, "begin with xoxb-"),
        (TOKEN | {"SLACK_APP_TOKEN": "xoxb-1"}, "begin with xapp-"),
        (OAUTH | {"SLACK_CLIENT_SECRET": ""}, "also set SLACK_CLIENT_SECRET"),
        (OAUTH | {"SLACK_CLIENT_ID": "", "PUBLIC_URL": ""}, "also set SLACK_CLIENT_ID, PUBLIC_URL"),
        (OAUTH | {"SLACK_BOT_TOKEN": "xoxb-1"}, "Remove one"),
        (OAUTH | {"TRUCE_SECRET": ""}, "TRUCE_SECRET is missing"),
        (OAUTH | {"TRUCE_SECRET": "short"}, "TRUCE_SECRET is too short"),
        (OAUTH | {"TRUCE_SECRET": f"{'n' * 32},old"}, "TRUCE_SECRET is too short"),
        (TEAMS | {"MicrosoftAppPassword": ""}, "MicrosoftAppPassword is missing"),
        (TEAMS | {"MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId is missing"),
        (TEAMS | {"MicrosoftAppId": ""}, "no MicrosoftAppId"),
        (TEAMS | {"MicrosoftAppType": "UserAssignedMSI"}, "Use SingleTenant"),
        (TEAMS | {"PUBLIC_URL": "https://truce.example"}, "TRUCE_SECRET is missing"),
        ({"TEAMS_ALLOW_UNAUTHENTICATED": "1", "HOST": "0.0.0.0"}, "on this machine only"),
        ({"TEAMS_ALLOW_UNAUTHENTICATED": "1", "PUBLIC_URL": "https://truce.example"}, "on this machine only"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**given).require()
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "many", "PORT must be a number from 1 to 65535."),
        ("PORT", "70000", "PORT must be a number from 1 to 65535."),
        ("PUBLIC_URL", "truce.example", "PUBLIC_URL must be an address such as https://truce.example.com."),
        ("DATABASE_URL", "mysql://secret@db", "DATABASE_URL must be sqlite:///folder/truce.db or postgresql://"),
        ("TEAMS_ALLOW_UNAUTHENTICATED", "perhaps", "TEAMS_ALLOW_UNAUTHENTICATED must be 1 or 0."),
    ],
)
def test_what_can_not_be_understood_is_named_and_not_shown(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**{name: value})
    assert told in str(refused.value)
    assert "secret" not in str(refused.value)


def test_they_come_from_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nMicrosoftAppId=from the file\n")
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    settings = Settings.read(env_file=file)
    assert (settings.port, settings.teams_app_id, settings.slack_by) == (9001, "from the file", SlackBy.NOT)


def test_secrets_are_not_shown() -> None:
    told = repr(read(**OAUTH, DATABASE_URL="postgresql://truce:hunter2@db/truce", SLACK_APP_TOKEN="xapp-9"))
    for secret in ("hunter2", "xapp-9", "s" * 32, OAUTH["SLACK_SIGNING_SECRET"]):
        assert secret not in told
