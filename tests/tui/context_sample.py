"""A context block whose every figure is known, with each kind of piece in it."""

from __future__ import annotations

from datetime import UTC, datetime

from orquix_tui.core.context.block import ContextBlock
from orquix_tui.domain.models import ContextItem
from orquix_tui.domain.status import Quality

PROMPT = "¿Cada cuánto cambio el filtro de la E-4021?"
_LONG = (
    "Las bombas de la serie E se entregan con un cartucho de papel. Antes de abrir la carcasa se cierra la "
    "llave de paso y se deja salir la presión por el purgador; el agua que queda dentro cae al cubo. Los "
    "Filtros de la E-4021 se cambian cada seis meses, o antes cuando el manómetro pasa de 2,5 bar. "
)


def block() -> ContextBlock:
    items = (
        ContextItem(
            n=1,
            chunk_id="k2",
            source="casa/notas.md",
            heading="Piscina › Rutina",
            text="Los lunes se lava el filtro a contracorriente, dos minutos. [b]no es marca[/b]",
            tokens=21,
            score=None,
            created_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
            path="/home/ana/casa/notas.md",
            pinned=True,
            words=("filtro",),
        ),
        ContextItem(
            n=2,
            chunk_id="k1",
            source="bombas/manual-serie-e.pdf",
            heading="4 Mantenimiento › 4.2 Filtros",
            text=_LONG + "Después se purga el aire. " * 40,
            tokens=388,
            score=0.874,
            created_at=datetime(2025, 11, 20, 8, 0, tzinfo=UTC),
            path="/home/ana/bombas/manual-serie-e.pdf",
            words=("filtro", "E-4021"),
            begins=8120,
        ),
        ContextItem(
            n=3,
            chunk_id="k3",
            source="2026-03-14 · ¿Qué presión aguanta la bomba?",
            heading="¿Qué presión aguanta la bomba?",
            text="Hasta 3 bar; por encima salta la válvula. Conviene mirar el manómetro cada semana.",
            tokens=24,
            score=0.831,
            created_at=datetime(2026, 3, 14, 8, 0, tzinfo=UTC),
            interaction_id="01900000-0000-7000-8000-000000000001",
            quality=Quality.HIGH,
        ),
        ContextItem(
            n=4,
            chunk_id="k4",
            source="2026-03-13 · ¿Dónde compro cartuchos?",
            heading="¿Dónde compro cartuchos?",
            text="En la ferretería del puerto tienen cartuchos para la E-4021 y para la E-4022.",
            tokens=22,
            score=None,
            created_at=datetime(2026, 3, 13, 8, 0, tzinfo=UTC),
            interaction_id="01900000-0000-7000-8000-000000000002",
            unverified=True,
            quality=Quality.LOW,
            words=("E-4021",),
        ),
    )
    return ContextBlock(items, 611)
