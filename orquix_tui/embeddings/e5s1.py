"""Reads an `E5S1` file: the 4-bit weights and the vocabulary of multilingual-e5-small in one piece."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights share one scale by blocks of 32 (the Q4_0 form: a float16 scale, then 16 bytes of two nibbles)."""
_BLOCK_BYTES = 2 + BLOCK // 2
_MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder, as the file's header gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram pieces with their log probabilities, and the ids of the special ones."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int

    @property
    def special(self) -> list[str]:
        """The text of the special pieces."""
        return [self.pieces[i][0] for i in (self.bos, self.pad, self.eos, self.unk)]


class E5File:
    """The file's header, vocabulary and tensors by name. Raises ValueError when it is not such a file."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self._at = 0
        if self._data[:4] != _MAGIC:
            raise ValueError(f"{path.name} is not an E5S1 file")
        self._take("<4sI")
        self.shape = self._read_shape()
        self.vocabulary = self._read_vocabulary()
        self._skip_normaliser()
        self._tensors = self._read_directory()

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor that was kept in float32, flat."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._data, "<f4", size // 4, offset)

    def blocks(self, name: str, rows: int, columns: int) -> tuple[NDArray[Any], NDArray[np.uint8]]:
        """A 4-bit matrix: scales (rows, blocks) float16, and nibbles (rows, blocks, 16).

        Byte j of a block holds weight j in its low half and weight j + 16 in its high half.
        """
        offset, _ = self._tensors[name]
        per_row = columns // BLOCK
        raw = np.frombuffer(self._data, np.uint8, rows * per_row * _BLOCK_BYTES, offset)
        raw = raw.reshape(rows, per_row, _BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[..., :2]).view("<f2")[..., 0]
        return scales, np.ascontiguousarray(raw[..., 2:])

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def _take_array(self, kind: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._data, kind, count, self._at)
        self._at += array.nbytes
        return array

    def _read_shape(self) -> Shape:
        hidden, layers, heads, feed_forward, vocabulary, positions, _types = self._take("<7i")
        epsilon, block = self._take("<fi")
        if block != BLOCK:
            raise ValueError(f"the weights come in blocks of {block}, not {BLOCK}")
        return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)

    def _read_vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unk = self._take("<5i")
        (size,) = self._take("<Q")
        ends = self._take_array("<u4", count + 1).tolist()
        scores = self._take_array("<f4", count).tolist()
        text = self._data[self._at : self._at + size]
        self._at += size
        pieces = [text[a:b].decode(errors="replace") for a, b in pairwise(ends)]
        return Vocabulary(list(zip(pieces, scores, strict=True)), bos, eos, pad, unk)

    def _skip_normaliser(self) -> None:
        # A table of replacements that equals NFKC, which the tokenizers library has built in.
        _count, size = self._take("<iI")
        self._at += size

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        tensors = {}
        (count,) = self._take("<i")
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._data[self._at : self._at + length].decode()
            self._at += length
            _kind, _values, offset, size = self._take("<BiQQ")
            tensors[name] = (offset, size)
        return tensors
