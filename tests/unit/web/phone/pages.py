"""Reading a page as a person does: its words without tags, and the forms on it."""

from __future__ import annotations

import re
from html import unescape
from typing import Protocol


class Answer(Protocol):
    """What a view or a test client gives back."""

    @property
    def content(self) -> bytes: ...


def words(answer: Answer) -> str:
    """The visible text of the page's main part, white space collapsed."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    rest = page[page.index("</main>") :] if "</main>" in page else ""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main + rest))).strip()


def shown_on(answer: Answer) -> dict[str, str]:
    """The fields that let this browser confirm what it was shown: the showing and the token of the visit to be."""
    found = dict(re.findall(r'name="(showing|token)" value="([^"]+)"', answer.content.decode()))
    assert set(found) == {"showing", "token"}
    return found
