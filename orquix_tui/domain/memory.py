"""What the projects' memory needs from the outside: an embedding model, a reader of files, and a store."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from orquix_tui.domain.bridge import Bridge
from orquix_tui.domain.models import Chunk, ChunkKind, Document, Interaction, Steer, Steering

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
else:
    Vectors = Any

TextForm = Literal["markdown", "plain"]
"""Where a text may be cut: on Markdown's structure, or on blank lines and sentences alone."""


# -- the embedding model -----------------------------------------------------------------------


class Piece(NamedTuple):
    """A piece of a text: its place (characters from the start) and its size in the model's tokens."""

    text: str
    start: int
    end: int
    tokens: int


class Embedder(Protocol):
    """An embedding model that lives outside the UI's process."""

    @property
    def model_id(self) -> str:
        """The model with its revision; stored with its vectors."""

    @property
    def threshold(self) -> float:
        """The calibrated similarity from which a hit is worth sending along unasked."""

    @property
    def search_threshold(self) -> float:
        """The similarity below which a hit is noise even in a list that a person reads from its top."""

    def unavailable(self) -> str:
        """Empty when a model can be used, else the notice for the person. Cheap; no IO beyond a stat."""

    async def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension). Raises EmbeddingError."""

    def bridge(self, query: Vectors) -> Bridge | None:
        """How chunks in another language are ranked for this query's vector; None: by plain cosine."""

    async def split(
        self, text: str, max_tokens: int, overlap: int, *, form: TextForm = "markdown"
    ) -> list[Piece]:
        """Cut on structure into pieces of at most `max_tokens`; each is an exact slice of the text.

        Counted with the model's own tokenizer; without a model by a cautious estimate, in a thread.
        """

    async def aclose(self) -> None:
        """Stop the model's process; it starts again when needed."""


class ModelFile(NamedTuple):
    """A file of a model on a server: its size (bytes) and digest, `sha256:…` or `git:…` (of a git blob)."""

    name: str
    size: int
    digest: str


class ModelOffer(NamedTuple):
    """What would be fetched, from where (an address to show) and to where, if the person says yes."""

    source: str
    revision: str
    folder: Path
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Of all files, bytes."""
        return sum(file.size for file in self.files)


class ModelInstaller(Protocol):
    """Fetches the embedding model from a server; only ever called because the person wants it."""

    async def offer(self) -> ModelOffer:
        """Ask what there is and how large; fetches nothing else. Raises EmbeddingError within seconds."""

    async def install(self, offer: ModelOffer, report: Callable[[int, int], None]) -> None:
        """Fetch it and check every file; `report` is told the bytes that are there, and of how many.

        What was fetched stays when it fails or is cancelled: the next time it goes on there.
        Raises EmbeddingError.
        """


# -- files -------------------------------------------------------------------------------------


class FoundFile(NamedTuple):
    """A file that was met on the way. `root` is what the person named; with a `reason` it is not read."""

    path: str
    root: str
    size: int = 0
    reason: str = ""


class Heading(NamedTuple):
    """A title inside a text: where it begins (characters), how deep it is (1 is the top), and its words."""

    start: int
    level: int
    title: str


class ReadText(NamedTuple):
    """What a file says. `sha256` is of its bytes; `unchanged` (the hash was known) leaves the rest unset."""

    sha256: str
    size: int
    unchanged: bool = False
    text: str = ""
    form: TextForm = "plain"
    title: str = ""
    headings: tuple[Heading, ...] = ()


class DocumentReader(Protocol):
    """Reads files in a process of its own: no file, however large or broken, stalls or takes down the app."""

    def walk(self, paths: Sequence[Path]) -> AsyncGenerator[FoundFile, None]:
        """Every file under the paths, as it is met; what .gitignore names is passed over inside folders.

        Files that cannot be read (binary, huge, empty, no permission) come with their reason. All paths are
        absolute. Raises InputError for a path that does not exist.
        """

    async def read(self, path: str, known: str = "") -> ReadText:
        """The text of one file; `known` is the hash under which it was read before. Raises DocumentError."""

    async def aclose(self) -> None:
        """Stop the process; it starts again when needed."""


# -- the store ---------------------------------------------------------------------------------


class Hit(NamedTuple):
    """A chunk that was found, and why.

    `score` is its cosine similarity to the query (None when only words hit). `words` are the words of the
    query that stand in it, as the person wrote them (empty when only the meaning hit); `coverage` is their
    share of the query's weight (inverse document frequency), 0..1. `bonus` is added to the score where it is
    compared with a threshold: what the model takes off because query and chunk differ in language.
    """

    chunk: Chunk
    score: float | None
    project: str = ""
    words: tuple[str, ...] = ()
    coverage: float = 0.0
    bonus: float = 0.0


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with all its chunks, ready to be stored."""

    document: Document
    chunks: Sequence[Chunk] = field(default_factory=tuple)


