#!/usr/bin/env bash
# Makes sure that the tests find PostgreSQL's programs; they start a temporary server of their own.
set -euo pipefail

if [ -n "${ANXIN_POSTGRES_BIN:-}" ] && [ -x "$ANXIN_POSTGRES_BIN/initdb" ]; then
  exit 0
fi
if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; then
  exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing PostgreSQL's programs for the tests …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # First the common part, told not to make (and start) a cluster that nobody asked for.
  apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null
  sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  apt-get install -y -qq --no-install-recommends postgresql >/dev/null
else
  {
    echo "The tests run on PostgreSQL too, and its programs were not found."
    echo "  On Debian and Ubuntu: sudo apt-get install postgresql"
    echo "  Or name their folder: ANXIN_POSTGRES_BIN=/path/to/bin make test"
  } >&2
  exit 1
fi
