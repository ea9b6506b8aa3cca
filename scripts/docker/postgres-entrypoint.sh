#!/bin/sh
# The part of the official image's entrypoint that rlsbench uses: POSTGRES_PASSWORD or
# POSTGRES_PASSWORD_FILE, POSTGRES_USER, POSTGRES_DB, and `postgres` with options as the command.
set -eu
[ "${1:-postgres}" = postgres ] || exec "$@"
[ $# -eq 0 ] || shift

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
export PGDATA="${PGDATA:-/var/lib/postgresql/data}"
bin=$(echo /usr/lib/postgresql/*/bin)

as_postgres() {
  setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=${POSTGRES_PASSWORD:-}
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
  [ -n "$password" ] || { echo 'Expected POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE.' >&2; exit 1; }
  mkdir -p "$PGDATA"
  chown postgres:postgres "$PGDATA"
  chmod 700 "$PGDATA"
  # In a file that only it can read: a password is on no command line.
  file=$(mktemp)
  printf '%s' "$password" > "$file"
  chown postgres "$file"
  as_postgres "$bin/initdb" --username="$user" --pwfile="$file" --auth=scram-sha-256 \
    --encoding=UTF8 --no-locale --no-instructions >/dev/null
  rm "$file"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE "%s"\n' "$database" |
      as_postgres "$bin/postgres" --single -D "$PGDATA" postgres >/dev/null
  fi
  unset password POSTGRES_PASSWORD
fi

mkdir -p /var/run/postgresql
chown postgres:postgres /var/run/postgresql
# On all addresses of the container unless told otherwise, as the official image.
exec setpriv --reuid=postgres --regid=postgres --clear-groups -- \
  "$bin/postgres" -c listen_addresses='*' "$@"
