# Sourced by tests/run: a PostgreSQL cluster of our own, on a free port, gone afterwards.

postgres_data=""
# Nothing in a test has to survive a power cut.
postgres_careless="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

start_postgres() {
    if [ -n "${LATCHKEY_TEST_DATABASE_URL:-}" ]; then
        return
    fi
    local bin port attempt
    bin="$(dirname "$(newest_initdb)")"
    mkdir "$scratch/postgres"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$scratch/postgres"
    as_postgres "$bin/initdb" -D "$scratch/postgres/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$scratch/initdb.log" ||
        { cat "$scratch/initdb.log"; return 1; }
    for attempt in 1 2 3; do
        port="$(free_port)"
        if as_postgres "$bin/pg_ctl" -s -w -D "$scratch/postgres/data" -l "$scratch/postgres/log" start \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 $postgres_careless"; then
            postgres_data="$scratch/postgres/data"
            export LATCHKEY_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
            return
        fi
    done
    cat "$scratch/postgres/log" >&2
    return 1
}

stop_postgres() {
    if [ -n "$postgres_data" ]; then
        as_postgres "$(dirname "$(newest_initdb)")/pg_ctl" -s -D "$postgres_data" -m immediate stop || true
    fi
}
