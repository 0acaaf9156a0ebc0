"""What the tests of the context do and read on the screen."""

from __future__ import annotations

from orquix_tui.domain.models import ContextItem, Interaction
from orquix_tui.tui.widgets.context_card import ContextCard
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import NO_MODEL, House
from tests.tui.conftest import Desk
from tests.tui.remembering import QUESTION

TWO = (("openai-compatible", "one"), ("ollama", "two"))


def configure(house: House, context: str = "") -> None:
    house.configure(TWO, extra=f"{NO_MODEL}[context]\n{context}\n")


def write(d: Desk, text: str) -> None:
    area = d.screen.query_one(PromptArea)
    area.load_text(text)
    area.move_cursor(area.document.end)
    area.focus()


async def shown(d: Desk, text: str = QUESTION) -> list[ContextItem]:
    """Write, and wait for the block with something in it."""
    write(d, text)
    await found(d)
    return items(d)


async def found(d: Desk) -> None:
    memory = d.screen._memory
    await d.until(lambda: not d.screen._errands.busy("start"), "the history is read")
    await d.until(
        lambda: memory.coming and memory.coming.ready and memory.coming.asked.prompt == text_of(d),
        "the block is found",
    )
    await d.pilot.pause()


def text_of(d: Desk) -> str:
    return d.screen.query_one(PromptArea).text


def cards(d: Desk) -> list[ContextCard]:
    return list(d.screen.query_one("#context-view").query(ContextCard))


def items(d: Desk) -> list[ContextItem]:
    return [card.state.item for card in cards(d)]


def drawn(d: Desk) -> list[str]:
    return [str(card.render()) for card in cards(d)]


def head(d: Desk) -> str:
    return d.text("#context-view .context-head")


async def into_the_tab(d: Desk) -> None:
    """F7 shows it, F7 again goes into it."""
    if d.screen._tab != "context":
        await d.pilot.press("f7")
    await d.pilot.press("f7")
    await d.until(lambda: isinstance(d.app.focused, ContextItems), "the focus is on the pieces")


async def told(d: Desk, text: str) -> None:
    await d.until(lambda: any(text in n.message for n in d.app._notifications), f"it says {text!r}")


async def last(d: Desk) -> Interaction:
    store = d.screen._services.store
    return await store.interaction((await store.history("default"))[0].id)


def sent(house: House) -> str:
    """The last message that the member `one` was sent."""
    messages = house.server.asked("one")[-1].body["messages"]
    return str(messages[-1]["content"])
