"""A clock that stands still and a saved interaction whose every figure is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from orquix_tui.domain.models import (
    Claim,
    ContextItem,
    Council,
    Failure,
    Interaction,
    Member,
    Note,
    Quote,
    Response,
    RunMetrics,
    Synthesis,
    Usage,
)
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.tui.clock import Clock

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=timezone(timedelta(hours=1)))


class StoppedClock(Clock):
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at

    def now(self) -> datetime:
        return NOON


ANSWER = """# Why rivers meander

Water piles up on the **outer** bank, sinks, and returns along the bed.

1. The outer bank erodes.
2. Sediment settles on the *inner* bank.

```python
def radius(width: float) -> float:
    return 2.4 * width  # [m]
```

| term | meaning |
|---|---|
| thalweg | the deepest line |

> See <https://example.org/rivers> and [1].
"""

NASTY = (
    """Intro with **bold**, `code`, [brackets] and [red]markup[/red]
#hash is no heading
# Heading
Setext title
============
para
- item one
- item two
  continued

  ```python
  def f(x):
      \"\"\"doc
      string\"\"\"
      return x
  ```
- item three
    - nested a
    - nested b

1. first
2. second

   more of second
3. third
```text
a fence splits the list
```
4. fourth
5. fifth

7) another list
8) goes on

> quote
> > nested
lazy continuation

| a | b |
|---|---|
| 1 | two [x] |
| 3 | `four` |

***
<div>html stays text</div>
Vec<int> and <https://example.org/a> and [link](https://example.org "t").

~~~~python
# code
```
still code
~~~~

    indented code

    more

Late [ref][later] and a hard\u0020\u0020
break.

[later]: https://example.org/later

```python
"""
    + "\n".join(f"value_{i} = {i}  # [b]{i}[/b]" if i % 7 else "" for i in range(60))
    + """
```
Ünïcödé 漢字 tail 🙂
- \n- last
"""
)
"""Everything that was ever cut in the wrong place."""


def members() -> tuple[Member, ...]:
    return (
        Member(provider="router", model="river-large", label="Router A"),
        Member(provider="gem", model="gem-flash", label="Gem"),
        Member(provider="small", model="SmolLM2-135M", label="Careful"),
        Member(provider="router", model="mix-tral", label="Mix"),
    )


def responses() -> tuple[Response, ...]:
    a, b, c, d = members()
    return (
        Response(
            seat=0,
            letter="C",
            label=a.label,
            provider=a.provider,
            model=a.model,
            status=ResponseStatus.COMPLETE,
            text=ANSWER,
            reasoning="First the bank, then the bed.",
            usage=Usage(input_tokens=40, output_tokens=180),
            cost_usd=0.0021,
            ttft_ms=420,
            latency_ms=2570,
        ),
        Response(
            seat=1,
            letter="A",
            label=b.label,
            provider=b.provider,
            model=b.model,
            status=ResponseStatus.TRUNCATED,
            text="Meanders also form **on ice**, without any sediment, beca",
            usage=Usage(output_tokens=16),
            ttft_ms=610,
            latency_ms=900,
        ),
        Response(
            seat=2,
            letter="D",
            label=c.label,
            provider=c.provider,
            model=c.model,
            status=ResponseStatus.COMPLETE,
            text="The river is a river [b]because[/b] it is a river.",
            usage=Usage(output_tokens=14, estimated=True),
            ttft_ms=2300,
            latency_ms=2900,
        ),
        Response(
            seat=3,
            letter="B",
            label=d.label,
            provider=d.provider,
            model=d.model,
            status=ResponseStatus.AUTH_ERROR,
            latency_ms=80,
            error=Failure(cause="router answered 401: no such key.", remedy="Set the variable ROUTER_KEY."),
        ),
    )


def synthesis() -> Synthesis:
    return Synthesis(
        moderator="router:judge",
        text="Rivers meander because of **secondary flow** [A][C].\n\n- The outer bank erodes [C].",
        quality=Quality.MEDIUM,
        quality_reasons=("2 of 3 quotes were found in the answers.", "No loop was found."),
        claims=(
            Claim(
                text="The outer bank erodes.",
                supporters=("A", "C"),
                quotes=(Quote(letter="C", text="The outer bank erodes", found=True),),
            ),
            Claim(
                text="Sediment is needed.",
                supporters=("C",),
                opponents=("A",),
                quotes=(
                    Quote(letter="A", text="without any sediment", found=True),
                    Quote(letter="C", text="sediment is always needed", found=False),
                ),
            ),
            Claim(text="A river is a river.", supporters=("D",)),
        ),
        key_themes=("secondary flow",),
        suggested_questions=("And on Mars?",),
        fallback_used=True,
        banner="No moderator of the chain answered: what follows was put together without one.",
    )


def interaction(project_id: str = "p", project: str = "default") -> Interaction:
    return Interaction(
        id="01900000-0000-7000-8000-000000000001",
        project_id=project_id,
        project=project,
        prompt="Why do rivers meander?",
        status=InteractionStatus.PARTIAL,
        created_at=datetime(2026, 3, 14, 10, 2, tzinfo=UTC),
        council=Council(name="default", members=members(), moderator=("router:judge",)),
        context=(
            ContextItem(
                n=1,
                chunk_id="k1",
                source="notes/rivers.md",
                text="The thalweg swings from bank to bank. [b]not markup[/b]",
                tokens=12,
                score=0.914,
                created_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
            ),
            ContextItem(
                n=2, chunk_id="k2", source="an earlier run", text="Oxbows.", tokens=3, unverified=True
            ),
        ),
        responses=responses(),
        synthesis=synthesis(),
        metrics=RunMetrics(
            context_retrieval_time_ms=31,
            context_chunks_found=2,
            ai_orchestration_time_ms=2910,
            ai_responses_count=3,
            ai_failures_count=1,
            moderator_synthesis_time_ms=1400,
            moderator_quality=Quality.MEDIUM,
            fallback_used=True,
            background_save_time_ms=88,
            total_processing_time_ms=4350,
            errors=(Note(step="council", message="Mix: router answered 401: no such key."),),
        ),
    )
