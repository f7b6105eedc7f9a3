#!/bin/sh
# A Chromium for this machine: what is there already, else Playwright's own download, else the system's package.
# Usage: tools/browser.sh BIN, where BIN is the environment's bin folder.
set -u
bin=$1

found() { "$bin/python" -c "import sys; from crawler.browser.engines import find_chromium; sys.exit(find_chromium() is None)"; }

# Firefox and WebKit beside it, for indicator 4-2.1, as root on Debian; without them its parts stay undecided, and nothing fails.
others() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 0
    wanted=""
    command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || wanted="firefox-esr"
    command -v WebKitWebDriver >/dev/null 2>&1 || wanted="$wanted webkit2gtk-driver"
    command -v Xvfb >/dev/null 2>&1 || wanted="$wanted xvfb xauth"
    [ -n "$wanted" ] || return 0
    echo "installing $wanted from the system's packages ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    { timeout 120 apt-get update -qq; timeout 300 apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null 2>&1 ||
        echo "they are not to be had: some of the eight browsers of 4-2.1 stay undecided (tekser doctor says which)" >&2
    return 0
}

if found; then others; exit 0; fi
echo "looking for a browser: trying Playwright's own download ..." >&2
"$bin/playwright" install chromium --only-shell >/dev/null 2>&1 && found && others && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "the download is not to be had; installing Chromium from the system's packages ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    apt-get update -qq >"$log" 2>&1
    for package in chromium-headless-shell chromium; do
        apt-get install -y -qq --no-install-recommends "$package" fonts-dejavu-core fonts-noto-core >>"$log" 2>&1 && found && rm -f "$log" && others && exit 0
    done
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "no browser: install Chromium (Debian, as root: apt-get install chromium fonts-dejavu-core; elsewhere: $bin/playwright install chromium) and run make again" >&2
exit 1
