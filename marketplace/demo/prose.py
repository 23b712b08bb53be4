"""Running text as it is written here, and as it is kept."""

from textwrap import dedent


def prose(text: str) -> str:
    """`text` with its line ends taken out; an empty line still starts a paragraph."""
    paragraphs = dedent(text).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
