"""The manifest can't lag behind what the program calls and listens to."""

from typing import Any

import yaml

from adapters.slack.api import METHODS
from adapters.slack.inbound import EVENTS
from adapters.slack.manifest import EVENT_SCOPES, as_yaml, bot_scopes, manifest
from tests.fakes.manifests import check_slack_manifest
from tests.fakes.slack_lookups import METHODS as SLACKS_METHODS

COMMANDS = {"who": ("Find who to ask", "pricing in Germany"), "truce": ('Everything: "quotes", \'n: such', "")}


def test_it_listens_to_what_is_understood() -> None:
    listened = {name.partition(".")[0] for name in EVENT_SCOPES}
    assert listened == set(EVENTS) | {"subteam_members_changed"}


def test_every_call_exists_and_has_its_scope() -> None:
    for name, method in METHODS.items():
        _, needed = SLACKS_METHODS[name]
        assert needed in {"", *method.scopes}, name
    assert set(bot_scopes()) >= {"chat:write", "commands", "im:history", "files:write", "users:read.email"}


def test_with_an_address() -> None:
    made = manifest(COMMANDS, "https://truce.example/")
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["message_menu_options_url"] == "https://truce.example/slack/events"
    assert made["oauth_config"]["redirect_urls"] == ["https://truce.example/slack/oauth_redirect"]
    commands: list[dict[str, Any]] = made["features"]["slash_commands"]
    assert [each["command"] for each in commands] == ["/truce", "/who"]
    assert all(each["should_escape"] for each in commands)
    assert {each["url"] for each in commands} == {"https://truce.example/slack/events"}


def test_without_one_it_is_socket_mode() -> None:
    made = manifest(COMMANDS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in as_yaml(made)


def test_slacks_limits() -> None:
    shown = manifest(COMMANDS)["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000


def test_slack_takes_it_with_shortcuts_on_messages() -> None:
    shortcuts = {"add": ("Add to agenda", "Let the next meeting talk about it"), "act": ("x" * 24, "y" * 300)}
    made = manifest(COMMANDS, "https://truce.example", shortcuts)
    assert check_slack_manifest(made) == []
    told = "Let the next meeting talk about it"
    first = {"name": "Add to agenda", "type": "message", "callback_id": "add", "description": told}
    assert made["features"]["shortcuts"][0] == first
    assert check_slack_manifest(manifest(COMMANDS, None, {"add": ("x" * 25, "y")})) != []
    assert yaml.safe_load(as_yaml(made)) == made


def test_the_yaml_says_the_same() -> None:
    for url in (None, "https://truce.example"):
        made = manifest(COMMANDS, url)
        assert yaml.safe_load(as_yaml(made)) == made
        assert as_yaml(made) == as_yaml(manifest(dict(reversed(COMMANDS.items())), url))
