"""Whether a question goes on from the last one, and from which turns."""

from __future__ import annotations

import pytest

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.context.threads import is_follow_up
from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.models import Interaction, Project
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.store.duck import DuckStore
from tests.answered import answered
from tests.question_pairs import PAIRS

LEANING = """
and with children?
¿y con niños?
why?
explain the second point
más corto
give me an example
¿por qué?
And in autumn?
and if it rains?
but why?
what about winter?
How about people with diabetes?
And for small children in winter?
Then what?
so?
shorter
shorter, please
in Spanish, please
Translate it into French
explain that again
Explain it to a child
explain like I'm five
tell me more
more details
go on
continue
another example
Give me an example in Python
Put it in a table
as a list
Can you summarize that?
Summarize the second answer in one sentence
What do you mean?
Are you sure?
Really?
Is it safe?
Is that legal?
And what does it cost?
How does it work?
Which one is cheaper?
Which is better?
What is the difference?
sources?
pros and cons?
and the second one?
What about the third option?
step 2?
explain point 3 in more detail
or with milk?
And why do they sleep?
And in 2024?
rewrite it
¿y?
¿Y en invierno?
¿y si llueve?
¿Y los gatos?
pero ¿por qué?
¿y para niños pequeños en invierno?
entonces, ¿cuál es mejor?
¿qué tal con leche?
¿o con leche?
¿Y cuánto cuesta?
¿cuánto tarda?
¿cuál es su precio?
dame un ejemplo
dame otro ejemplo
dame un ejemplo en Python
explica el segundo punto
explícalo mejor
Explícamelo otra vez
explícalo para un niño
resúmelo
resúmelo en una frase
más detalles
tradúcelo al inglés
en inglés, por favor
hazlo más corto
hazme una tabla
sigue
continúa
¿qué quieres decir?
¿estás seguro?
¿Estás segura?
¿es eso legal?
¿y eso qué significa?
¿cómo funciona?
¿ventajas e inconvenientes?
¿y el otro?
¿cuál es la diferencia?
gracias
ok
?
ponlo en una lista
¿fuentes?
¿Y qué pasa con los mayores?
also for dogs?
Only in winter?
¿Y sin gluten?
no entiendo
I don't understand
simplifícalo
thanks!
in winter?
With milk?
¿para perros?
How do I fix it?
How does the second option work?
¿Cómo lo hago?
hazlo
explica el paso 2
why not?
what now?
what about the one before?
and for people who smoke?
¿Y para los que tienen diabetes?
""".strip().splitlines()
WHOLE = """
What is the capital of France?
And what is the capital of France?
¿Y cuál es la capital de Francia?
How do I bake bread?
¿Cómo se hace el pan?
What is recursion?
And what is recursion?
¿Y qué es la recursión?
Give me an example of recursion
Dame un ejemplo de recursión
Explain recursion in French
Explain how to cook rice
Write a poem in French
Escribe un poema en francés
Hazme una lista de países europeos
Why is the sky blue?
¿Por qué el cielo es azul?
Is it possible to learn Python in a month?
What time is it?
What time is it in Tokyo?
What is 2+2?
Translate "good morning" into French
Compare Python and Rust
Compara Madrid y Barcelona
And how do I configure nginx to proxy websocket connections?
But Napoleon lost Waterloo?
How about a list of good books on Roman history?
photosynthesis
fotosíntesis
Python vs Rust
best pizza in Naples
mejor pizza de Nápoles
error E4471
¿Qué significa el error E-1042?
What does error 0x80070057 mean?
How does photosynthesis work?
¿Cómo funciona un motor diésel?
¿Cuánto cuesta un piso en Madrid?
¿Y cuánto cuesta un piso en Madrid?
Summarize the French Revolution
Resume la Revolución francesa
Who was Ada Lovelace?
¿Quién fue Ada Lovelace?
When should tomatoes be planted outside?
Where is part XK-4471 kept?
Tell me about the history of tea
Háblame de la historia del té
Is aspirin safe for dogs?
Should I use tabs or spaces?
How much does a kilo of rice cost?
Which is better, Python or Rust?
¿Qué es mejor, Python o Rust?
What are the pros and cons of nuclear power?
Ventajas e inconvenientes de la energía nuclear
What are the advantages of solar panels?
So how do vaccines work?
Then how do magnets work?
Write a letter to my landlord
Write an email to my boss
Escribe una carta a mi casero
Translate this sentence into German: the cat sleeps
List the planets
Lista los planetas
What is the difference between a crocodile and an alligator?
What is the best way to learn French?
Give me a recipe with eggs
Dame una receta con huevos
Is it raining in Madrid?
Is it raining?
What is love?
¿Qué es el amor?
What if the moon disappeared?
Make a cake
¿Dónde está la parte número 4471?
Who are you?
How do I write a conclusion?
¿Cómo escribo una conclusión?
What is a paragraph?
¿Qué es un argumento?
Without water can humans survive?
Como agua para chocolate
fix for P0302
retry_with_jitter when not to use it
¿Para qué sirve un mutex?
¿Y para qué sirve un mutex?
And when did Rome fall?
How do I change a tire on a bicycle?
Fix this code: print(1
""".strip().splitlines()


