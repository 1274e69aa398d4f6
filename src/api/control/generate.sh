#!/bin/sh
# Writes the code of control.proto to the file named, or over the one in the repository. Needs no network.
set -eu
cd "$(dirname "$0")"
target=${1:-control-v1.ts}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
buf generate proto --template proto/buf.gen.yaml --output "$made"
oxfmt --stdin-filepath="$PWD/control-v1.ts" < "$made/conclave/control/v1/control_pb.ts" > "$made/control-v1.ts"
cp "$made/control-v1.ts" "$target"
