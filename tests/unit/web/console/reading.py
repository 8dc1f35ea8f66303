"""Reading a console page as a person does."""

from __future__ import annotations

import re
from html import unescape
from typing import Protocol


class Answer(Protocol):
    """What a view or a test client gives back."""

    @property
    def content(self) -> bytes: ...


def words(answer: Answer) -> str:
    """The visible text of the page, white space collapsed."""
    page = re.sub(r"<(script|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def rows(answer: Answer) -> list[str]:
    """The visible text of every row of every table."""
    return [words_of(row) for row in re.findall(r"<tr\b.*?</tr>", answer.content.decode(), flags=re.DOTALL)]


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
