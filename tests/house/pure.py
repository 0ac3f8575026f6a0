"""Prints the pure files of the rooms, comma-separated: nouns in, nouns out. Their every branch is tested."""

import ast
from pathlib import Path

import outreach

PACKAGE = Path(outreach.__file__).parent
SHELLS = ("cli", "web", "demo", "data", "store")  # what stands around the rooms, and the ground that is a database
OUTSIDE = {
    "aiosmtplib", "apscheduler", "asyncio", "fcntl", "gettext", "mailbox", "os", "shutil", "signal", "socket",
    "sqlalchemy", "ssl", "starlette", "subprocess", "tempfile", "threading", "outreach.firm", "outreach.journal",
    "outreach.store.engine",
}  # fmt: skip
DEEDS = {"exists", "glob", "is_dir", "is_file", "iterdir", "mkdir", "open", "read_bytes", "read_text", "rglob", "stat",
         "unlink", "write_bytes", "write_text"}  # fmt: skip


def is_pure(source: str) -> bool:
    """Whether a file imports nothing that reaches outside the process and calls nothing that touches files."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Attribute):
            names = [f"a deed: {node.attr}"] if node.attr in DEEDS else []
        elif isinstance(node, ast.Name) and node.id == "open":
            names = ["a deed: open"]
        if any(name.startswith("a deed") or {name, name.split(".")[0]} & OUTSIDE for name in names):
            return False
    return True


def pure_files() -> list[str]:
    """Paths from the checkout's root, of files in a room's folder only."""
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name not in SHELLS]
    files = [file for room in rooms for file in sorted(room.rglob("*.py")) if "records" not in str(file)]
    return [str(file.relative_to(PACKAGE.parent)) for file in files if is_pure(file.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    print(",".join(pure_files()))
