"""What a file is by its name: how it is read, how large it may be, and why it is not read at all."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from orquix_tui.domain.translate import _

Kind = Literal["text", "markdown", "html", "pdf", "docx", "notebook", "code"]

MOST_TEXT_BYTES = 10_000_000
MOST_PAGED_BYTES = 50_000_000
"""PDF and DOCX carry pictures and fonts; their text is a fraction."""


def names(words: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(words.split())


_MARKDOWN = ".md .markdown .mdown .mkd .mdx .qmd .rmd"
_HTML = ".html .htm .xhtml"
_CODE = (
    ".py .pyi .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte .java .kt .kts .scala .groovy .go .rs .c .h"
    " .cc .cpp .cxx .hh .hpp .hxx .m .mm .cs .fs .swift .rb .php .pl .pm .lua .r .jl .ex .exs .erl .hs .ml"
    " .dart .zig .nim .sh .bash .zsh .ps1 .sql .proto .graphql"
)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_MARKDOWN.split(), "markdown"),
    **dict.fromkeys(_HTML.split(), "html"),
    **dict.fromkeys(_CODE.split(), "code"),
    ".pdf": "pdf",
    ".docx": "docx",
    ".ipynb": "notebook",
}
_OTHER_DOCUMENTS = names(
    ".doc .dot .odt .rtf .pages .epub .mobi .azw3 .ppt .pptx .odp .xls .xlsx .ods .numbers .djvu .ps"
    " .wpd .xps .msg"
)
_BINARY = names(
    " .png .jpg .jpeg .gif .bmp .tif .tiff .webp .ico .icns .heic .avif .psd .xcf .raw .cr2 .nef"
    " .mp3 .wav .flac .ogg .opus .m4a .aac .mp4 .mkv .avi .mov .webm .wmv .flv"
    " .zip .tar .gz .tgz .bz2 .xz .zst .7z .rar .jar .war .whl .deb .rpm .dmg .iso .apk"
    " .exe .dll .so .dylib .a .o .obj .lib .pyc .pyd .class .wasm .bin .dat"
    " .ttf .otf .woff .woff2 .eot .db .sqlite .sqlite3 .duckdb .parquet .feather .npy .npz .pkl .h5 .hdf5"
    " .onnx .gguf .safetensors .pt .pth"
)
_KEYS = names(".pem .key .p12 .pfx .jks .keystore .kdbx .asc .gpg .ppk")
_KEY_NAMES = names(
    "id_rsa id_dsa id_ecdsa id_ed25519 .netrc .pgpass .npmrc .pypirc .htpasswd .git-credentials"
)


def kind_of(path: str) -> Kind:
    """How the file is to be read, by its name; `text` is what the name says nothing about."""
    return _KINDS.get(_suffix(path), "text")


def most_bytes(kind: Kind) -> int:
    """The size over which such a file is not read."""
    return MOST_PAGED_BYTES if kind in {"pdf", "docx"} else MOST_TEXT_BYTES


def unread_by_name(path: str) -> str:
    """Why a file of this name is not read; empty when it may be."""
    suffix = _suffix(path)
    if suffix in _BINARY:
        return "binary"
    if suffix in _OTHER_DOCUMENTS:
        return _("{suffix} is not read; save it as PDF, DOCX or text").format(suffix=suffix)
    return ""


def may_hold_keys(path: str) -> bool:
    """Whether files of this name are where keys and passwords are kept."""
    name = PurePath(path).name.lower()
    return name in _KEY_NAMES or name == ".env" or name.startswith(".env.") or _suffix(path) in _KEYS


def too_large(size: int, kind: Kind) -> str:
    """Why a file of this size is not read; empty when it may be."""
    most = most_bytes(kind)
    return _("larger than {most} MB").format(most=most // 1_000_000) if size > most else ""


def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()
