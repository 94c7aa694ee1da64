#!/usr/bin/env bash
# How long a model takes from the start of its process to the first output, and to full speed: compiled as it runs, ahead of time in
# part (ReadyToRun) and in whole (NativeAOT). Publishes Startup in every form (what cannot be had is named and left out), with
# warnings as errors, and runs each model in fresh processes, the best of which counts.
#   run.sh [MODEL…]     for instance run.sh Lstm1To16 Gru16To32; without models, some; 'all' takes every one
# RUNS=5 in the environment sets how many processes there are for each line.
set -uo pipefail
cd "$(dirname "$0")"

runs=${RUNS:-3}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# publish NAME FRAMEWORK [PROPERTY…]
publish() {
    local name=$1 framework=$2
    shift 2
    if ! dotnet publish -c Release -f "$framework" -r linux-x64 --nologo -v q -warnaserror "$@" -o "$out/$name" . >"$out/$name.log" 2>&1; then
        echo "$name is left out: $(grep -m 1 error "$out/$name.log")"
        rm -rf "${out:?}/$name"
    fi
}

# The least of each column; the first two are names.
best() {
    awk '{ for (i = 2; i <= NF; i++) if (NR == 1 || $i + 0 < least[i]) least[i] = $i + 0; name = $1 }
        END { printf "%-14s", name; for (i = 2; i <= NF; i++) printf "%10s", least[i]; print "" }'
}

# measure TITLE PROGRAM [VARIABLE=VALUE…]
measure() {
    local title=$1 program=$out/$2/Startup
    shift 2
    [ -x "$program" ] || return
    echo
    echo "$title"
    for model in $models; do
        for _ in $(seq "$runs"); do env "$@" "$program" "$model" "$(date +%s%N)"; done | best
    done
}

publish jit net10.0 --no-self-contained
publish r2r net10.0 --no-self-contained -p:Form=r2r
publish r2r4 net10.0 --no-self-contained -p:Form=r2r -p:InstructionSet=x86-64-v4
# ILC for .NET 9 spells the levels in its own way.
publish aot net9.0 -p:Form=aot
publish aot3 net9.0 -p:Form=aot -p:InstructionSet=x86-x64-v3
publish aot4 net9.0 -p:Form=aot -p:InstructionSet=x86-x64-v4

models=${*:-Lstm1To8 Lstm1To16 Lstm1To64 Lstm64To128 Gru16To32}
[ "$models" = all ] && models=$("$out/jit/Startup")

echo "ms to the first output; first Step: ms, of the processor, of compiling; the same of a first Forward over 64 steps;"
echo "then ns a step at first (of the best of 20 batches), ms from the first Forward to full speed, ns a step in the end"
measure "JIT" jit
measure "JIT, DOTNET_TieredPGO=0" jit DOTNET_TieredPGO=0
measure "JIT, DOTNET_TieredCompilation=0" jit DOTNET_TieredCompilation=0
measure "ReadyToRun" r2r
measure "ReadyToRun, x86-64-v4" r2r4
measure "NativeAOT (.NET 9)" aot
measure "NativeAOT (.NET 9), x86-x64-v3" aot3
measure "NativeAOT (.NET 9), x86-x64-v4" aot4
