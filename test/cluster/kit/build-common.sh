# Sourced by the builds: strict, and into another name first, so that an interrupted build leaves no half binary behind.
set -euo pipefail
export GOFLAGS=-buildvcs=false
root=${TEST_CLUSTER_DIR:-$HOME/.cache/podstart-cluster}

# A field of a Go module: module_field MODULE@VERSION Dir|GoMod
module_field() {
  (cd / && go mod download -json "$1") | sed -n "s/^\t\"$2\": \"\(.*\)\",$/\1/p"
}
