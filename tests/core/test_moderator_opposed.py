"""Which sentences of nearly the same words plainly say different things."""

from __future__ import annotations

import pytest

from orquix_tui.core.moderator.opposed import opposed, wording


def differ(one: str, other: str) -> bool:
    """Either way round: the answer must be the same."""
    forth, back = opposed(wording(one), wording(other)), opposed(wording(other), wording(one))
    assert forth == back
    return forth


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reviews catch bugs early.", "Reviews rarely catch bugs early."),
        ("The cache is safe to share.", "The cache isn’t safe to share."),
        (
            "Store the beans in the freezer.",
            "Do not store the beans in the freezer, as moisture spoils them.",
        ),
        ("Ask about pay early, so nobody wastes time.", "Do not ask about pay early."),
        ("Los filtros sirven para dormir mejor.", "Los filtros no sirven para dormir mejor."),
        ("Los cítricos se pueden echar sin problema.", "Los cítricos no se deben echar."),
        ("Saltarse el desayuno es fácil.", "Saltarse el desayuno es difícil."),
        ("La productividad sube en casa.", "La productividad baja en casa."),
        ("Es mejor regar poco cada día.", "Es mejor regar mucho cada semana."),
        ("Small teams get faster with services.", "Small teams get slower with services."),
        ("Rust is faster than Go for web loads.", "Go is faster than Rust for web loads."),
        ("Es mejor estudiar solo que en academia.", "Es mejor estudiar en academia que solo."),
        ("Keep the copies for 30 days.", "Keep the copies for a year, or 365 days."),
        ("Water it two times a week.", "Water it five times a week."),
        ("Go 1.18 trajo los genéricos.", "Go 1.22 cambió los bucles."),
    ],
)
def test_a_denial_an_opposite_a_number_or_a_turned_comparison_differs(one: str, other: str) -> None:
    assert differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Restore a backup every quarter.", "You should restore a backup each quarter."),
        ("Never soak the pan in water.", "Avoid soaking the pan in water."),
        ("Use two copies.", "Use 2 copies, in any case."),
        ("Keep 400 lines or fewer.", "Keep it small: fewer than 400 lines in a change, 200 is better."),
        ("Haz dos copias de todo.", "Conviene tener 2 copias de todo."),
        ("Rust is faster than Go.", "For most loads Rust is faster than Go."),
        ("Reviews spread knowledge.", "Nobody should be the only one who knows the code."),
        ("No solo importa la luz de la pantalla.", "Importa la luz de la pantalla."),
        ("", ""),
    ],
)
def test_the_same_in_other_words_does_not(one: str, other: str) -> None:
    assert not differ(one, other)
