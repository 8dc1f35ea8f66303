"""What every page must pass in a real browser: axe, no sideways scrolling, targets and text large enough; and its
picture, kept under build/screenshots."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Links inside a sentence may be as small as the sentence (WCAG 2.5.8, the inline exception).
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.type !== 'hidden' && e.getClientRects().length && !e.matches('.ax-skip, .ck-skip'))
  .filter(e => !(e.matches('a') && getComputedStyle(e).display === 'inline'))
  .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([box, html]) => html)"""

# A bar pinned to the window's edge would lie across the middle of a picture of the whole page.
UNPINNED = "() => document.querySelectorAll('.ph-act, .ck-dock').forEach(e => { e.style.position = 'static'; })"

SMALL_TEXT = """least => { const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const e = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    if (!text || !e.getClientRects().length) continue;
    if (e.closest('.ax-idcard, .ax-cardsheet, .ax-hidden-visually, .ck-unseen')) continue;
    if (parseFloat(getComputedStyle(e).fontSize) < least - 0.1) found.push(text.slice(0, 30)); }
  return found; }"""

TIGHT_LINES = """() => [...document.querySelectorAll('p, li, dd, dt, label, blockquote')]
  .filter(e => e.getClientRects().length && e.textContent.trim())
  .filter(e => { const s = getComputedStyle(e); return parseFloat(s.lineHeight) / parseFloat(s.fontSize) < 1.49; })
  .map(e => e.outerHTML.slice(0, 90))"""


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def axe_findings(page: Page) -> list[Any]:
    """Each broken rule with the places; evaluated, not linked, because the page's policy lets no other script in."""
    page.evaluate(_axe())
    ran = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in ran["violations"]]


def look(page: Page, name: str, *, elder: bool = False) -> None:
    """Assert everything a page owes its reader and keep its picture as `name`.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate(UNPINNED)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")
    found = {
        "axe": axe_findings(page),
        "wider than the window": page.evaluate("document.documentElement.scrollWidth > innerWidth"),
        "small targets": page.evaluate(SMALL_TARGETS, 60 if elder else 44),
        "small text": page.evaluate(SMALL_TEXT, 24 if elder else 14),  # 18 pt are 24 px
        "tight lines": page.evaluate(TIGHT_LINES),
    }
    assert {what: where for what, where in found.items() if where} == {}
