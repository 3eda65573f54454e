#!/usr/bin/env bash
# Takes the pictures of the report anew, from the shipped example. Needs Chromium; run it after a change of the report.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${VENV:-.venv}/bin
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

OMICZ_PSEUDONYM_KEY=$(printf '0f%.0s' {1..32}) XDG_STATE_HOME=$work/state \
  "$bin/omicz-meta" validate mappings/csv-demo/example --format html --lang en --fail-on never -o "$work/report.html"

# A picture shows the top of the page, or one section of it: a headless browser does not scroll.
picture() {
  local name=$1 size=$2 section=$3 style=""
  shift 3
  if [ -n "$section" ]; then
    style="<style>header, nav, .verdict, section:not([aria-labelledby=en-$section]) { display: none !important }</style>"
  fi
  sed "s|</head>|$style</head>|" "$work/report.html" > "$work/$name.html"
  "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
    --window-size="$size" --virtual-time-budget=2000 "$@" --screenshot="$work/$name.png" "file://$work/$name.html" \
    2>/dev/null
  cp "$work/$name.png" "docs/images/$name.png"
  echo "docs/images/$name.png"
}

picture report-top 1280,1080 ""
picture report-rows 1280,560 ledger
picture report-people 1280,640 people
