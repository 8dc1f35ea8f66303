#!/usr/bin/env bash
# Makes sure that the browser journeys find a Chromium (or Chrome), and pages and printed cards Chinese fonts to draw with.
set -euo pipefail

found=""
for name in "${ANXIN_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then
    found=$(command -v "$name")
    break
  fi
done

missing=()
[ -n "$found" ] || missing+=(chromium)
# Without fontconfig nothing can be said about fonts: the packages bring it along.
if ! command -v fc-list >/dev/null || [ -z "$(fc-list 'Noto Sans CJK SC' family 2>/dev/null)" ]; then
  missing+=(fonts-noto-cjk)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the browser journeys …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" fontconfig >/dev/null
elif [ -z "$found" ]; then
  {
    echo "The browser journeys need Chromium, and none was found."
    echo "  On Debian and Ubuntu: sudo apt-get install chromium fonts-noto-cjk"
    echo "  Or name one: ANXIN_CHROMIUM=/path/to/chromium make test"
  } >&2
  exit 1
else
  echo "Noto Sans CJK is not here: screenshots may show boxes, cards cannot be drawn (on Debian: fonts-noto-cjk)." >&2
fi
