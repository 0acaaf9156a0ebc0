"""Check that the retrieval set is whole: ids, answers, lengths, balance, no question given away."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
LANGS = ("es", "en")
SPLITS = ("dev", "test")
PASSAGE_KINDS = ("note", "manual", "minutes", "answer", "code", "log")
QUESTION_KINDS = ("plain", "identifier", "cross")
LEAST_PASSAGES, LEAST_QUESTIONS, LEAST_OF_A_KIND = 240, 260, 60
WORDS = range(50, 141)
BALANCE = 0.42
"""The least share that one of two languages or splits may have."""

Record = Mapping[str, Any]


def read(name: str) -> list[Record]:
    """The records of one file of the set, in its order."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def plain(text: str) -> str:
    """Text without differences of case and blanks."""
    return " ".join(text.casefold().split())


def repeated(values: Iterable[str]) -> list[str]:
    """Every value that comes more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


def check_passages(passages: Sequence[Record]) -> Iterator[str]:
    """What is wrong with the passages, a sentence each."""
    if len(passages) < LEAST_PASSAGES:
        yield f"only {len(passages)} passages, at least {LEAST_PASSAGES} are wanted"
    yield from (f"passage id {value} is not unique" for value in repeated(p["id"] for p in passages))
    yield from (f"two passages have the text {text[:60]!r}" for text in repeated(p["text"] for p in passages))
    for passage in passages:
        if set(passage) != {"id", "lang", "kind", "title", "text"}:
            yield f"passage {passage['id']} has other fields than it should"
        if passage["lang"] not in LANGS or passage["kind"] not in PASSAGE_KINDS or not passage["title"]:
            yield f"passage {passage['id']}: unknown language or kind, or no title"
        words = len(passage["text"].split())
        if words not in WORDS:
            yield f"passage {passage['id']} has {words} words"


def check_questions(questions: Sequence[Record], passages: Sequence[Record]) -> Iterator[str]:
    """What is wrong with the questions, a sentence each."""
    if len(questions) < LEAST_QUESTIONS:
        yield f"only {len(questions)} questions, at least {LEAST_QUESTIONS} are wanted"
    yield from (f"question id {value} is not unique" for value in repeated(q["id"] for q in questions))
    yield from (f"question {text!r} is asked twice" for text in repeated(plain(q["text"]) for q in questions))
    langs = {passage["id"]: passage["lang"] for passage in passages}
    for question in questions:
        yield from check_question(question, langs)
        yield from given_away(question, passages)


def check_question(question: Record, langs: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one question. `langs`: the language of each passage by id."""
    name = question["id"]
    if set(question) != {"id", "lang", "text", "answers", "kind", "split"}:
        yield f"question {name} has other fields than it should"
    if question["lang"] not in LANGS or question["kind"] not in QUESTION_KINDS:
        yield f"question {name}: unknown language or kind"
    if question["split"] not in SPLITS:
        yield f"question {name}: unknown split"
    if not question["answers"]:
        yield f"question {name} has no answer"
    for answer in question["answers"]:
        if answer not in langs:
            yield f"question {name}: there is no passage {answer}"
        elif (langs[answer] != question["lang"]) != (question["kind"] == "cross"):
            yield f"question {name}: a {question['kind']} question and {answer} do not go together"


def given_away(question: Record, passages: Sequence[Record]) -> Iterator[str]:
    """A question must not stand in a passage or its title word for word."""
    text = plain(question["text"])
    for passage in passages:
        if text in plain(passage["title"]) or text in plain(passage["text"]):
            yield f"question {question['id']} stands word for word in {passage['id']}"


def check_balance(name: str, records: Sequence[Record], field: str) -> Iterator[str]:
    """Whether each of the two values of a field has about half of the records."""
    for value, times in Counter(record[field] for record in records).items():
        if times / len(records) < BALANCE:
            yield f"{name}: only {times} of {len(records)} are {value}"


def check_kinds(questions: Sequence[Record]) -> Iterator[str]:
    """Whether every kind of question is there often enough, in both languages and both splits alike."""
    for kind in QUESTION_KINDS:
        some = [question for question in questions if question["kind"] == kind]
        if len(some) < LEAST_OF_A_KIND:
            yield f"only {len(some)} {kind} questions, at least {LEAST_OF_A_KIND} are wanted"
        yield from check_balance(f"{kind} questions", some, "lang")
        yield from check_balance(f"{kind} questions", some, "split")


def check_leaks(questions: Sequence[Record]) -> Iterator[str]:
    """A passage must not be the answer in both splits: what is tuned on one would be known in the other."""
    seen: dict[str, str] = {}
    for question in questions:
        for answer in question["answers"]:
            if seen.setdefault(answer, question["split"]) != question["split"]:
                yield f"passage {answer} answers questions of both splits"


def table(passages: Sequence[Record], questions: Sequence[Record]) -> Iterator[str]:
    """The counts, a line each."""
    for lang in LANGS:
        kinds = Counter(passage["kind"] for passage in passages if passage["lang"] == lang)
        counts = ", ".join(f"{kind} {kinds[kind]}" for kind in PASSAGE_KINDS)
        yield f"passages {lang} {kinds.total():4d}: {counts}"
    for split in SPLITS:
        for lang in LANGS:
            some = [q for q in questions if q["split"] == split and q["lang"] == lang]
            kinds = Counter(question["kind"] for question in some)
            counts = ", ".join(f"{kind} {kinds[kind]}" for kind in QUESTION_KINDS)
            yield f"questions {split:4} {lang} {len(some):4d}: {counts}"
    answered = {answer for question in questions for answer in question["answers"]}
    yield f"total: {len(passages)} passages, {len(answered)} of them asked for, {len(questions)} questions"


def main() -> int:
    """Print the counts and what is wrong; 1 when something is."""
    passages, questions = read("passages.jsonl"), read("questions.jsonl")
    print("\n".join(table(passages, questions)))
    wrong = [
        *check_passages(passages),
        *check_balance("passages", passages, "lang"),
        *check_questions(questions, passages),
        *check_balance("questions", questions, "lang"),
        *check_balance("questions", questions, "split"),
        *check_kinds(questions),
        *check_leaks(questions),
    ]
    print("\n".join(wrong) or "all well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
