"""Ways to write another script in Latin letters, made one: "Hyundai" and "Hyeondae", "Shcherbakov" and "Scherbakov".

What stands on file was romanised by table; firms romanise themselves by habit. Both are folded by the rules of the
script, coarser than any table and finer than consonants alone. After the tables of
Revised Romanization and McCune-Reischauer, BGN/PCGN and ISO 9, ELOT 743, Hanyu Pinyin and Wade-Giles, Hepburn and
Kunrei-shiki, RTGS.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

WRITTEN: dict[str, str] = {
    "HANGUL": (
        "yeo>yu you>yu eo>u eu>u oo>u ou>u woo>u ee>i ui>i ae>a ai>a ah>a uh>u sh>s ch>c j>c k>g t>d p>b l>r "
        "w> x>gs o>u e>a y>"
    ),
    "CYRILLIC": ("shch>s sch>s sh>s zh>q kh>h ch>c tch>c tz>c ts>c cz>c x>ks ph>f w>v y>i j>i q>i ii>i '>"),
    "GREEK": ("ph>f th>t ch>h kh>h gh>g x>ks ou>u ai>e ei>i oi>i y>i b>v e>i u>i w>o c>k"),
    "CJK": ("hs>s zh>j ch>j sh>s ts>j x>s q>j z>j c>j r>j ung>ong ie>ia uei>ui k>g t>d p>b"),
    "KATAKANA": ("sh>s ch>t ts>t f>h j>z dz>z l>r y>i ou>o ii>i aa>a uu>u oo>o ee>e c>k v>b"),
    "ARABIC": ("kh>h gh>g dh>d th>t sh>s ch>s q>k j>g p>b v>f a> e> i> o> u> w> y> '> `>"),
    "HEBREW": ("tz>c ts>c kh>k ch>k sh>s ph>p q>k f>p v>b w>b a> e> i> o> u> y> h> '> `>"),
    "THAI": ("ph>p th>t kh>k ch>j ae>e oo>u ee>i ii>i aa>a v>w r>l b>p d>t g>k"),
}
"""Replacements in their order, by script as Unicode calls it; the same for HIRAGANA as for KATAKANA."""
OTHER = "aa>a ee>i ii>i oo>u uu>u sh>s chh>c ch>c kh>k gh>g th>t dh>d ph>p bh>b w>v y>i j>i f>p q>k x>ks"
"""For scripts without rules of their own."""
TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=100_000)
def folded(latin: str, script: str) -> str:
    """A core in Latin letters as every way to romanise the script comes out."""
    for written, one in _rules(script):
        latin = latin.replace(written, one)
    return TWICE.sub(r"\1", latin)


@cache
def _rules(script: str) -> tuple[tuple[str, str], ...]:
    held = WRITTEN.get("KATAKANA" if script == "HIRAGANA" else script, OTHER)
    pairs = (one.split(">") for one in held.split())
    return tuple((written, read) for written, read in pairs)
