"""What a question would take, before it is asked; and the files that go along."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from orquix_tui.core import attaching
from orquix_tui.core.attaching import read_files
from orquix_tui.core.forecast import Forecaster, Going
from orquix_tui.core.pricing import Pricing
from orquix_tui.domain.errors import DocumentError, InputError
from orquix_tui.domain.memory import FoundFile, ReadText
from orquix_tui.domain.models import Attachment, Council, Member
from orquix_tui.domain.settings import BudgetSettings, ContextSettings, ProviderSettings

PROVIDERS = {
    "openai": ProviderSettings(kind="openai"),
    "mine": ProviderSettings(kind="openai-compatible", base_url="http://127.0.0.1:1/v1"),
    "small": ProviderSettings(kind="local"),
}


def member(ref: str, **more: object) -> Member:
    provider, _, model = ref.partition(":")
    return Member.model_validate({"provider": provider, "model": model, "label": model, **more})


def forecaster(budget: BudgetSettings | None = None) -> Forecaster:
    return Forecaster(Pricing(PROVIDERS), ContextSettings(), budget or BudgetSettings(), ["small"])


def council(*members: Member, moderator: tuple[str, ...] = ()) -> Council:
    return Council(name="default", members=members, moderator=moderator)


def test_each_member_is_counted_with_what_it_gets() -> None:
    seats = council(
        member("mine:a"),
        member("mine:b", persona="p" * 40),
        member("mine:c", send_context=False),
        member("small:d"),
    )
    going = Going("q" * 400, (Attachment(name="f", text="x" * 4000),), context=2000, thread=50)

    told = forecaster().forecast(seats, going, 0.0)

    assert told.tokens == (3150, 3160, 1150, 1750)
    assert told.context_known
    assert not forecaster().forecast(seats, Going("q", context=None), 0.0).context_known


def test_an_unknown_price_is_named_and_the_embedded_model_is_free() -> None:
    told = forecaster().forecast(council(member("small:a")), Going("q"), 0.0)
    assert (told.cost_usd, told.unknown) == (0.0, ())

    told = forecaster().forecast(council(member("openai:gpt-4o"), moderator=("mine:judge",)), Going("q"), 0.0)
    assert told.cost_usd > 0
    assert told.unknown == ("mine:judge",)


def test_the_moderator_s_share_is_in_the_price() -> None:
    alone = forecaster().forecast(council(member("openai:gpt-4o")), Going("q"), 0.0)
    judged = forecaster().forecast(
        council(member("openai:gpt-4o"), moderator=("openai:gpt-4o",)), Going("q"), 0.0
    )
    assert judged.cost_usd > 1.5 * alone.cost_usd


@pytest.mark.parametrize(
    ("budget", "spent", "over"),
    [
        (BudgetSettings(), 9.0, ""),
        (BudgetSettings(per_run_usd=0.0001), 0.0, "run"),
        (BudgetSettings(per_run_usd=1, per_day_usd=1), 0.0, ""),
        (BudgetSettings(per_day_usd=1), 0.99, "day"),
    ],
)
def test_a_limit_that_it_lies_over_is_named(budget: BudgetSettings, spent: float, over: str) -> None:
    told = forecaster(budget).forecast(council(member("openai:gpt-4o")), Going("q"), spent)
    assert told.over == over
    assert told.limit_usd == {"": 0.0, "run": 0.0001, "day": 1}[over]


class Reader:
    """Reads names: `bad` cannot be read, `skip` is not to be."""

    async def walk(self, paths: Sequence[Path]) -> AsyncGenerator[FoundFile, None]:
        for path in paths:
            yield FoundFile(str(path), str(path), reason="binary" if path.name == "skip" else "")

    async def read(self, path: str, known: str = "") -> ReadText:
        if path.endswith("bad"):
            raise DocumentError("damaged")
        return ReadText(sha256=known, size=1, text=f"text\x1b[31m of {path}")

    async def aclose(self) -> None:
        """Nothing to close."""


async def test_files_are_read_cleaned_and_those_that_cannot_be_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = await read_files(Reader(), [Path("a"), Path("skip"), Path("bad")])

    assert read.files == (Attachment(name="a", text="text of a"),)
    assert read.left_out == ("skip: binary", "bad: damaged")
    monkeypatch.setattr(attaching, "MOST_CHARACTERS", 5)
    assert (await read_files(Reader(), [Path("a")])).left_out == (
        "a: 9 characters; 5 are the most of a file",
    )
    monkeypatch.undo()
    with pytest.raises(InputError, match="More than 20 files"):
        await read_files(Reader(), _many())


def _many() -> list[Path]:
    return [Path(str(n)) for n in range(attaching.MOST_FILES + 1)]
