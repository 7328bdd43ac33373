#!/usr/bin/env bash
# Builds the native backend, the addon of @tensorflow/tfjs-node, from the sources in that package, against the TensorFlow of a
# Python wheel: for Linux on x64 machines that cannot reach the storage host which the package's installer downloads from.
#
#   npm ci --ignore-scripts && npm run build && scripts/build-native.sh
#
# Needs python3 with pip, unzip, make and g++, and some 1.5 GB of disk while it works (230 MB are downloaded). Ends with 0 when
# the addon loads; 75 where something that it needs cannot be had here, with the reason; 1 when it should have worked.
set -euo pipefail
cd "$(dirname "$0")/.."
package=$PWD/node_modules/@tensorflow/tfjs-node
version=2.12.1
wheel=tensorflow_cpu-$version-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
sha256=d05b8268da5bd87cf43d46da177e3b3ca39f2db0437e56c5e18351db4cde8679
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unavailable() {
  echo "build-native: left out: $1" >&2
  exit 75
}

[ "$(uname -sm)" = 'Linux x86_64' ] || unavailable "there is no such wheel for $(uname -sm)"
for tool in python3 unzip make g++; do command -v "$tool" >/dev/null || unavailable "$tool is not installed"; done
[ -f "$package/binding.gyp" ] || unavailable 'the package is not installed: npm ci --ignore-scripts puts it there'
headers=$(dirname "$(dirname "$(node -p 'fs.realpathSync(process.execPath)')")")
[ -f "$headers/include/node/node_api.h" ] || unavailable "Node.js has come without its headers ($headers/include/node)"
python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.10 --platform manylinux2014_x86_64 \
  --dest "$work" "tensorflow-cpu==$version" || unavailable 'the wheel could not be downloaded'
echo "$sha256  $work/$wheel" | sha256sum --quiet -c -

mkdir -p "$package/deps/lib" "$package/deps/include"
unzip -qo "$work/$wheel" 'tensorflow/libtensorflow_*.so.2' 'tensorflow/include/tensorflow/c/*' \
  'tensorflow/include/tensorflow/core/platform/ctstring*' 'tensorflow/include/tensorflow/tsl/*.h' -d "$work"
mv "$work"/tensorflow/libtensorflow_*.so.2 "$package/deps/lib/"
ln -sf libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
ln -sf libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"
cp -r "$work/tensorflow/include/." "$package/deps/include/"

# Two defects of the sources: values that are returned without ever having been set when a thread is terminated, which
# crashes; and one set of names that all threads add to at once.
sed -i -E 's/^( *)napi_value ([a-z_]+);/\1napi_value \2 = nullptr;/' "$package"/binding/tfjs_*.cc
sed -i 's/^static std::set<std::string> ATTR_NAME_SET;/static thread_local std::set<std::string> \&ATTR_NAME_SET = *new std::set<std::string>();/' \
  "$package/binding/tfjs_backend.cc"
grep -q 'thread_local std::set<std::string> &ATTR_NAME_SET' "$package/binding/tfjs_backend.cc"

cd "$package"
npx --yes node-gyp@11 rebuild --silent --nodedir="$headers" -- -Dmodule_name=tfjs_binding \
  -Dmodule_path="$PWD/lib/napi-v8" -Dnapi_build_version=8
node -p "'build-native: the addon loads, TensorFlow ' + require('./lib/napi-v8/tfjs_binding.node').TF_Version"
