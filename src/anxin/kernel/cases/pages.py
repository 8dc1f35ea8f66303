"""Saved pages and feeds as passages of text. Written by others: size, number and shape of what is read are bounded.

HTML goes through the standard library's parser. No network, no links followed, nothing of a page is run.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from django.utils.translation import gettext as _

from anxin.decisions.dmn.xml import Element, parse
from anxin.decisions.errors import DecisionError

LARGEST = 2 * 1024 * 1024  # bytes of one file
MOST_FILES = 10_000
MOST_PASSAGES = 5_000  # of one page
LONGEST = 300  # characters of a sentence; what is longer is read piece by piece
PAGES = frozenset({".html", ".htm", ".xhtml", ".txt"})
FEEDS = frozenset({".xml", ".rss", ".atom"})
SILENT = frozenset({"script", "style", "template", "noscript"})
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "code", "data", "del", "em", "font", "i", "ins", "label", "mark", "q",
    "ruby", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
HEADINGS = frozenset({"title", "h1", "h2"})
TOLD = {"img": "alt", "area": "alt", "meta": "content", "input": "placeholder"}
METAS = frozenset({"description", "keywords", "og:title", "og:description"})
ENDS = re.compile(r"[。！？!?；;\n\r]+")
CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
SPACE = re.compile(r"\s+")
APART = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Page:
    """What was read of one page or one entry of a feed. `name`: its file, with the entry's link or number."""

    name: str
    heading: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A file that was not read, and why."""

    name: str
    why: str


def files_under(place: Path) -> list[Path]:
    """The files of a folder in order of name, links left aside; or the one file that was named."""
    if place.is_file():
        return [place]
    found: list[Path] = []
    for folder, inner, names in os.walk(place, followlinks=False):
        inner.sort()
        found += [path for name in sorted(names) if not (path := Path(folder, name)).is_symlink() and path.is_file()]
        if len(found) > MOST_FILES:
            break
    return found[: MOST_FILES + 1]


def read_file(path: Path, root: Path) -> Iterator[Page | LeftOut]:
    """The pages of one file: one of a saved page, one for each entry of a feed. What cannot be read says why."""
    name = path.name if path == root else path.relative_to(root).as_posix()
    kind = path.suffix.lower()
    if kind not in PAGES | FEEDS:
        yield LeftOut(name, _("neither a page (html, txt) nor a feed (xml, rss, atom)"))
        return
    with path.open("rb") as held:
        content = held.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield LeftOut(name, _("larger than %(mb)s MB") % {"mb": LARGEST // 1024 // 1024})
        return
    text = decoded(content)
    if text is None:
        yield LeftOut(name, _("neither UTF-8 nor GB18030"))
    elif kind in FEEDS:
        yield from _feed(text, name)
    elif kind == ".txt":
        yield Page(name, "", _kept(text.splitlines()))
    else:
        yield page_of(text, name)


def decoded(content: bytes) -> str | None:
    """The text, by its mark, by what it says of itself, as UTF-8, or as GB18030 (which holds GB2312 and GBK)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    said = CHARSET.search(content[:2048])
    name = said[1].decode().lower() if said else ""
    first = "gb18030" if name.startswith("gb") or name == "cp936" else "utf-8-sig"
    for encoding in dict.fromkeys((first, "utf-8-sig", "gb18030")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def plain(text: str) -> str:
    """One line of text as it is compared: full-width signs as plain ones, nothing invisible, no space inside words."""
    line = SPACE.sub(" ", HIDDEN.sub("", unicodedata.normalize("NFKC", text))).strip()
    return APART.sub("", line)


def sentences(passage: str) -> Iterator[str]:
    """The sentences of a passage; one that does not end is cut."""
    for part in ENDS.split(passage):
        whole = part.strip()
        for start in range(0, len(whole), LONGEST):
            yield whole[start : start + LONGEST]


def page_of(text: str, name: str) -> Page:
    """A page of HTML."""
    reader = _Reader()
    reader.feed(_tamed(text))
    reader.close()
    reader.end_passage()
    return Page(name, plain(" ".join(reader.heading))[:LONGEST], _kept(reader.passages))


def _kept(passages: list[str]) -> tuple[str, ...]:
    return tuple(line for held in passages[:MOST_PASSAGES] if (line := plain(held)))


def _tamed(text: str) -> str:
    """Without comments, marked sections and tags that never end: each makes the parser search the rest once more."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start + 4)
        at = len(text) if end < 0 else end + 3
    parts.append(text[at:])
    whole = "".join(parts).replace("<![", " ")
    last = whole.rfind(">") + 1
    return whole[:last] + whole[last:].replace("<", " ")


class _Reader(HTMLParser):
    """Gathers the text of blocks, and the words that stand in for pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[str] = []
        self.heading: list[str] = []
        self._now: list[str] = []
        self._silent = ""
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent = self._silent or tag
        if tag not in INLINE:
            self.end_passage()
        self._in_heading = self._in_heading or tag in HEADINGS
        told = TOLD.get(tag)
        if told is not None:
            held = dict(attrs)
            named = (held.get("name") or held.get("property") or "").lower()
            if tag != "meta" or named in METAS:
                self.passages.append(held.get(told) or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag not in INLINE:
            self.end_passage()
        if tag in HEADINGS:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self._now.append(data)
        if self._in_heading and len(self.heading) < LONGEST:
            self.heading.append(data)

    def end_passage(self) -> None:
        if self._now:
            self.passages.append("".join(self._now))
            self._now = []


def _feed(text: str, name: str) -> Iterator[Page | LeftOut]:
    """The entries of an RSS or Atom feed; other XML is left out."""
    try:
        root = parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode(), name)
    except DecisionError:
        yield LeftOut(name, _("not a readable RSS or Atom feed"))
        return
    entries = [one for one in _every(root) if one.name in {"item", "entry"}]
    if not entries:
        yield LeftOut(name, _("not a readable RSS or Atom feed"))
    for number, entry in enumerate(entries, start=1):
        yield _entry(entry, f"{name}#{number}")


def _entry(entry: Element, name: str) -> Page:
    held = {one.name: one for one in entry.children}
    heading = held["title"].text if "title" in held else ""
    link = held["link"].text.strip() or held["link"].attributes.get("href", "") if "link" in held else ""
    passages = [heading]
    for part in ("description", "summary", "encoded", "content"):
        if part in held:
            passages += page_of(held[part].text, name).passages
            passages += [one.text for inner in held[part].children for one in _every(inner)]
    return Page(f"{name} {link[:200]}".strip(), plain(heading)[:LONGEST], _kept(passages))


def _every(root: Element) -> Iterator[Element]:
    """The element and all within it, in order. Depth is bounded by the reader of the tree."""
    yield root
    for child in root.children:
        yield from _every(child)
