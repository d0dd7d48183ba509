"""What the page shows while the company's past is played: how far it is."""

from nicegui import ui

from adapters.web.company import Company
from adapters.web.past import WEEKS
from adapters.web.playground.tags import tag, text, told, truce_avatar


class Playing:
    """Covers the chat until the company has caught up with today."""

    def __init__(self) -> None:
        with tag("div", "playing", role="status") as self._box:
            truce_avatar("is-large")
            self._title = text("", "playing-title", "h2")
            text(
                "They rate how Sales and Marketing work together: all twenty statements once, then three of them each "
                "week. It takes a few seconds.",
                "playing-text",
                "p",
            )
            self._bar = tag("progress", "playing-bar", max=str(WEEKS), value="0", aria_label="Weeks played")
        self._box.set_visibility(False)

    def show(self, frame: ui.element, company: Company, weeks: int) -> None:
        if not self._box.visible:
            frame.classes(add="is-busy is-playing")
            self._title.set_content(f"Ten weeks of {company.name} are being played")
            self._box.set_visibility(True)
        told(self._bar, "value", str(weeks))

    def hide(self, frame: ui.element) -> None:
        if self._box.visible:
            frame.classes(remove="is-busy is-playing")
            self._box.set_visibility(False)
