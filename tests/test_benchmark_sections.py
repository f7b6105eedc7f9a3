"""Sections of docs/ that benchmarks write."""

from pathlib import Path

from benchmarks.sections import put


def test_a_section_takes_the_place_of_its_earlier_one(tmp_path: Path) -> None:
    """What stands before and behind stays as it was; a new section comes last."""
    page = tmp_path / "accuracy.md"
    page.write_text("# Accuracy\n\nHow it is measured.\n\n## One\n\nold\n\n### One\n\nold too\n\n## Two\n\nkept\n", encoding="utf-8")

    put(page, "## One", "new\n")
    put(page, "## Three", "added")

    assert page.read_text(encoding="utf-8") == "# Accuracy\n\nHow it is measured.\n\n## One\n\nnew\n\n## Two\n\nkept\n\n## Three\n\nadded\n"
