#!/bin/sh
# Builds static/vendor/codemirror-6.js from the packages that package-lock.json names: needs Node 20 and npm.
# The same packages give the same file; correct its row in static/vendor/VENDOR.md when they change.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/codemirror.js" "$work"
cd "$work"
npm ci --no-audit --no-fund
./node_modules/.bin/esbuild codemirror.js --bundle --minify --format=esm --target=es2022 --legal-comments=none \
  --banner:js="/* CodeMirror 6 and Lezer, MIT, (c) Marijn Haverbeke and others: see VENDOR.md */" \
  --outfile="$here/../../static/vendor/codemirror-6.js"
sha256sum "$here/../../static/vendor/codemirror-6.js"
