# shellcheck shell=bash disable=SC2154 # the variables are run's
# Sourced by tests/bench/run: starts the contestants. Each start leaves $scratch/contestants/<name>.json, which tells
# measure.py where to find it; everything that is started stands in `sessions`.

sessions=()

# Runs a command in a session of its own, so that it can be stopped, and its memory counted, with all its children.
launch() {
    setsid "$@" </dev/null &
    sessions+=("$!")
}

stop_all() {
    local session
    for session in "${sessions[@]}"; do
        kill -TERM -- "-$session" 2>/dev/null || true
    done
    [ ${#sessions[@]} -eq 0 ] || sleep 1
    for session in "${sessions[@]}"; do
        kill -KILL -- "-$session" 2>/dev/null || true
    done
    wait || true
}

wait_for() {
    local url="$1" deadline=$((SECONDS + 60))
    until curl -s -o /dev/null "$url"; do
        [ "$SECONDS" -lt "$deadline" ] || { echo "nothing answers at $url" >&2; return 1; }
        sleep 0.2
    done
}

# fill TEMPLATE NAME=VALUE... : replaces @NAME@; values are taken as they are.
fill() {
    local text pair
    text="$(<"$1")"
    shift
    for pair in "$@"; do
        text="${text//"@${pair%%=*}@"/"${pair#*=}"}"
    done
    printf '%s\n' "$text"
}

# describe NAME KEY=VALUE... : the contestant's file for measure.py.
describe() {
    python3 -c 'import json, sys; json.dump(dict(pair.split("=", 1) for pair in sys.argv[1:]), sys.stdout)' \
        "name=$1" "${@:2}" >"$scratch/contestants/$1.json"
}

# As Debian has it: the master is root, and those who answer are www-data.
unless_root() {
    [ "$(id -u)" -ne 0 ] || echo "$1"
}

# Starts a provider for the site at $1; sets `issuer`, `client_id` and `client_secret`.
start_provider() {
    local said
    said="$(mktemp -p "$scratch" provider.XXXXXX)"
    launch node "$bench/provider.mjs" "$1" >"$said" 2>>"$scratch/log/provider.log"
    until [ -s "$said" ]; do
        kill -0 "${sessions[-1]}" || return 1
        sleep 0.2
    done
    { read -r issuer; read -r client_id; read -r client_secret; } < <(
        python3 -c 'import json, sys; print(*json.load(open(sys.argv[1])).values(), sep="\n")' "$said")
}

start_nginx() {
    local port home="$scratch/nginx"
    port="$(free_port)"
    mkdir -p "$home/put"
    [ "$(id -u)" -ne 0 ] || chown www-data: "$home/put"
    fill "$bench/nginx.conf" "USER=$(unless_root 'user www-data;')" HOME="$home" LOG="$scratch/log" FILES="$scratch/files" PORT="$port" \
        >"$home/nginx.conf"
    launch /usr/sbin/nginx -c "$home/nginx.conf" -e "$scratch/log/nginx.log" 2>>"$scratch/log/nginx.log"
    wait_for "http://127.0.0.1:$port/"
    describe nginx session="${sessions[-1]}" origin="http://127.0.0.1:$port" files=/ put=/put/upload.bin put_file="$home/put/upload.bin" \
        version="$(/usr/sbin/nginx -v 2>&1 | sed 's/.*: //')"
}

start_apache() {
    local port home="$scratch/apache"
    port="$(free_port)"
    mkdir "$home"
    start_provider "http://localhost:$port"
    fill "$bench/apache.conf" "USER=$(unless_root $'User www-data\nGroup www-data')" HOME="$home" LOG="$scratch/log" \
        FILES="$scratch/files" PORT="$port" ORIGIN="http://localhost:$port" PASSPHRASE="$(secret)" \
        ISSUER="$issuer" CLIENT_ID="$client_id" CLIENT_SECRET="$client_secret" >"$home/apache.conf"
    launch /usr/sbin/apache2 -D FOREGROUND -f "$home/apache.conf" 2>>"$scratch/log/apache.log"
    wait_for "http://localhost:$port/"
    describe apache session="${sessions[-1]}" origin="http://127.0.0.1:$port" host="localhost:$port" files=/ \
        sign_in="http://localhost:$port/1k.bin" \
        version="Apache $(/usr/sbin/apache2 -v | sed -n 's,.*Apache/\([0-9.]*\).*,\1,p'), mod_auth_openidc $(dpkg-query -W -f '${Version}' libapache2-mod-auth-openidc)"
}

start_fastapi() {
    local port python="$bench/.venv/bin/python"
    port="$(free_port)"
    run_sql postgres 'CREATE DATABASE fastapi'
    run_sql fastapi "CREATE TABLE user_roles(email text PRIMARY KEY, role text NOT NULL);
        INSERT INTO user_roles VALUES ('bench@example.com', 'editor')"
    local settings=(BENCH_FILES="$scratch/files" DATABASE_URL="$(database_url fastapi)" API_COOKIE_SECRET="$(secret)")
    # One worker a core: its documentation advises at most as many as there are cores.
    launch env "${settings[@]}" PYTHONPATH="$bench" PYTHONDONTWRITEBYTECODE=1 "$bench/.venv/bin/granian" --interface asgi --loop uvloop \
        --workers "$(nproc)" --host 127.0.0.1 --port "$port" --access-log app:app >"$scratch/log/fastapi.log" 2>&1
    wait_for "http://127.0.0.1:$port/"
    describe fastapi session="${sessions[-1]}" origin="http://127.0.0.1:$port" files=/api/files/ me=/api/v1/me \
        cookie="$(env "${settings[@]}" "$python" "$bench/app.py")" \
        version="$("$python" -V), $("$bench/.venv/bin/pip" freeze | grep -E '^(fastapi|starlette|granian|uvloop|asyncpg)=' | sed 's/==/ /' | paste -sd, | sed 's/,/, /g')"
}

start_latchkey() {
    local port home="$scratch/latchkey"
    port="$(free_port)"
    mkdir "$home"
    run_sql postgres 'CREATE DATABASE latchkey'
    start_provider "http://localhost:$port"
    # Nothing of the operator's own environment, and no `.env`: it starts in an empty folder.
    local settings=(
        PATH="$PATH" HOME="$home" APP_ENV=test BIND="127.0.0.1:$port" PUBLIC_URL="http://localhost:$port" DATA_DIR="$home/data"
        DATABASE_URL="$(database_url latchkey)" OIDC_ISSUER_URL="$issuer" APP_REG_CLIENT_ID="$client_id"
        APP_REG_CLIENT_SECRET="$client_secret" API_COOKIE_SECRET="$(secret)" FAIR_SHARE=0
    )
    {
        echo '#!/usr/bin/env bash'
        printf 'cd %q && exec env -i' "$home"
        printf ' %q' "${settings[@]}" "$latchkey"
        echo ' "$@"'
    } >"$home/latchkey"
    chmod +x "$home/latchkey"
    "$home/latchkey" import "$scratch/files" --into /bench >"$scratch/log/import.log" 2>&1
    "$home/latchkey" role set bench@example.com editor >>"$scratch/log/import.log" 2>&1
    launch "$home/latchkey" 2>"$scratch/log/latchkey.log"
    wait_for "http://localhost:$port/health/ready"
    describe latchkey session="${sessions[-1]}" origin="http://127.0.0.1:$port" host="localhost:$port" files=/files/bench/ me=/api/v1/me \
        database="$(database_url latchkey)" listing_json=/api/files/bench/big/ sign_in="http://localhost:$port/login?redirect_uri=/account" \
        version="$("$latchkey" --version), ${LATCHKEY_BINARY:+"a given binary"}${commit:+"commit $commit"}"
}

secret() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

database_url() {
    echo "${LATCHKEY_TEST_DATABASE_URL%/*}/$1"
}

run_sql() {
    psql -q -v ON_ERROR_STOP=1 "$(database_url "$1")" -c "$2"
}