@pytest.mark.parametrize("prompt", LEANING)
def test_a_question_without_content_of_its_own_is_a_follow_up(prompt: str) -> None:
    assert is_follow_up(prompt)
    assert is_follow_up(f"  {prompt.upper()} \n")


@pytest.mark.parametrize("prompt", WHOLE)
def test_a_question_that_stands_on_its_own_never_is(prompt: str) -> None:
    assert not is_follow_up(prompt)


@pytest.mark.parametrize("prompt", ["", "  ", "why? " * 100, "日本の首都はどこですか"])
def test_nothing_a_lot_and_what_we_cannot_read_is_no_follow_up(prompt: str) -> None:
    assert not is_follow_up(prompt)


def test_no_question_of_the_sample_is_taken_for_a_follow_up() -> None:
    asked = [question for pair in PAIRS for question in (pair[0], pair[2])]
    assert [question for question in asked if is_follow_up(question)] == []


async def _asked(
    store: DuckStore, project: Project, prompt: str, continues: Interaction | None = None, **values: object
) -> Interaction:
    interaction = answered(project, prompt, "All agree.").model_copy(
        update={"continues": continues.id if continues else None, **values}
    )
    await store.begin(interaction)
    await store.finish(interaction, [], None)
    return interaction


@pytest.mark.parametrize("prompt", ["explain this", "shorter", "resúmelo", "explain it"])
def test_with_a_file_only_what_is_joined_to_the_last_question_leans_on_it(prompt: str) -> None:
    assert is_follow_up(prompt)
    assert not is_follow_up(prompt, attached=True)
    assert is_follow_up(f"and {prompt}", attached=True)


async def test_a_follow_up_goes_on_from_the_latest_and_says_so(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    first = await _asked(store, project, "Is honey safe for adults?")
    second = await _asked(store, project, "Why is the sea salty?", first)

    thread = await by_words.thread(project, "and in winter?", "auto")

    assert [turn.id for turn in thread.turns] == [first.id, second.id]
    assert thread.follow_up
    assert thread.reason == 'Goes on from "Why is the sea salty?": the question leans on it.'


async def test_a_question_of_its_own_begins_anew_unless_told_otherwise(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    first = await _asked(store, project, "Is honey safe for adults?")

    alone = await by_words.thread(project, "How do tides work on the Moon?", "auto")
    told = await by_words.thread(project, "How do tides work on the Moon?", "continue")

    assert (alone.turns, alone.follow_up) == ((), False)
    assert "stands on its own" in alone.reason
    assert [turn.id for turn in told.turns] == [first.id]
    assert not told.follow_up
    assert "as you chose" in told.reason


async def test_a_new_thread_asks_nobody(store: DuckStore, project: Project, by_words: ContextManager) -> None:
    first = await _asked(store, project, "Is honey safe for adults?")
    thread = await by_words.thread(project, "why?", "new", first.id)
    assert (thread.turns, thread.follow_up) == ((), False)
    assert "as you chose" in thread.reason


async def test_an_interaction_can_be_named_to_go_on_from(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    first = await _asked(store, project, "Is honey safe for adults?")
    await _asked(store, project, "Why is the sea salty?")
    thread = await by_words.thread(project, "why?", "auto", first.id)
    assert [turn.id for turn in thread.turns] == [first.id]
    with pytest.raises(NotFoundError):
        await by_words.thread(project, "why?", "continue", "0123456789")


async def test_at_most_three_turns_go_along_the_oldest_first(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    last: Interaction | None = None
    for number in range(5):
        last = await _asked(store, project, f"Question {number}", last)
    thread = await by_words.thread(project, "why?", "auto")
    assert [turn.prompt for turn in thread.turns] == ["Question 2", "Question 3", "Question 4"]


async def test_a_run_that_nobody_answered_or_that_runs_is_not_gone_on_from(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    first = await _asked(store, project, "Is honey safe for adults?")
    await _asked(store, project, "Why is the sea salty?", status=InteractionStatus.FAILED)
    await store.begin(answered(project, "Who runs?").model_copy(update={"status": InteractionStatus.RUNNING}))
    thread = await by_words.thread(project, "why?", "auto")
    assert [turn.id for turn in thread.turns] == [first.id]


async def test_nothing_to_go_on_from_is_said(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    thread = await by_words.thread(project, "why?", "continue")
    assert thread.turns == ()
    assert "nothing was answered here before" in thread.reason
    first = await _asked(store, project, "Is honey safe for adults?")
    second = await _asked(store, project, "Why is the sea salty?", first)
    await store.delete_interaction(first.id)
    thread = await by_words.thread(project, "why?", "auto")
    assert [turn.id for turn in thread.turns] == [second.id]
