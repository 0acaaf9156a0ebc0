"""Which files are met, in what order, and why some are not read."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from orquix_tui.documents.walking import missing, walk

IGNORING = {
    ".gitignore": "*.log\n!keep.log\n/build/\nnode?\ndoc/**/draft.md\n\\#odd\ntrail\\ \n[z-a]\n!\n# note\n"
    "foo/*\n!foo/bar\nsub/deep/only.txt\n*.tmp\n!a/\n",
    "x.log": "x",
    "keep.log": "x",
    "build/out.txt": "x",
    "sub/build/out.txt": "x",
    "sub/.gitignore": "!x.log\n*.md\n!read.md\n",
    "sub/x.log": "x",
    "sub/a.md": "x",
    "sub/read.md": "x",
    "sub/deep/only.txt": "x",
    "sub/deep/more.md": "x",
    "sub/deep/.gitignore": "!more.md\n",
    "node1/a.txt": "x",
    "doc/a/b/draft.md": "x",
    "doc/draft.md": "x",
    "doc/final.md": "x",
    "#odd": "x",
    "trail ": "x",
    "foo/one.txt": "x",
    "foo/bar/two.txt": "x",
    "a/x.tmp": "x",
    "a/y.txt": "x",
    "secret/by-exclude.txt": "x",
}


def _fill(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def _met(*paths: Path) -> dict[str, str]:
    """Paths relative to the first root, with their reasons."""
    return {os.path.relpath(f.path, paths[0]): f.reason for f in walk([str(path) for path in paths])}


@pytest.mark.skipif(shutil.which("git") is None, reason="git says what is right")
def test_what_git_would_leave_out_is_left_out(tmp_path: Path) -> None:
    root = _fill(tmp_path / "repo", IGNORING)
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "init", "-q", str(root)], check=True, env=environment)
    (root / ".git/info/exclude").write_text("secret/\n")
    files = [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and ".git/" not in str(p)]
    done = subprocess.run(
        ["git", "check-ignore", "-z", "--stdin"],
        input="\0".join(files),
        capture_output=True,
        text=True,
        cwd=root,
        env=environment,
        check=False,
    )
    ignored = set(filter(None, done.stdout.split("\0")))

    assert len(ignored) > 8
    documents = {file for file in files if file not in ignored and not file.endswith(".gitignore")}
    assert set(_met(root)) == documents
    # The same from below: what stands above still holds.
    below = {name for name in documents if name.startswith("sub/")}
    assert {f"sub/{name}" for name in _met(root / "sub")} == below


def test_a_file_that_is_named_is_read_though_it_is_ignored(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {".gitignore": "*.txt\nbuild\n", "a.txt": "x", "build/b.md": "x"})
    (root / ".git").mkdir()
    assert _met(root) == {}
    assert _met(root, root / "a.txt") == {"a.txt": ""}
    assert _met(root / "build") == {"b.md": ""}


def test_another_repository_inside_has_its_own_rules(tmp_path: Path) -> None:
    root = _fill(
        tmp_path / "r", {".gitignore": "*.txt\n", "a.txt": "x", "inner/.git/config": "", "inner/a.txt": "x"}
    )
    assert _met(root) == {"inner/a.txt": ""}
    assert _met(root, root / ".gitignore") == {".gitignore": "", "inner/a.txt": ""}


def test_files_come_in_order_and_none_twice(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {"b.txt": "x", "a/z.txt": "x", "a/b/c.txt": "x", "c.txt": "x"})
    met = [f.path for f in walk([str(root / "a"), str(root), str(root / "b.txt")])]
    assert [os.path.relpath(path, root) for path in met] == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_versions_caches_and_environments_are_passed_over(tmp_path: Path) -> None:
    root = _fill(
        tmp_path / "r",
        {
            ".git/config": "x",
            ".hg/x": "x",
            ".svn/x": "x",
            "__pycache__/a.pyc": "x",
            "node_modules/m/index.js": "x",
            "my-env/pyvenv.cfg": "x",
            "my-env/lib/a.py": "x",
            "target/CACHEDIR.TAG": "x",
            "target/a.txt": "x",
            ".github/workflow.yml": "x",
            "main.py": "x",
        },
    )
    assert _met(root) == {".github/workflow.yml": "", "main.py": ""}
    assert _met(root / "target") == {"CACHEDIR.TAG": "", "a.txt": ""}


def test_what_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {"empty.txt": "", "pic.png": "x", "old.doc": "x", "ok.txt": "x"})
    with (root / "sparse.txt").open("wb") as file:
        file.truncate(200_000_000)
    with (root / "large.pdf").open("wb") as file:
        file.truncate(40_000_000)
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(os.path.relpath(root / "sock"))
        met = _met(root)
    assert met == {
        "empty.txt": "empty",
        "large.pdf": "",
        "ok.txt": "",
        "old.doc": ".doc is not read; save it as PDF, DOCX or text",
        "pic.png": "binary",
        "pipe": "not a file but a device, a pipe or a socket",
        "sock": "not a file but a device, a pipe or a socket",
        "sparse.txt": "larger than 10 MB",
    }


def test_files_of_keys_are_added_only_when_they_are_named(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {".env": "K=1", "server.pem": "x", "id_rsa": "x", "a.txt": "x"})
    met = _met(root)
    assert {name for name, reason in met.items() if "may hold keys" in reason} == {
        ".env",
        "server.pem",
        "id_rsa",
    }
    assert _met(root / ".env") == {".": ""}
    assert _met(root, root / ".env")[".env"] == ""


def test_links_lead_to_a_file_once_never_round_and_never_out(tmp_path: Path) -> None:
    outside = _fill(tmp_path / "outside", {"o.txt": "x"})
    root = _fill(tmp_path / "r", {"real.txt": "x", "dir/in.txt": "x"})
    (root / "again.txt").symlink_to("real.txt")
    (root / "dir" / "up").symlink_to("..")
    (root / "round1").symlink_to("round2")
    (root / "round2").symlink_to("round1")
    (root / "gone").symlink_to("nothing")
    (root / "out.txt").symlink_to(outside / "o.txt")
    (root / "outdir").symlink_to(outside)
    assert _met(root) == {
        "real.txt": "",
        "dir/in.txt": "",
        "gone": "a link that leads nowhere",
        "out.txt": "a link out of the folder",
        "outdir": "a link out of the folder",
        "round1": "a link that leads nowhere",
        "round2": "a link that leads nowhere",
    }
    (tmp_path / "entry").symlink_to(root)
    assert _met(tmp_path / "entry")["dir/in.txt"] == ""


def test_a_name_that_is_no_text_has_its_reason(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {"two\nlines.txt": "x", "bell\x07.txt": "x"})
    Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.txt")).write_text("x")
    met = _met(root)
    assert met["two\nlines.txt"] == ""
    assert "control characters" in met["bell\x07.txt"]
    assert "not UTF-8" in met["bad\udcff.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder_has_its_reason(tmp_path: Path) -> None:
    root = _fill(tmp_path / "r", {"closed/a.txt": "x", "open.txt": "x"})
    (root / "closed").chmod(0)
    try:
        assert _met(root) == {"closed": "not readable: permission denied", "open.txt": ""}
    finally:
        (root / "closed").chmod(0o700)


def test_folders_may_be_deeper_than_python_recurses(tmp_path: Path) -> None:
    made = [tmp_path / "r"]
    for _ in range(1100):
        made.append(made[-1] / "d")
    for folder in made:
        folder.mkdir()
    file = made[-1] / "a.txt"
    file.write_text("x")
    try:
        assert [f.reason for f in walk([str(tmp_path / "r")])] == [""]
    finally:  # what clears the temporary folders away recurses
        file.unlink()
        for folder in reversed(made):
            folder.rmdir()


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert missing([str(tmp_path), str(tmp_path / "no")]) == str(tmp_path / "no")
    assert missing([str(tmp_path)]) == ""
