from __future__ import annotations

import asyncio

import pytest

from orquix_tui.core.leaving import Leaving
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.models import Interaction, InteractionSummary
from orquix_tui.domain.ports import Store
from tests.house import House


@pytest.fixture
def house_of_two(house: House) -> House:
    house.configure([("openai-compatible", "one"), ("ollama", "two")])
    return house


async def summary(store: Store) -> InteractionSummary:
    return (await store.history())[0]


async def found(services: Services) -> int:
    return len(await services.context.search("rain winter", None))


async def test_what_is_deleted_is_neither_found_nor_sent_nor_gone_on_from_and_comes_back(
    house_of_two: House,
) -> None:
    async with house_of_two.open() as services:
        project = await services.store.project("default")
        item: Interaction = await house_of_two.ask(services, "When does the rain fall in winter?")
        gone = services.leaving.interaction(await summary(services.store))

        assert services.leaving.hides(item.id)
        assert await found(services) == 0
        assert (await services.context.find(project, "When does the rain fall in winter?")).items == ()
        assert (await services.context.thread(project, "And then?", "continue")).turns == ()
        assert (await services.context.thread(project, "And then?", "continue", item.id)).turns == ()

        assert services.leaving.take_back() == gone
        assert services.leaving.take_back() is None
        assert not await services.leaving.carry_out(gone)
        assert await found(services) == 1
        assert (await services.context.thread(project, "And then?", "continue")).turns == (item,)


async def test_what_is_not_taken_back_is_gone_and_stays_hidden_while_it_goes(house_of_two: House) -> None:
    async with house_of_two.open() as services:
        item = await house_of_two.ask(services, "When does it rain?")
        gone = services.leaving.interaction(await summary(services.store))
        going = asyncio.create_task(services.leaving.carry_out(gone))
        await asyncio.sleep(0)
        assert services.leaving.hides(item.id)
        assert services.leaving.take_back() is None
        assert await going

        assert await services.store.history() == []


async def test_a_program_that_ends_without_more_ado_has_deleted_nothing(house_of_two: House) -> None:
    async with house_of_two.open() as services:
        await house_of_two.ask(services, "When does it rain?")
        services.leaving.interaction(await summary(services.store))
    async with house_of_two.open() as services:
        assert len(await services.store.history()) == 1


async def test_a_project_leaves_with_what_it_knows_and_quitting_carries_all_out(house_of_two: House) -> None:
    async with house_of_two.open() as services:
        await house_of_two.ask(services, "When does the rain fall in winter?")
        garden = await services.store.add_project("garden")
        await house_of_two.ask(services, "Do roses like the rain in winter?", project=garden)
        services.leaving.project(garden)
        assert await found(services) == 1
        services.leaving.interaction(
            next(s for s in await services.store.history() if s.project == "default")
        )
        await services.leaving.carry_out_all()

        assert await services.store.history() == []
        with pytest.raises(NotFoundError):
            await services.store.project("garden")


async def test_what_cannot_be_deleted_is_there_again(house_of_two: House) -> None:
    async with house_of_two.open() as services:
        default = await services.store.project("default")
        gone = services.leaving.project(default)
        with pytest.raises(InputError):
            await services.leaving.carry_out(gone)

        assert not services.leaving.hides(default.id)


def test_the_latest_is_taken_back_first(house_of_two: House) -> None:
    async def work() -> None:
        async with house_of_two.open() as services:
            leaving = Leaving(services.store)
            first, second = [
                leaving.project(await services.store.add_project(name)) for name in ("one", "two")
            ]
            assert [leaving.take_back(), leaving.take_back()] == [second, first]

    asyncio.run(work())
