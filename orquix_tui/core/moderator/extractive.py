"""The moderator without a language model: the members' own sentences side by side.

Closeness is not agreement (a statement and its denial lie closer than most paraphrases), so it claims none.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orquix_tui.core.moderator.grouping import SAME_POINT, STRICTEST, Grouping, group
from orquix_tui.core.moderator.language import Language, language
from orquix_tui.core.moderator.opposed import opposed, wording
from orquix_tui.core.moderator.phrases import say
from orquix_tui.core.moderator.quotes import MIN_WORDS, Original
from orquix_tui.core.moderator.sentences import Unit, units
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.memory import Embedder, Vectors
from orquix_tui.domain.models import Claim, Quote

_MARKS = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)|[*`~]+|(?<!\w)_+|_+(?!\w)")
PER_RESPONSE, IN_ALL = 60, 200
"""Most sentences that are embedded: 200 take the small model a few seconds."""
ADDED_PER_RESPONSE = 8


@dataclass(frozen=True, slots=True)
class Extract:
    """What can be said without understanding."""

    base: str
    base_reason: str
    text: str
    claims: tuple[Claim, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    letter: str
    unit: Unit


async def extract(question: str, texts: Mapping[str, str], embedder: Embedder, code: Language) -> Extract:
    """Compare the answers (by letter, at least two) through their embeddings. Raises EmbeddingError."""
    notice = embedder.unavailable()
    if notice:
        raise EmbeddingError(notice)
    sentences = await asyncio.to_thread(_choose, texts)
    letters = list(texts)
    owners = [letters.index(sentence.letter) for sentence in sentences]
    asked = await embedder.embed([question], "query")
    vectors = await embedder.embed([_unmarked(sentence.unit.text) for sentence in sentences], "passage")
    same_point = SAME_POINT.get(language("\n".join(texts.values())), STRICTEST)
    grouping = await asyncio.to_thread(_grouped, sentences, owners, vectors, asked[0], same_point)
    base = letters[grouping.base]
    return Extract(
        base=base,
        base_reason=say("closest", code),
        text=_write(texts, sentences, grouping, base, code),
        claims=await asyncio.to_thread(_claims, texts, sentences, grouping, base),
        reasons=(say("extracted", code), say("not_agreement", code)),
    )


def _unmarked(text: str) -> str:
    """Without emphasis and link targets: marks alone move a sentence by several hundredths of cosine."""
    return _MARKS.sub(lambda mark: mark[1] or "", text)


def _choose(texts: Mapping[str, str]) -> list[_Sentence]:
    """The statements to embed; of a long answer, evenly spread ones. Every answer has at least one."""
    share = min(PER_RESPONSE, IN_ALL // len(texts))
    chosen: list[_Sentence] = []
    for letter, text in texts.items():
        found = units(text)
        said = [unit for unit in found if len(unit.text.split()) >= MIN_WORDS] or found[:1]
        said = said or [Unit(text.strip(), "sentence")]
        if len(said) > share:
            said = [said[i * len(said) // share] for i in range(share)]
        chosen += [_Sentence(letter, unit) for unit in said]
    return chosen


def _claims(
    texts: Mapping[str, str], sentences: Sequence[_Sentence], grouping: Grouping, base: str
) -> tuple[Claim, ...]:
    """A claim per group: one member's sentence, and the others' own beside it."""
    originals = {letter: Original(text) for letter, text in texts.items()}
    claims = []
    for found in grouping.groups:
        members = [sentences[index] for index in found]
        if any(member.unit.kind in {"code", "table"} for member in members):
            continue
        first = next((member for member in members if member.letter == base), members[0])
        others = [member for member in members if member is not first]
        quotes = tuple(
            Quote(
                letter=member.letter,
                text=member.unit.text,
                found=originals[member.letter].find(member.unit.text) is not None,
            )
            for member in (first, *others)
        )
        claims.append(
            Claim(
                text=" ".join(first.unit.text.split()),
                supporters=(first.letter,),
                similar=tuple(member.letter for member in others),
                quotes=quotes,
            )
        )
    return tuple(claims)


def _grouped(
    sentences: Sequence[_Sentence],
    owners: Sequence[int],
    vectors: Vectors,
    question: Vectors,
    same_point: float,
) -> Grouping:
    wordings = [wording(_unmarked(sentence.unit.text)) for sentence in sentences]
    return group(
        vectors,
        owners,
        question,
        lambda one, other: opposed(wordings[one], wordings[other]),
        same_point,
    )


def _write(
    texts: Mapping[str, str], sentences: Sequence[_Sentence], grouping: Grouping, base: str, code: Language
) -> str:
    beside = _said_by_others_too(sentences, grouping)
    additions: list[str] = []
    repeated: set[int] = set()
    for letter in texts:
        if letter == base:
            continue
        new = [
            index
            for index, sentence in enumerate(sentences)
            if sentence.letter == letter
            and index not in repeated
            and all(sentences[other].letter != base for other in beside.get(index, ()))
        ]
        shown = sorted(sorted(new, key=lambda i: -grouping.relevance[i])[:ADDED_PER_RESPONSE])
        for index in shown:
            others = beside.get(index, ())
            repeated.update(others)
            also = "".join(f" ≈ [{sentences[other].letter}]" for other in others)
            additions.append(_addition(sentences[index], also))
        if len(new) > len(shown):
            rest = len(new) - len(shown)
            additions.append(f"- {say('more_sentences', code, n=rest, letter=letter)}")
    parts = [f"**{say('closest_is', code, base=base)}**", texts[base].strip()]
    parts += [f"## {say('others_add', code)}", "\n".join(additions) or say("nothing_far", code)]
    if apart := _apart(sentences, grouping):
        parts += [f"## {say('may_oppose', code)}", "\n".join(apart)]
    return "\n\n".join(parts)


def _apart(sentences: Sequence[_Sentence], grouping: Grouping) -> list[str]:
    """Pairs on one point that differ in a no, a number, an opposite word or the order of a comparison."""
    pairs = [(sentences[one], sentences[other]) for one, other in grouping.opposed]
    return [
        f"- {_inline(one)} ≠ {_inline(other)}"
        for one, other in pairs
        if not {one.unit.kind, other.unit.kind} & {"code", "table"}
    ]


def _said_by_others_too(sentences: Sequence[_Sentence], grouping: Grouping) -> dict[int, tuple[int, ...]]:
    return {
        index: tuple(other for other in found if sentences[other].letter != sentences[index].letter)
        for found in grouping.groups
        for index in found
    }


def _addition(sentence: _Sentence, also: str) -> str:
    if sentence.unit.kind in {"code", "table"}:
        return f"- [{sentence.letter}]{also}\n\n{sentence.unit.text}\n"
    return f"- {_inline(sentence, also)}"


def _inline(sentence: _Sentence, also: str = "") -> str:
    return f"[{sentence.letter}]{also} {' '.join(sentence.unit.text.split())}"
