#!/bin/sh
# Builds two local images from Debian packages, for machines with Docker and without an image
# registry: Postgres 17 and PgBouncer 1.24. They stand in for the public ones:
#
#   npm run docker:images
#   export RLSBENCH_POSTGRES_IMAGE=rlsbench-local/postgres:17
#   export RLSBENCH_PGBOUNCER_IMAGE=rlsbench-local/pgbouncer:1.24
#
# Needs mmdebstrap, a Debian mirror (RLSBENCH_DEBIAN_MIRROR), and the docker command; about a minute.
# One layer each, so that storage drivers that copy layers (vfs) copy the least.
set -eu
cd "$(dirname "$0")"

suite=trixie
# The machine's own mirror, as apt has it.
mirror=${RLSBENCH_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(REPO_URI)' |
  sed -n 's/^Packages main \(http[^ ]*\)$/\1/p' | head -n 1)}
[ -n "$mirror" ] || { echo 'Expected a Debian mirror in RLSBENCH_DEBIAN_MIRROR; apt names none.' >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

need() {
  command -v "$1" >/dev/null || { echo "Expected $1 on PATH (Debian: apt-get install $2)." >&2; exit 1; }
}
need mmdebstrap mmdebstrap
need docker docker.io
docker version >/dev/null || { echo 'Expected a Docker engine that answers.' >&2; exit 1; }
[ -e "$keyring" ] || { echo "Expected $keyring (package debian-archive-keyring)." >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# build IMAGE PACKAGE ENTRYPOINT [mmdebstrap options...]
build() {
  image=$1 package=$2 entrypoint=$3
  shift 3
  echo "Building $image from $package of $suite" >&2
  mmdebstrap --quiet --variant=minbase --include="$package" --keyring="$keyring" \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' "$@" \
    "$suite" "$folder/root.tar" "$mirror"
  # Not through a pipe, which would make an image of what a failure left.
  docker import --change "ENTRYPOINT [\"$entrypoint\"]" \
    --change 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' "$folder/root.tar" "$image" >/dev/null
}

build rlsbench-local/pgbouncer:1.24 pgbouncer /usr/sbin/pgbouncer
# No cluster by the package: the entrypoint makes one with the password it is given. Without LLVM,
# a third of the image: Postgres runs without its JIT compiler where llvmjit.so is missing.
build rlsbench-local/postgres:17 postgresql-17 /entrypoint.sh \
  --dpkgopt='path-exclude=/usr/lib/*/libLLVM*' --dpkgopt='path-exclude=*/llvmjit*' \
  --dpkgopt='path-exclude=*/bitcode/*' \
  --essential-hook='mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"' \
  --customize-hook='upload docker/postgres-entrypoint.sh /entrypoint.sh' \
  --customize-hook='chmod 755 "$1/entrypoint.sh"'

docker image ls 'rlsbench-local/*'
