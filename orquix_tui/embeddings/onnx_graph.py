"""Builds the ONNX graph of the e5 encoder around the 4-bit weights, without loss."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray

from orquix_tui.embeddings.e5s1 import BLOCK, E5File

_OPSET, _MICROSOFT_OPSET, _IR = 20, 1, 9
"""What the operators below need (Gelu is of 20); onnxruntime has known them since 1.17."""
_INT8_ACTIVATIONS = 4
"""MatMulNBits' accuracy level: activations in 8 bits by blocks, twice as fast as float32."""
_HIDE = -1e9
"""Added to the attention scores of padding."""


class Graph:
    """Collects the nodes and the constants of one graph; every value is known by its name."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, name: str, value: ArrayLike) -> str:
        """A named constant, added once."""
        if name not in self._constants:
            # ascontiguousarray alone would turn a scalar into a vector.
            array = np.array(value, order="C")
            self._constants[name] = onnx.numpy_helper.from_array(array, name)
        return name

    def integers(self, *values: int) -> str:
        """A vector of int64, for shapes and axes."""
        return self.constant("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """An operation; returns the name of its one output."""
        output = f"{operator}_{len(self._nodes)}"
        made = onnx.helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        self._nodes.append(made)
        return output

    def model(self, output: str, width: int) -> Any:
        """The finished model: token ids and mask in, one vector of `width` per token out."""
        self._nodes.append(onnx.helper.make_node("Identity", [output], ["last_hidden_state"]))
        info = onnx.helper.make_tensor_value_info
        plane = ["batch", "sequence"]
        graph = onnx.helper.make_graph(
            self._nodes,
            "multilingual-e5-small-q4",
            [info(name, onnx.TensorProto.INT64, plane) for name in ("input_ids", "attention_mask")],
            [info("last_hidden_state", onnx.TensorProto.FLOAT, [*plane, width])],
            list(self._constants.values()),
        )
        opsets = [("", _OPSET), ("com.microsoft", _MICROSOFT_OPSET)]
        imports = [onnx.helper.make_opsetid(domain, version) for domain, version in opsets]
        return onnx.helper.make_model(graph, opset_imports=imports, ir_version=_IR)


def build_model(file: E5File) -> Any:
    """The whole encoder (an `onnx.ModelProto`), from token ids to the last hidden state."""
    graph = Graph()
    mask = _attention_mask(graph)
    state = _embedding(graph, file)
    for layer in range(file.shape.layers):
        state = _attention(graph, file, f"l{layer}.", state, mask)
        state = _feed_forward(graph, file, f"l{layer}.", state)
    return graph.model(state, file.shape.hidden)


def _attention_mask(graph: Graph) -> str:
    """0 where there is a token and a huge negative number at padding, shaped (batch, 1, 1, sequence)."""
    mask = graph.node("Cast", "attention_mask", to=onnx.TensorProto.FLOAT)
    padding = graph.node("Sub", graph.constant("one", np.float32(1)), mask)
    hidden = graph.node("Mul", padding, graph.constant("hide", np.float32(_HIDE)))
    return graph.node("Unsqueeze", hidden, graph.integers(1, 2))


def _embedding(graph: Graph, file: E5File) -> str:
    """Word plus position plus (the one) type. Word vectors stay in 4 bits; only those in use are unpacked."""
    shape = file.shape
    scales, nibbles = file.blocks("emb.word", shape.vocabulary, shape.hidden)
    packed = graph.constant("word_nibbles", nibbles.reshape(shape.vocabulary, -1))
    rows = graph.node("Gather", packed, "input_ids", axis=0)
    rows = graph.node("Reshape", rows, graph.integers(0, 0, shape.hidden // BLOCK, BLOCK // 2))
    low = graph.node("BitwiseAnd", rows, graph.constant("low_half", np.uint8(15)))
    high = graph.node("BitShift", rows, graph.constant("four", np.uint8(4)), direction="RIGHT")
    values = graph.node("Concat", low, high, axis=-1)
    values = graph.node("Cast", values, to=onnx.TensorProto.FLOAT)
    values = graph.node("Sub", values, graph.constant("zero_point", np.float32(8)))
    scale = graph.node("Gather", graph.constant("word_scales", scales), "input_ids", axis=0)
    scale = graph.node("Cast", scale, to=onnx.TensorProto.FLOAT)
    words = graph.node("Mul", values, graph.node("Unsqueeze", scale, graph.integers(-1)))
    words = graph.node("Reshape", words, graph.integers(0, 0, shape.hidden))
    return _layer_norm(graph, file, "emb.ln", graph.node("Add", words, _positions(graph, file)))


def _positions(graph: Graph, file: E5File) -> str:
    """The position vectors 0..sequence-1, with the type vector (always type 0) already added."""
    width = file.shape.hidden
    table = file.floats("emb.pos").reshape(-1, width) + file.floats("emb.type").reshape(-1, width)[0]
    first, one = graph.constant("first", np.int64(0)), graph.constant("second", np.int64(1))
    length = graph.node("Gather", graph.node("Shape", "input_ids"), one, axis=0)
    index = graph.node("Range", first, length, one)
    return graph.node("Gather", graph.constant("positions", table), index, axis=0)


def _layer_norm(graph: Graph, file: E5File, name: str, state: str) -> str:
    """Layer normalisation with the file's weight and bias."""
    weight = graph.constant(f"{name}.w", file.floats(f"{name}.w"))
    bias = graph.constant(f"{name}.b", file.floats(f"{name}.b"))
    return graph.node("LayerNormalization", state, weight, bias, axis=-1, epsilon=file.shape.epsilon)