class MemoryStore(Protocol):
    """The part of the store that remembers and finds. All raise StoreError."""

    async def unlearned(self, project_id: str | None, limit: int) -> list[Interaction]:
        """Finished interactions of which nothing is remembered yet, oldest first."""

    async def index(
        self, interaction_id: str, chunks: Sequence[Chunk], vectors: Vectors | None, model_id: str
    ) -> None:
        """Replace what is remembered of one interaction; without vectors they can be added later.

        Vectors have one row per chunk; chunks of kind `record` have none, and come last.
        """

    async def documents(self, project_id: str) -> list[Document]:
        """All documents of a project, by path."""

    async def put_documents(self, items: Sequence[NewDocument]) -> None:
        """Add documents, or put them in the place of those with the same project and path. One transaction.

        A chunk whose heading and text did not change keeps its id and its vectors; pins follow their text.
        """

    async def remove_documents(self, project_id: str, paths: Sequence[str]) -> int:
        """Remove documents and what they taught; how many there were."""

    async def document_chunks(self, project_id: str, path: str) -> list[Chunk]:
        """The chunks of one document, in order. Raises NotFoundError."""

    async def without_vectors(self, model_id: str, project_id: str | None, limit: int) -> list[Chunk]:
        """Chunks (not records) that have no vector of this model yet, newest first."""

    async def count_without_vectors(self, model_id: str, project_id: str | None) -> int:
        """How many of those there are."""

    async def lacking(
        self, chunk_ids: Sequence[str], model_id: str, project_id: str | None
    ) -> frozenset[str]:
        """Those of these chunks, of a project or of any, that have no vector of this model; not records."""

    async def add_vectors(self, chunk_ids: Sequence[str], vectors: Vectors, model_id: str) -> None:
        """Vectors for chunks that are there; those of chunks that have gone meanwhile are dropped."""

    async def forget_other_models(self, model_id: str) -> int:
        """Remove the vectors of every other model; how many there were."""

    async def search(
        self,
        vector: Vectors,
        model_id: str,
        project_id: str | None,
        limit: int,
        bridge: Bridge | None = None,
    ) -> list[Hit]:
        """The nearest chunks by cosine, or as the bridge ranks them, best first; exact."""

    async def search_words(
        self, query: str, project_id: str | None, limit: int, *, kinds: Sequence[ChunkKind] = ()
    ) -> list[Hit]:
        """The best chunks by BM25, best first, stemmed in Spanish and English, case and accents apart.

        Scores are None. `kinds` empty means all of them.
        """

    async def count_vectors(self, model_id: str, project_id: str | None) -> int:
        """How many chunks could be found by meaning at all."""

    async def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """These chunks, in this order; those that have gone are left out."""

    async def steer(self, project_id: str, chunk_ids: Sequence[str], how: Steer | None) -> None:
        """Pin or ban chunks in a project for good; None takes it back. It outlives a new reading."""

    async def steered(self, project_id: str) -> list[Steering]:
        """The pins and bans of a project, oldest first."""
