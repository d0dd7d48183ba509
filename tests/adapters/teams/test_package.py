"""The package is one that Teams takes."""

import io
import json
import re
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from adapters.teams import package

APP_ID = "5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a"
COMMANDS = [("help", "What you can do here"), ("pulse", "Answer, or see how it stands"), ("who", "x" * 300)]


@pytest.fixture
def written(tmp_path: Path) -> zipfile.ZipFile:
    path = tmp_path / "out" / "truce.zip"
    package.write_package(path, app_id=APP_ID, url="https://truce.acme.com", commands=COMMANDS * 5)
    return zipfile.ZipFile(path)


def test_the_manifest_keeps_to_the_limits_of_its_schema(written: zipfile.ZipFile) -> None:
    manifest = json.loads(written.read("manifest.json"))
    assert written.testzip() is None
    assert set(written.namelist()) == {"manifest.json", "color.png", "outline.png"}
    assert manifest["manifestVersion"] in manifest["$schema"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert str(UUID(manifest["id"])) == manifest["id"]
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    assert len(manifest["developer"]["name"]) <= 32
    assert all(
        manifest["developer"][key].startswith("https://") for key in ("websiteUrl", "privacyUrl", "termsOfUseUrl")
    )
    assert re.fullmatch("#[0-9A-F]{6}", manifest["accentColor"])
    assert manifest["validDomains"] == ["truce.acme.com"]
    (bot,) = manifest["bots"]
    assert bot["botId"] == APP_ID
    assert bot["supportsFiles"] is False
    assert bot["scopes"] == ["personal", "team", "groupChat"]


def test_every_scope_suggests_the_commands(written: zipfile.ZipFile) -> None:
    (bot,) = json.loads(written.read("manifest.json"))["bots"]
    assert [each["scopes"] for each in bot["commandLists"]] == [["personal"], ["team"], ["groupChat"]]
    for each in bot["commandLists"]:
        assert len(each["commands"]) == 12
        assert each["commands"][0] == {"title": "help", "description": "What you can do here"}
        assert all(len(command["description"]) <= 128 for command in each["commands"])


def test_the_icons_have_the_sizes_and_colours_that_teams_asks_for(written: zipfile.ZipFile) -> None:
    color = Image.open(io.BytesIO(written.read("color.png")))
    outline = Image.open(io.BytesIO(written.read("outline.png")))
    assert (color.size, color.mode) == ((192, 192), "RGB")
    assert (outline.size, outline.mode) == ((32, 32), "RGBA")
    pixels = [outline.getpixel((x, y)) for x in range(32) for y in range(32)]
    drawn = [pixel for pixel in pixels if isinstance(pixel, tuple) and pixel[3]]
    assert {pixel[:3] for pixel in drawn} == {(255, 255, 255)}
    assert 60 < len(drawn) < 700
    corner = outline.getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert corner[3] == 0


def test_the_same_input_gives_the_same_package(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        package.write_package(tmp_path / name, app_id=APP_ID)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"app_id": "my bot"}, "MicrosoftAppId"),
        ({"url": "http://truce.acme.com"}, "PUBLIC_URL"),
        ({"url": "truce.acme.com"}, "PUBLIC_URL"),
        ({"name": "x" * 31}, "1 to 30 characters"),
        ({"company": ""}, "1 to 32 characters"),
    ],
)
def test_what_can_not_be_right_is_told(tmp_path: Path, wrong: dict[str, str], told: str) -> None:
    given: dict[str, str] = {"app_id": APP_ID, **wrong}
    with pytest.raises(ValueError, match=told):
        package.write_package(
            tmp_path / "t.zip",
            app_id=given["app_id"],
            url=given.get("url"),
            name=given.get("name", "Truce"),
            company=given.get("company", "Truce"),
        )
    assert not (tmp_path / "t.zip").exists()
