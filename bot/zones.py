"""Names of time zones as people write them, and the nearest real one."""

from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every zone of the IANA database, by its name in lower case."""
    return {zone.lower(): zone for zone in available_timezones()}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {zone.lower().rsplit("/", 1)[-1]: zone for zone in sorted(available_timezones(), key=len, reverse=True)}


@lru_cache(maxsize=1024)
def zone(typed: str) -> str:
    """The zone of this name, in whatever case; empty if there is none."""
    return _known().get(typed.strip().lower(), "")


@lru_cache(maxsize=1024)
def nearest(typed: str) -> str:
    """The zone that was probably meant; empty where none comes near. Knows Windows' own names, too."""
    wanted = typed.strip().lower().replace(" ", "_")[:100]
    windows = {name.lower().replace(" ", "_"): zone for name, zone in get_global("windows_zone_mapping").items()}
    for names in (windows, _cities(), _known()):
        if wanted in names:
            return str(names[wanted])
    for names, part in ((_known(), wanted), (_cities(), wanted.rsplit("/", 1)[-1])):
        if found := get_close_matches(part, names, n=1, cutoff=0.7):
            return names[found[0]]
    return ""
