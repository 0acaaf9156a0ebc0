"""All rows, in the order of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.providers.matrix.cell import Row
from tests.providers.matrix.local_rows import LOCAL
from tests.providers.matrix.rows import CLOCKS, HTTP, NETWORK
from tests.providers.matrix.streams import BROKEN, ENDS, FORMS, NOT_THE_PROTOCOL

NETWORK_CHAPTERS: Mapping[str, Sequence[Row]] = {
    "The server refuses": HTTP,
    "The network": NETWORK,
    "Time": CLOCKS,
    "Streams that break": BROKEN,
    "A 200 that is not the protocol": NOT_THE_PROTOCOL,
    "Ends": ENDS,
    "Forms that a healthy stream may take": FORMS,
}
CHAPTERS = {**NETWORK_CHAPTERS, "The local model": LOCAL}
