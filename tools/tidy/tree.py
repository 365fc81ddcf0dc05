"""The files of the repository that rules apply to, read once."""

import ast
import subprocess
from functools import cached_property
from pathlib import Path

SKIPPED = {
    ".git",
    ".desk",
    "target",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}
TEXT_BYTES_MAX = 4_000_000


class Tree:
    """A repository: paths relative to its top, texts on demand."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[str, str] = {}
        self._modules: dict[str, ast.Module | None] = {}

    @cached_property
    def paths(self) -> list[str]:
        """Every file that is tracked or could be: what git does not ignore; without git all but build folders."""
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
                cwd=self.root,
                capture_output=True,
                check=False,
            )
            if listed.returncode == 0:
                names = sorted(set(listed.stdout.decode().split("\0")) - {""})
                return [name for name in names if (self.root / name).is_file()]
        found = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(str(path) for path in found if not SKIPPED.intersection(path.parts) and path.suffix != ".so")

    def text(self, path: str) -> str:
        """The text of a file; empty for a binary or a very large one."""
        if path not in self._texts:
            full = self.root / path
            body = full.read_bytes() if full.exists() and full.stat().st_size < TEXT_BYTES_MAX else b""
            self._texts[path] = "" if b"\0" in body else body.decode(errors="replace")
        return self._texts[path]

    def module(self, path: str) -> ast.Module | None:
        """The parsed module of a Python file; None when it does not parse."""
        if path not in self._modules:
            try:
                self._modules[path] = ast.parse(self.text(path))
            except SyntaxError:
                self._modules[path] = None
        return self._modules[path]

    def under(self, *starts: str, suffix: str = "") -> list[str]:
        """Paths that begin with one of these and end with suffix."""
        return [path for path in self.paths if path.startswith(starts) and path.endswith(suffix)]

    def generated(self, path: str) -> bool:
        """Written by `./desk gen`: ceilings and names do not apply."""
        return "_gen." in path or path.startswith("docs/reference/")
