#!/usr/bin/env bash
# Installs what the benchmark compares with, as far as it is missing, and says what it could not get:
#   g++; oneDNN, PyTorch and OpenBLAS from Debian (as root); ONNX Runtime's library out of its npm package.
# What is downloaded goes to .installed beside this file, which git ignores. Exits with 1 where something is missing.
set -uo pipefail
cd "$(dirname "$0")"

onnxruntime_version=1.30.0
# Of the tarball onnxruntime-node-$onnxruntime_version.tgz, as the registry states it (in hexadecimal).
onnxruntime_sha512=b7086cd42d82fc1164cf5c9ce4e634288536194aba0d444eee10f86f1e50d90cb79c0309c115d6f31537355733136f5503d96894b3987a9a03f1f8d318e7c8ab

missing=()

has_package() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

install_packages() {
    if ! command -v apt-get >/dev/null; then
        missing+=("$* (not a Debian system; install oneDNN, PyTorch with OpenBLAS and g++ by its own means)")
        return
    fi
    local wanted=() package
    for package in "$@"; do has_package "$package" || wanted+=("$package"); done
    [ ${#wanted[@]} -eq 0 ] && return
    echo "installing ${wanted[*]}"
    # One by one: what cannot be had does not keep the others away.
    apt-get update -qq
    for package in "${wanted[@]}"; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null || missing+=("$package")
    done
}

# Debian's PyTorch calls whatever libblas.so.3 is selected; the reference BLAS is ten times slower.
select_openblas() {
    local library name
    for library in blas lapack; do
        name=lib$library.so.3-$(gcc -print-multiarch 2>/dev/null || echo x86_64-linux-gnu)
        local openblas=/usr/lib/${name#*.so.3-}/openblas-pthread/lib$library.so.3
        [ "$(readlink -f "/etc/alternatives/$name")" = "$(readlink -f "$openblas")" ] && continue
        update-alternatives --set "$name" "$openblas" || missing+=("OpenBLAS as $name (update-alternatives)")
    done
}

install_onnxruntime() {
    local folder=.installed/onnxruntime library=libonnxruntime.so.1 machine tarball
    [ "$(cat $folder/version 2>/dev/null)" = "$onnxruntime_version" ] && [ -f "$folder/$library" ] && return
    case $(uname -m) in
        x86_64) machine=x64 ;;
        aarch64) machine=arm64 ;;
        *) missing+=("ONNX Runtime (its package has nothing for $(uname -m))"); return ;;
    esac
    if ! command -v npm >/dev/null; then missing+=("ONNX Runtime (npm is not there)"); return; fi

    echo "downloading onnxruntime-node $onnxruntime_version (113 MB)"
    local download; download=$(mktemp -d)
    tarball=$(npm pack --silent --pack-destination "$download" "onnxruntime-node@$onnxruntime_version" 2>/dev/null | tail -n 1)
    if [ -z "$tarball" ]; then
        missing+=("ONNX Runtime (npm could not fetch onnxruntime-node@$onnxruntime_version)")
    elif ! echo "$onnxruntime_sha512  $download/$tarball" | sha512sum --check --status; then
        missing+=("ONNX Runtime (the tarball is not the one that this script names: its SHA-512 differs)")
    else
        mkdir -p $folder
        tar -xzf "$download/$tarball" -C "$download" --wildcards "package/bin/*/linux/$machine/$library" &&
            mv "$download"/package/bin/*/linux/$machine/$library $folder/ &&
            echo "$onnxruntime_version" >$folder/version ||
            missing+=("ONNX Runtime (no $library for linux/$machine in the package)")
    fi
    rm -rf "$download"
}

install_packages g++ libdnnl-dev libopenblas0-pthread python3-torch
has_package libopenblas0-pthread && select_openblas
install_onnxruntime

if [ ${#missing[@]} -gt 0 ]; then
    printf 'missing: %s\n' "${missing[@]}" >&2
    exit 1
fi
echo "all there: $(g++ -dumpfullversion) g++, ONNX Runtime $onnxruntime_version, $(dpkg-query -W -f '${Package} ${Version}, ' libdnnl-dev python3-torch libopenblas0-pthread | sed 's/, $//')"
