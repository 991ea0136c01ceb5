# Sourced by tests/run: installs what is missing, from Debian, npm and PyPI only.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "tests/run: this needs root or sudo: $*" >&2
        return 1
    fi
}

newest_initdb() {
    ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1
}

needs_postgres() {
    [ "$1" != lint ] && [ "$1" != scripts ]
}

# Of Debian's package prometheus only this one program, which needs nothing else.
install_promtool() {
    local folder
    folder="$(mktemp -d /tmp/latchkey-promtool.XXXXXX)"
    echo "installing promtool"
    as_root apt-get update -qq
    (cd "$folder" && apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb .)
    as_root install -m 755 "$folder/usr/bin/promtool" /usr/local/bin/promtool
    rm -rf "$folder"
}

install_for() {
    local step="$1" packages=() promtool=
    if needs_postgres "$step" && [ -z "${LATCHKEY_TEST_DATABASE_URL:-}" ] && [ -z "$(newest_initdb)" ]; then
        packages+=(postgresql)
    fi
    # psql, for tests/prepare-sql and for looking at what a test left behind
    if needs_postgres "$step" && ! command -v psql >/dev/null; then
        packages+=(postgresql-client)
    fi
    # the crates with C inside
    command -v cc >/dev/null || packages+=(build-essential)
    if [ "$step" = all ] || [ "$step" = it ]; then
        # the proxy and the commands of README.md and docs/ are tried for real
        [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || packages+=(nginx-light)
        [ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
        command -v curl >/dev/null || packages+=(curl)
        command -v openssl >/dev/null || packages+=(openssl)
        # the real virus scanner, and what it finds; the signatures are the tests' own
        [ -x /usr/sbin/clamd ] || packages+=(clamav-daemon)
        [ -d /usr/share/clamav-testfiles ] || packages+=(clamav-testfiles)
        # makes pages of Office files, in its sandbox
        [ -x /usr/lib/libreoffice/program/soffice.bin ] || packages+=(libreoffice-writer-nogui)
        # reads the rules for Prometheus, below: without the server that comes in the same package, and would start
        command -v promtool >/dev/null || promtool=missing
        # recognizes words in scans, in its sandbox
        [ -x /usr/bin/tesseract ] || packages+=(tesseract-ocr)
    fi
    if [ "$step" = all ] || [ "$step" = browser ]; then
        [ -x /usr/bin/chromium ] || packages+=(chromium)
        [ -x /usr/bin/chromium-headless-shell ] || packages+=(chromium-headless-shell)
        # tries the command line that pages hand out
        command -v curl >/dev/null || packages+=(curl)
        [ -n "$(ls -d /usr/share/fonts/truetype/*/ 2>/dev/null)" ] || packages+=(fonts-dejavu-core)
    fi
    if [ "$step" = all ] || [ "$step" = api ]; then
        python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
    fi
    if [ ${#packages[@]} -gt 0 ]; then
        echo "installing ${packages[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    fi
    [ "$promtool" != missing ] || install_promtool
    # The API is tried with the provider of the browser's tests.
    if [ "$step" = all ] || [ "$step" = browser ] || [ "$step" = api ]; then
        if ! cmp -s tests/browser/package-lock.json tests/browser/node_modules/.installed-lock; then
            (cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
            cp tests/browser/package-lock.json tests/browser/node_modules/.installed-lock
        fi
    fi
    if [ "$step" = all ] || [ "$step" = api ]; then
        if ! cmp -s tests/api/requirements.txt tests/api/.venv/.installed; then
            python3 -m venv --clear tests/api/.venv
            tests/api/.venv/bin/pip install --quiet --disable-pip-version-check --requirement tests/api/requirements.txt
            cp tests/api/requirements.txt tests/api/.venv/.installed
        fi
    fi
    if [ "$step" = all ] || [ "$step" = it ]; then
        if ! cmp -s tests/storage/package-lock.json tests/storage/node_modules/.installed-lock; then
            (cd tests/storage && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
            cp tests/storage/package-lock.json tests/storage/node_modules/.installed-lock
        fi
    fi
    if [ "$step" = all ] || [ "$step" = scripts ]; then
        if ! cmp -s tests/scripts/package-lock.json tests/scripts/node_modules/.installed-lock; then
            (cd tests/scripts && npm ci --no-audit --no-fund --loglevel=error)
            cp tests/scripts/package-lock.json tests/scripts/node_modules/.installed-lock
        fi
    fi
    if [ "$step" = all ] || [ "$step" = lint ] || [ "$step" = sql ]; then
        cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
            rustup component add rustfmt clippy
    fi
}
