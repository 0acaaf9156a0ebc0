"""Whether two sentences of nearly the same words plainly say different things.

Embeddings do not see it: a statement and its denial lie closer than most paraphrases. Four signs, in Spanish
and English: only one denies; the numbers differ; a word stands where the other has its opposite; a comparison
is turned round. What says it in quite other words is not noticed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SAME_WORDS = 0.3
"""Dice overlap of the words with a meaning from which two sentences count as worded alike; calibrated as in
`grouping`. Numbers need none."""
_STEM = 5  # letters; "restore", "restores" and "restoring" are one word
_CLAUSE_WORDS = 3

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'t\b)?")
_CLAUSE = re.compile(r"[,;:.(]|\b(?:because|since|unless|so|porque|pues|salvo|asi)\b")
_NO_DENIAL = re.compile(
    r"\b(?:sin (?:problemas?|riesgos?|duda|embargo)|no (?:solo|mas|more than|less than|doubt)|not only"
    r"|nothing but)\b"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EMPTY = _set(
    "the a an of and in is to for with that it as how what which when where why who my your this these are "
    "be do does can should i you or but if on at from by was will would have has its so them they their "
    "there el la los las un una unos unas de del que y en es por para con se lo al mi tu su sus este esta "
    "son hay ser pero si me le porque o te les muy cada entre hasta ya"
)
_DENYING = _set(
    "no not never nor none nobody nothing neither without cannot rarely seldom hardly barely stop stops "
    "stopped avoid avoids fail fails lack lacks nunca jamas tampoco sin nada nadie ningun ninguno ninguna ni "
    "evita evitar evite apenas raramente"
)
_NUMBERS = {
    word: str(number)
    for number, words in {
        2: "two twice dos", 3: "three tres", 4: "four cuatro", 5: "five cinco", 6: "six seis",
        7: "seven siete", 8: "eight ocho", 9: "nine nueve", 10: "ten diez", 11: "eleven once",
        12: "twelve doce", 15: "fifteen quince", 20: "twenty veinte", 30: "thirty treinta",
        40: "forty cuarenta", 50: "fifty cincuenta",
    }.items()
    for word in words.split()
}  # fmt: skip
_OPPOSITES = tuple(
    (_set(one), _set(other))
    for one, other in (
        ("more most", "less least fewer fewest"),
        ("faster fast quick quickly", "slower slow slowly"),
        ("better best good useful helpful helps help", "worse worst bad useless harmful harms hurts"),
        ("easy easier easily simple", "hard harder difficult"),
        (
            "increase increases rise rises raise raises grow grows",
            "decrease decreases reduce reduces fall falls",
        ),
        ("give add keep gain gains", "cut remove drop lose loses"),
        ("high higher up above", "low lower down below"),
        ("cheap cheaper", "expensive dearer costly"),
        ("safe safer safely", "dangerous unsafe risky riskier"),
        ("always often", "never rarely seldom"),
        ("before", "after"),
        ("early earlier first", "late later last"),
        ("strong stronger", "weak weaker"),
        ("long longer", "short shorter"),
        ("large larger big bigger", "small smaller"),
        ("hot warm", "cold cool"),
        ("many much", "few little"),
        ("allow allows", "forbid forbids ban bans"),
        ("true", "false"),
        ("mas mucho mucha muchos muchas tanto", "menos poco poca pocos pocas"),
        ("mejor bien bueno buena util", "peor mal malo mala inutil"),
        ("facil facilidad sencillo sencilla", "dificil dificultad complicado"),
        ("rapido rapida rapidamente", "lento lenta lentamente"),
        (
            "sube subir aumenta aumentar crece mayor alto alta",
            "baja bajar reduce reducir disminuye menor bajo cae",
        ),
        ("barato barata", "caro cara"),
        ("seguro segura", "peligroso peligrosa arriesgado"),
        ("siempre", "nunca jamas"),
        ("antes temprano pronto", "despues tarde"),
        ("fuerte", "debil"),
        ("largo larga", "corto corta"),
        ("gana", "pierde"),
        ("permite", "prohibe"),
    )
)
_COMPARING = _set("mas menos mejor peor mayor menor")


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a sentence is compared."""

    words: frozenset[str]
    stems: frozenset[str]
    numbers: frozenset[str]
    denies: bool
    compared: tuple[frozenset[str], str] | None
    """Of "X is faster than Y": the words of X is faster, and Y."""


def wording(sentence: str) -> Wording:
    """Made ready once for many comparisons."""
    folded = unicodedata.normalize("NFKD", sentence.casefold().replace("’", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = _WORD.findall(plain)
    return Wording(
        words=frozenset(words),
        stems=frozenset(word[:_STEM] for word in words if word not in _EMPTY),
        numbers=frozenset(
            _NUMBERS.get(word, word) for word in words if word in _NUMBERS or word[0].isdigit()
        ),
        denies=_denies(plain),
        compared=_compared(words),
    )


def opposed(one: Wording, other: Wording) -> bool:
    """Whether the two plainly do not say the same."""
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return True
    if 2 * len(one.stems & other.stems) < SAME_WORDS * (len(one.stems) + len(other.stems)):
        return False
    return one.denies != other.denies or _has_opposites(one.words, other.words) or _turned(one, other)


def _denies(plain: str) -> bool:
    """Of the main statement: what follows a comma or a "because" may deny something else."""
    clauses = _CLAUSE.split(_NO_DENIAL.sub(" ", plain))
    main = next((clause for clause in clauses if len(clause.split()) >= _CLAUSE_WORDS), plain)
    words: list[str] = _WORD.findall(main)
    return sum(word in _DENYING or word.endswith("n't") for word in words) % 2 == 1


def _has_opposites(one: frozenset[str], other: frozenset[str]) -> bool:
    mine, theirs = one - other, other - one
    return any(bool(mine & a and theirs & b) or bool(mine & b and theirs & a) for a, b in _OPPOSITES)


def _compared(words: list[str]) -> tuple[frozenset[str], str] | None:
    for at, word in enumerate(words):
        if word == "than" or (word == "que" and _COMPARING.intersection(words[max(0, at - 5) : at])):
            rest = [said for said in words[at + 1 :] if said not in _EMPTY]
            return frozenset(words[:at]) - _EMPTY, rest[0] if rest else ""
    return None


def _turned(one: Wording, other: Wording) -> bool:
    if one.compared is None or other.compared is None:
        return False
    return one.compared[1] in other.compared[0] and other.compared[1] in one.compared[0]
