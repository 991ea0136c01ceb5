# shellcheck shell=bash disable=SC2034,SC2154 # the variables are run's
# Sourced by tests/bench/run and large: installs what is missing, from Debian, PyPI and npm only.

# Installs packages without starting the services that they bring: theirs would listen on port 80.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d ours="" status=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        ours=yes
    fi
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || status=$?
    [ -z "$ours" ] || as_root rm -f "$policy"
    return "$status"
}

install_for_large() {
    local packages=() pair
    for pair in wrk:wrk curl:curl psql:postgresql-client cc:build-essential; do
        command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    [ -n "$(newest_initdb)" ] || packages+=(postgresql)
    if [ ${#packages[@]} -gt 0 ]; then
        echo "installing ${packages[*]}"
        install_quietly "${packages[@]}"
    fi
    install_sign_in
}

install_for_recall() {
    local packages=() pair
    for pair in soffice:libreoffice-writer-nogui soffice:libreoffice-calc-nogui soffice:libreoffice-impress-nogui pdftotext:poppler-utils; do
        command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    # Mails that Python's parser is tried with.
    dpkg-query -W 'libpython3*-testsuite' >/dev/null 2>&1 || packages+=('libpython3[.][0-9]+-testsuite')
    if [ ${#packages[@]} -gt 0 ]; then
        echo "installing ${packages[*]}"
        install_quietly "${packages[@]}"
    fi
}

# What the provider and the browser's way through it need.
install_sign_in() {
    if ! cmp -s tests/browser/package-lock.json tests/browser/node_modules/.installed-lock; then
        (cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
        cp tests/browser/package-lock.json tests/browser/node_modules/.installed-lock
    fi
}

install_for_bench() {
    local packages=() pair
    # apache2-bin is the server without Debian's site around it; the configuration here is our own.
    for pair in nginx:nginx apache2:apache2-bin wrk:wrk curl:curl psql:postgresql-client cc:build-essential; do
        PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    [ -e /usr/lib/apache2/modules/mod_auth_openidc.so ] || packages+=(libapache2-mod-auth-openidc)
    [ -e /etc/mime.types ] || packages+=(media-types)
    [ -n "$(newest_initdb)" ] || packages+=(postgresql)
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
    if [ ${#packages[@]} -gt 0 ]; then
        echo "installing ${packages[*]}"
        install_quietly "${packages[@]}"
    fi
    if ! cmp -s "$bench/requirements.txt" "$bench/.venv/.installed"; then
        echo "installing the FastAPI contestant"
        python3 -m venv --clear "$bench/.venv"
        "$bench/.venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$bench/requirements.txt"
        cp "$bench/requirements.txt" "$bench/.venv/.installed"
    fi
    install_sign_in
}

# Sets `latchkey` to the program that is measured and, where it is known, `commit`.
find_latchkey() {
    commit=""
    [[ ",$only," == *,latchkey,* ]] || return 0
    if [ -n "${LATCHKEY_BINARY:-}" ]; then
        latchkey="$(realpath "$LATCHKEY_BINARY")"
        return
    fi
    echo "building Latchkey"
    # Without the embedded database, as in production; the query data is the committed one.
    SQLX_OFFLINE=true cargo build --profile dist --no-default-features --quiet
    commit="$(git describe --always --dirty 2>/dev/null || true)"
    latchkey="$(realpath "${CARGO_TARGET_DIR:-target}/dist/latchkey")"
}
