"""Words for one reader: their language, their time zone, the names their platform knows.

Comes in: `Words`. Goes out: spans (text with bold, italic, link or mention), or plain text.
"""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from bot.conversation.model import Account
from bot.conversation.words import Command, Day, Listing, Money, Number, T, Value, When, Who, Words

_MARKUP = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|(?<!\w)_(?P<italic>[^_]+?)_(?!\w)|\[(?P<label>[^\]]+)\]\(\{(?P<url>\w+)\}\)"
)
_VALUE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    mention: Account | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads, and when. `workspace` is where, as (platform, workspace), for mentions and commands."""

    now: datetime
    language: str = "en"
    zone: str = "UTC"
    workspace: tuple[str, str] = ("web", "")
    catalogues: Mapping[str, gettext.NullTranslations] = field(default_factory=dict)

    def plain(self, words: Words) -> str:
        return "".join(span.text for span in self.spans(words))

    def spans(self, words: Words) -> tuple[Span, ...]:
        return tuple(self._spans(words))

    @cached_property
    def locale(self) -> Locale:
        """The language as it is written where the reader is, so that English in Vienna has 24 hours."""
        language = self.language.replace("-", "_") or "en"
        territory = str(get_global("zone_territories").get(self.zone, ""))
        for name in (language if "_" in language else f"{language}_{territory}", language.split("_")[0], "en"):
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError):
                continue
        raise AssertionError("Babel always knows English")

    def _sentence(self, words: Words) -> str:
        catalogue = self.catalogues.get(self.language) or self.catalogues.get(self.language.split("-")[0])
        if catalogue is None:
            return words.many if words.many and words.count != 1 else words.text
        return catalogue.ngettext(words.text, words.many, words.count) if words.many else catalogue.gettext(words.text)

    def _spans(self, words: Words) -> list[Span]:
        sentence = self._sentence(words) if words.text else ""
        spans: list[Span] = []
        end = 0
        for found in _MARKUP.finditer(sentence):
            spans += self._fill(sentence[end : found.start()], words.values)
            inner = found["bold"] or found["italic"] or found["label"]
            link = str(words.values.get(found["url"], "")) if found["url"] else ""
            for span in self._fill(inner, words.values):
                spans.append(
                    replace(
                        span,
                        bold=span.bold or bool(found["bold"]),
                        italic=span.italic or bool(found["italic"]),
                        link=span.link or link,
                    )
                )
            end = found.end()
        return spans + self._fill(sentence[end:], words.values)

    def _fill(self, text: str, values: Mapping[str, Value]) -> list[Span]:
        spans: list[Span] = []
        for index, piece in enumerate(_VALUE.split(text)):
            if index % 2 == 0:
                spans += [Span(piece)] if piece else []
            elif piece in values:
                spans += self._value(values[piece])
            else:
                spans.append(Span("{" + piece + "}"))
        return spans

    def _value(self, value: Value) -> list[Span]:
        match value:
            case Words():
                return self._spans(value)
            case Who():
                return [self._who(value)]
            case Listing():
                return [Span(format_list([self._text(item) for item in value.items], locale=self.locale))]
            case When():
                return [Span(self._moment(value))]
            case Day():
                return [Span(self._day(value.day))]
            case Number():
                return [Span(self._number(value))]
            case Money():
                return [Span(format_currency(value.amount, value.currency, locale=self.locale))]
            case Command():
                slash = "/truce " if self.workspace[0] != "teams" else ""
                return [Span(slash + value.text, bold=True)]
            case int():
                plain = 0 <= value < 1000  # nothing to group
                return [Span(str(int(value)) if plain else format_decimal(value, locale=self.locale))]
            case _:
                return [Span(value)]

    def _text(self, value: Value) -> str:
        return "".join(span.text for span in self._value(value))

    def _who(self, who: Who) -> Span:
        here = next((a for a in who.accounts if (a.platform, a.workspace) == self.workspace), None)
        return Span(who.name, bold=True, mention=here if who.notify else None)

    def _number(self, value: Number) -> str:
        digits = "0" * value.decimals
        shape = f"#,##0.{digits}" if digits else "#,##0"
        if value.percent:
            return format_percent(value.value, format=f"{shape}\u00a0%", locale=self.locale)
        written = format_decimal(abs(value.value), format=shape, locale=self.locale)
        if value.value < 0:
            return f"\u2212{written}"
        return f"+{written}" if value.signed else written

    def _moment(self, value: When) -> str:
        local = value.at.astimezone(ZoneInfo(self.zone))
        if value.style in {"date", "short"}:
            return format_date(local.date(), format="long" if value.style == "date" else "medium", locale=self.locale)
        day = self._day(local.date())
        if value.style == "day":
            return day
        clock = format_time(local.time(), format="short", locale=self.locale)
        return self.plain(T("{day} at {time}", day=day, time=clock))

    def _day(self, day: date) -> str:
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        near = {0: T("today"), 1: T("tomorrow"), -1: T("yesterday")}
        ahead = (day - today).days
        if ahead in near:
            return self.plain(near[ahead])
        if abs(ahead) < timedelta(days=300).days:
            short = self.locale.datetime_skeletons["MMMEd"].pattern
            return format_date(day, format=re.sub("M+", "MMMM", re.sub("[Ec]+", "EEEE", short)), locale=self.locale)
        return format_date(day, format="long", locale=self.locale)
