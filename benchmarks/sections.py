"""Sections of a page in docs/ that a benchmark writes, each in the place of its earlier one."""

from pathlib import Path

ACCURACY = Path(__file__).parent.parent / "docs" / "accuracy.md"


def put(page: Path, title: str, text: str) -> None:
    """Write `text` below the heading `title` (with its marks) of a page in Markdown; a section that is not there comes last."""
    lines = page.read_text(encoding="utf-8").splitlines() if page.exists() else ["# Accuracy"]
    mark = f"{title.partition(' ')[0]} "
    at = lines.index(title) if title in lines else len(lines)
    end = next((number for number in range(at + 1, len(lines)) if lines[number].startswith(mark)), len(lines))
    parts = ("\n".join(lines[:at]).strip(), title, text.strip(), "\n".join(lines[end:]).strip())
    page.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
