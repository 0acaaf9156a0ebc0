"""PDF and DOCX: pages and styles, and what broken or hostile files come to."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from orquix_tui.documents.client import FileReader
from orquix_tui.documents.reading import read
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.memory import ReadText


def pdf(pages: Sequence[str], *, kids: str = "") -> bytes:
    """A PDF written by hand, one line of text to a page; `kids` takes the place of the list of pages."""
    refs = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids or refs}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _read(folder: Path, name: str, data: bytes) -> ReadText:
    (folder / name).write_bytes(data)
    return read(str(folder / name), "")


def _reason(folder: Path, name: str, data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        _read(folder, name, data)
    return caught.value.cause


def test_a_pdf_is_its_pages_and_their_numbers_are_no_text(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.pdf", pdf(["First page", "", "Third page"]))
    assert found.text == "First page\n\nThird page"
    assert [(h.title, found.text[h.start : h.start + 5]) for h in found.headings] == [
        ("page 1", "First"),
        ("page 3", "Third"),
    ]
    assert (found.title, found.form) == ("a.pdf", "plain")
    assert _read(tmp_path, "no-suffix", pdf(["by content"])).text == "by content"


def test_a_pdf_without_text_or_with_a_password_has_its_reason(tmp_path: Path) -> None:
    assert _reason(tmp_path, "scan.pdf", pdf(["", ""])) == "a scanned PDF without text"
    assert _reason(tmp_path, "b.pdf", _encrypted(pdf(["x"]), "secret")).startswith("encrypted")
    assert _read(tmp_path, "c.pdf", _encrypted(pdf(["no printing"]), "")).text == "no printing"


def test_a_damaged_pdf_has_its_reason(tmp_path: Path) -> None:
    whole = pdf(["some words"])
    assert _reason(tmp_path, "a.pdf", b"%PDF-1.4\nnothing") == "a damaged PDF"
    assert _read(tmp_path, "b.pdf", whole.replace(b"\nxref", b"\nfrex")).text == "some words"


async def test_a_pdf_that_goes_round_costs_only_itself(tmp_path: Path) -> None:
    reader = FileReader(tmp_path / "log", limit_s=5)
    (tmp_path / "loop.pdf").write_bytes(pdf(["x"], kids="2 0 R 2 0 R"))
    (tmp_path / "good.pdf").write_bytes(pdf(["good"]))
    with pytest.raises(DocumentError):
        await reader.read(str(tmp_path / "loop.pdf"))
    assert (await reader.read(str(tmp_path / "good.pdf"))).text == "good"
    await reader.aclose()


def test_a_docx_is_markdown(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Manual", 0)
    document.add_heading("Riego", 1)
    document.add_paragraph("Agua cada día.")
    document.add_paragraph("uno", style="List Bullet")
    document.add_paragraph("dos", style="List Bullet")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "wide"
    document.add_heading("Hondo", 3)
    document.save(str(tmp_path / "a.docx"))
    found = read(str(tmp_path / "a.docx"), "")
    assert found.text == (
        "# Manual\n\n# Riego\n\nAgua cada día.\n\n- uno\n- dos\n\n| a | b |\n| --- | --- |\n| wide |\n\n"
        "### Hondo\n"
    )
    assert [(h.level, h.title) for h in found.headings] == [(1, "Manual"), (1, "Riego"), (3, "Hondo")]
    assert (found.title, found.form) == ("Manual", "markdown")


def test_an_archive_that_unpacks_without_end_has_its_reason(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 201_000_000)
    assert _reason(tmp_path, "bomb.docx", out.getvalue()) == "unpacks to more than 200 MB"
    assert _reason(tmp_path, "text.docx", b"just text") == "not a DOCX, whatever its name says"


async def test_a_docx_that_wants_all_memory_costs_only_itself(tmp_path: Path) -> None:
    document = docx.Document()
    document.save(str(tmp_path / "seed.docx"))
    body = b"<w:p/>" * 14_000_000
    with (
        zipfile.ZipFile(tmp_path / "seed.docx") as seed,
        zipfile.ZipFile(tmp_path / "fat.docx", "w", zipfile.ZIP_DEFLATED) as fat,
    ):
        for entry in seed.infolist():
            data = seed.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + body)
            fat.writestr(entry.filename, data)
    (tmp_path / "good.txt").write_text("good")
    reader = FileReader(tmp_path / "log")
    with pytest.raises(DocumentError):
        await reader.read(str(tmp_path / "fat.docx"))
    assert (await reader.read(str(tmp_path / "good.txt"))).text == "good"
    await reader.aclose()


async def test_a_damaged_docx_has_its_reason(tmp_path: Path, reader: FileReader) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("other.xml", b"<a/>")
    with pytest.raises(DocumentError, match="damaged, or not what its name says"):
        await reader.read(str(tmp_path / "a.docx"))


def test_without_the_readers_the_reason_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    monkeypatch.setitem(sys.modules, "docx", None)
    assert 'pip install "orquix-tui[docs]"' in _reason(tmp_path, "a.pdf", pdf(["x"]))
    assert 'pip install "orquix-tui[docs]"' in _reason(tmp_path, "a.docx", b"x")