def _linear(graph: Graph, file: E5File, name: str, state: str, rows: int, columns: int) -> str:
    """A dense layer (rows x columns) on 4-bit weights, plus its bias."""
    scales, nibbles = file.blocks(f"{name}.w", rows, columns)
    product = graph.node(
        "MatMulNBits",
        state,
        graph.constant(f"{name}.q", _interleave(nibbles)),
        graph.constant(f"{name}.s", scales.astype(np.float32).reshape(-1)),
        domain="com.microsoft",
        K=columns,
        N=rows,
        bits=4,
        block_size=BLOCK,
        accuracy_level=_INT8_ACTIVATIONS,
    )
    return graph.node("Add", product, graph.constant(f"{name}.b", file.floats(f"{name}.b")))


def _interleave(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """From halves (weights j and j + 16 in a byte) to neighbours (2j and 2j + 1), as MatMulNBits wants."""
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1)
    packed: NDArray[np.uint8] = weights[..., 0::2] | (weights[..., 1::2] << 4)
    return packed


def _attention(graph: Graph, file: E5File, layer: str, state: str, mask: str) -> str:
    """Multi-head self-attention, its residual and its layer norm."""
    width, heads = file.shape.hidden, file.shape.heads
    per_head = width // heads

    def by_head(name: str, order: list[int]) -> str:
        dense = _linear(graph, file, layer + name, state, width, width)
        split = graph.node("Reshape", dense, graph.integers(0, 0, heads, per_head))
        return graph.node("Transpose", split, perm=order)

    query, key, value = by_head("q", [0, 2, 1, 3]), by_head("k", [0, 2, 3, 1]), by_head("v", [0, 2, 1, 3])
    scale = graph.constant("attention_scale", np.float32(1 / math.sqrt(per_head)))
    scores = graph.node("Mul", graph.node("MatMul", query, key), scale)
    weights = graph.node("Softmax", graph.node("Add", scores, mask), axis=-1)
    mixed = graph.node("Transpose", graph.node("MatMul", weights, value), perm=[0, 2, 1, 3])
    mixed = graph.node("Reshape", mixed, graph.integers(0, 0, width))
    mixed = _linear(graph, file, f"{layer}ao", mixed, width, width)
    return _layer_norm(graph, file, f"{layer}aln", graph.node("Add", state, mixed))


def _feed_forward(graph: Graph, file: E5File, layer: str, state: str) -> str:
    """The two dense layers with GELU between them, their residual and their layer norm."""
    width, inner = file.shape.hidden, file.shape.feed_forward
    wide = graph.node("Gelu", _linear(graph, file, f"{layer}fi", state, inner, width))
    narrow = _linear(graph, file, f"{layer}fo", wide, width, inner)
    return _layer_norm(graph, file, f"{layer}oln", graph.node("Add", state, narrow))
