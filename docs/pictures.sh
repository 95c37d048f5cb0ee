#!/usr/bin/env bash
# Makes the pictures of docs/ again, from the embedded account and by the code that runs in production:
#
#   bash docs/pictures.sh              all of them
#   bash docs/pictures.sh spike mail   those whose names have one of these words
#
# Needs Go, pdftoppm (poppler-utils), chromium and ImageMagick. No picture may be larger than 150 KB.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
preview=
trap '[[ -z $preview ]] || kill "$preview"; rm -rf "$work"' EXIT
words=("$@")

main() {
  go build -o "$work/tokenreport" .

  page report
  page report-spike --scenario spike
  page report-outage --scenario outage
  page report-gap --scenario gap
  page report-empty --scenario empty
  page report-first-day --scenario first-day
  page report-25-hours --timezone America/New_York --date 2024-11-03
  page report-huge --scenario huge
  page report-fifty --scenario fifty
  page report-zh-CN --language zh-CN
  page report-id --language id
  page report-week --period week
  page report-month --period month

  local theme
  for theme in light dark; do
    screen "mail-360-$theme" 360 "$theme" 'mail.html'
    screen "mail-768-$theme" 768 "$theme" 'mail.html'
    screen "html-1280-$theme" 1280 "$theme" 'token-usage-*.html'
  done

  preview_page preview 'date=2024-11-19&scenario=spike&width=phone'
}

# wanted NAME: whether the picture was asked for.
wanted() {
  ((${#words[@]} > 0)) || return 0
  local word
  for word in "${words[@]}"; do
    [[ $1 != *"$word"* ]] || return 0
  done
  return 1
}

# demo OPTION… makes a report and prints its folder. Tuesday 19 November 2024 is the day, unless the options say otherwise.
demo() {
  rm -rf "$work/demo"
  "$work/tokenreport" demo --out "$work/demo" --date 2024-11-19 "$@" >"$work/demo.log" 2>&1 || fail "demo $*: $(<"$work/demo.log")"
}

# page NAME OPTION… is the first page of the demo's PDF.
page() {
  local name=$1
  wanted "$name" || return 0
  demo "${@:2}"
  pdftoppm -r 110 -f 1 -l 1 -singlefile -png "$(only 'token-usage-*.pdf')" "$work/page"
  keep "$work/page.png" "$name"
}

# screen NAME WIDTH THEME FILE is a page of the demo in a browser, as high as it is.
screen() {
  local name=$1 width=$2 theme=$3 file height
  wanted "$name" || return 0
  demo
  file=$(only "$4")
  # A window has a least width, a frame has none.
  frame "$file" "$width" 600
  browse "$theme" --dump-dom >"$work/frame.log"
  height=$(grep -oE 'data-height="[0-9]+"' "$work/frame.log" | tr -dc 0-9) || fail "chromium did not load $file"
  frame "$file" "$width" "$height"
  browse "$theme" --screenshot="$work/screen.png" --window-size="$((width < 600 ? 600 : width)),$height" >"$work/frame.log"
  convert "$work/screen.png" -crop "${width}x$height+0+0" +repage "$work/cut.png"
  keep "$work/cut.png" "$name"
}

# preview_page NAME QUERY is the page of the preview, with nothing configured.
preview_page() {
  local address
  wanted "$1" || return 0
  (cd "$work" && exec env -i PATH="$PATH" "$work/tokenreport" preview --addr 127.0.0.1:0) >"$work/preview.log" 2>&1 &
  preview=$!
  until address=$(grep -oE 'http://[0-9.:]+/' "$work/preview.log"); do
    kill -0 "$preview" 2>/dev/null || fail "preview: $(<"$work/preview.log")"
    sleep 0.1
  done
  open_page light "$address?$2" --screenshot="$work/preview.png" --window-size=1280,1000 >"$work/frame.log"
  keep "$work/preview.png" "$1"
}

frame() {
  cat >"$work/frame.html" <<HTML
<!doctype html>
<style>body { margin: 0 } iframe { border: 0; display: block }</style>
<iframe src="file://$1" width="$2" height="$3"
  onload="document.documentElement.dataset.height = this.contentDocument.documentElement.scrollHeight"></iframe>
HTML
}

# browse THEME OPTION… opens the frame in a browser of its own.
browse() {
  open_page "$1" "file://$work/frame.html" "${@:2}"
}

# open_page THEME ADDRESS OPTION…
open_page() {
  local scheme=1
  [[ $1 != dark ]] || scheme=0
  timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --allow-file-access-from-files \
    --disable-background-networking --user-data-dir="$work/chromium" --blink-settings="preferredColorScheme=$scheme" \
    "${@:3}" "$2" 2>"$work/chromium.log" || fail "chromium: $(tail -n 5 "$work/chromium.log")"
}

# only PATTERN is the demo's one file of that name.
only() {
  local found
  mapfile -t found < <(find "$work/demo" -type f -name "$1")
  ((${#found[@]} == 1)) || fail "the demo wrote ${#found[@]} files named $1, not one"
  printf '%s\n' "${found[0]}"
}

# keep FILE NAME reduces a picture to a palette, and puts it into docs.
keep() {
  local picture=docs/$2.png size
  convert "$1" -strip +dither -colors 128 -define png:compression-level=9 "PNG8:$picture"
  size=$(stat -c %s "$picture")
  ((size <= 150 * 1024)) || fail "$picture has $size bytes"
  printf '%s %s bytes\n' "$picture" "$size"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

main
