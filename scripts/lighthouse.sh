#!/usr/bin/env bash
# Measure the pages with Lighthouse: performance and accessibility must reach 95. Needs Node 18.20 or newer and Chromium.
#   scripts/lighthouse.sh [FOLDER]     reports go to FOLDER, by default to a new one under /tmp
set -euo pipefail
cd "$(dirname "$0")/.."
version=12.8.2   # the last line that runs on Node 20
out=${1:-$(mktemp -d /tmp/lighthouse.XXXX)}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/unclench-lighthouse-$version
mkdir -p "$out" "$tools"
[ -x "$tools/node_modules/.bin/lighthouse" ] || npm install --prefix "$tools" --no-audit --no-fund --silent "lighthouse@$version"
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v google-chrome)}
port=8647
python=${PYTHON:-.venv/bin/python}
"$python" -c "from unclench.cli.main import run; run()" serve --port $port --data "$out/data" >"$out/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    "$python" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/', timeout=2)" 2>/dev/null && break
    sleep 0.2
done

failed=0
for path in ${PAGES:-/ /about /diary /medicine /your-data /people /country /sources /privacy /guide /offline/check /offline}; do
    report=$out/$(echo "$path" | tr '/' '_').json
    "$tools/node_modules/.bin/lighthouse" "http://127.0.0.1:$port$path" --quiet --output=json --output-path="$report" \
        --only-categories=performance,accessibility,best-practices \
        --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking" || true
    "$python" - "$path" "$report" <<'PYTHON' || failed=1
import json, sys
path, file = sys.argv[1:]
report = json.load(open(file, encoding="utf-8"))
scores = {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}
bytes_sent = report["audits"].get("total-byte-weight", {}).get("numericValue", 0)
print(f"{path:16} {scores}  {bytes_sent / 1024:.0f} KiB", report.get("runtimeError", ""))
for audit in report["audits"].values():
    if audit["score"] is not None and audit["score"] < 0.9 and audit.get("scoreDisplayMode") in ("binary", "metricSavings"):
        print(f"    {audit['id']}: {audit['title']}")
sys.exit(scores["performance"] < 95 or scores["accessibility"] < 95)
PYTHON
done
echo "reports: $out; load average: $(cut -d' ' -f1-3 /proc/loadavg)"
exit $failed
