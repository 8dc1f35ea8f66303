#!/usr/bin/env bash
# Makes the virtual environment FOLDER with the first Python ≥ 3.11 found ($PYTHON goes first).
# A working environment that is already there is kept; one left half-made is made again.
set -euo pipefail
folder=$1

if "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
  exit 0
fi

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
whole() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

old="" bare=""
for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
  command -v "$python" >/dev/null || continue
  if ! suits "$python"; then
    old="$old $python"
  elif ! whole "$python"; then
    bare="$bare $python"
  else
    echo "Making $folder with $("$python" --version) …"
    exec "$python" -m venv --clear "$folder"
  fi
done

{
  echo "No Python that can make Anxin's environment was found."
  if [ -n "$bare" ]; then
    echo "  Without the modules venv and ensurepip:$bare"
    echo "  On Debian and Ubuntu these come apart from Python itself: apt-get install python3-venv"
  fi
  if [ -n "$old" ]; then
    echo "  Older than 3.11:$old"
  fi
  echo "  Install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3"
} >&2
exit 1
