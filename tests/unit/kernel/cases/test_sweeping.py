"""Reading saved pages: what is a sentence, what is left out and why, whatever somebody wrote into a page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.cases.pages import LARGEST, LONGEST, LeftOut, Page, files_under, page_of, plain, read_file, sentences

LINE = "小学数学一对一辅导，保证提分。"


def read(folder: Path, name: str, content: bytes) -> list[Page | LeftOut]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return list(read_file(path, folder))


def html(body: str, charset: str = "utf-8") -> bytes:
    return f'<html><head><meta charset="{charset}"><title>招生</title></head><body>{body}</body></html>'.encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk", "gb2312"])
def test_a_page_is_read_in_its_own_encoding(tmp_path: Path, charset: str) -> None:
    assert read(tmp_path, "a.html", html(f"<p>{LINE}</p>", charset)) == [Page("a.html", "招生", ("招生", LINE_KEPT))]


LINE_KEPT = plain(LINE)


def test_a_page_that_names_no_encoding_or_a_wrong_one_is_read_all_the_same(tmp_path: Path) -> None:
    for content in (f"<p>{LINE}</p>".encode("gb18030"), f'<meta charset="utf-8"><p>{LINE}</p>'.encode("gb18030")):
        (page,) = read(tmp_path, "a.htm", content)
        assert isinstance(page, Page)
        assert page.passages == (LINE_KEPT,)


def test_words_in_inline_marks_are_one_passage_and_blocks_are_apart() -> None:
    page = page_of("<div>小学<b>数学</b><span>辅导</span></div><div>另一段</div>", "a")
    assert page.passages == ("小学数学辅导", "另一段")


def test_hidden_signs_full_width_signs_and_spaces_between_characters_hide_nothing() -> None:
    assert plain("中 小\u200b 学　补\u00ad课１００％") == "中小学补课100%"


def test_scripts_styles_and_comments_are_not_read_but_the_words_of_pictures_are() -> None:
    page = page_of(
        "<style>p{}</style><script>alert('<p>培训</p>')</script><!-- <p>培训</p> -->"
        '<img alt="暑假班招生"><meta name="description" content="幼小衔接"><meta name="x" content="别的">', "a"
    )  # fmt: skip
    assert page.passages == ("暑假班招生", "幼小衔接")


def test_each_entry_of_a_feed_is_a_page_of_its_own(tmp_path: Path) -> None:
    rss = (
        '<?xml version="1.0" encoding="GB18030"?><rss><channel><title>频道</title>'
        "<item><title>甲</title><link>https://a.example/1</link>"
        f"<description>&lt;p&gt;{LINE}&lt;/p&gt;</description></item>"
        "<item><title>乙</title><description>天气</description></item></channel></rss>"
    ).encode("gb18030")
    assert read(tmp_path, "f.rss", rss) == [
        Page("f.rss#1 https://a.example/1", "甲", ("甲", LINE_KEPT)), Page("f.rss#2", "乙", ("乙", "天气")),
    ]  # fmt: skip
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>丙</title><link href="https://a.example/2"/>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LINE}</p></div></content></entry></feed>'
    ).encode()
    (entry,) = read(tmp_path, "f.atom", atom)
    assert entry == Page("f.atom#1 https://a.example/2", "丙", ("丙", LINE_KEPT))


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<rss><channel><item><title>&b;</title></item></channel></rss>"
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.html", b"<p>" + b"a" * LARGEST), ("a.html", b"\xff\x81\xff\x20\x80\xff"),
     ("a.xml", b"<rss>"), ("a.xml", BOMB), ("a.xml", OUTSIDE), ("a.xml", b"<opml/>"), ("a.rss", b"<a>" * 5000)],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    (left,) = read(tmp_path, name, content)
    assert isinstance(left, LeftOut)
    assert (left.name, bool(left.why)) == (name, True)


@pytest.mark.parametrize(
    "hostile",
    ["<!--" * 9999, "<a " * 9999, "<![x" * 9999, "</a " * 9999, "<?x" * 9999, "&#x" * 9999, "<div>" * 9999, "<" * 9999,
     "<script>" + "</x " * 9999, "<a " + "x='" * 9999 + ">"],
)  # fmt: skip
def test_tags_that_never_end_hide_nothing_that_stands_before_them(hostile: str) -> None:
    assert page_of(f"<p>{LINE}</p>{hostile}", "a").passages[:1] == (LINE_KEPT,)


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for passage in page_of(text, "a").passages:
        assert all(0 < len(one) <= LONGEST for one in sentences(passage))


@given(st.lists(st.text(alphabet="小学数辅导", min_size=1, max_size=30), min_size=1, max_size=6))
def test_sentences_are_found_whatever_ends_them(parts: list[str]) -> None:
    assert list(sentences("。".join(parts))) == parts


def test_a_passage_without_an_end_is_read_to_its_end() -> None:
    assert [len(one) for one in sentences("学" * (2 * LONGEST + 5))] == [LONGEST, LONGEST, 5]


def test_links_in_a_folder_lead_nowhere(tmp_path: Path) -> None:
    inside, outside = tmp_path / "pages", tmp_path / "secret.html"
    inside.mkdir()
    outside.write_text("<p>内部</p>", "utf-8")
    (inside / "b.html").write_text("b", "utf-8")
    (inside / "deep").mkdir()
    (inside / "deep" / "a.html").write_text("a", "utf-8")
    os.symlink(outside, inside / "c.html")
    os.symlink(tmp_path, inside / "up")
    assert [path.relative_to(inside).as_posix() for path in files_under(inside)] == ["b.html", "deep/a.html"]
