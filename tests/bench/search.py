#!/usr/bin/env python3
"""How fast is a search in 100,000 documents?

    tests/bench/search.py fill DATABASE_URL [COUNT]     puts COUNT documents with text of a few kB into a migrated database
    tests/bench/search.py ask BASE_URL [ROUNDS]         asks a running program (DEV_MODE, or a cookie in $COOKIE), prints p50 and p95

`fill` writes rows only, as the program's triggers see them, and the texts as its indexer would: no bytes are stored, so
nothing can be downloaded. It needs psql. The words come from a list of their own, drawn as words are in real texts: few
of them often, most of them seldom.
"""

import itertools
import json
import os
import random
import subprocess
import sys
import time
import urllib.parse
import http.client

random.seed(7)

SYLLABLES = "an be con der es fi ga hal in jo ka le mo ne or pa qui re sta ti un ver wo xi ya zu bil dor fen gra kel lim".split()
COMMON = """the of and to in is for on that by this with from at as are was be it an or which not have has will company
customer project report contract meeting budget quarter invoice delivery plan price order supplier team review schedule
change office travel cost time date number total account manager department result target market product service data
system process quality risk training employee security policy request approval""".split()
KINDS = [("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ("pdf", "application/pdf"),
         ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("txt", "text/plain; charset=utf-8"),
         ("md", "text/markdown; charset=utf-8"), ("png", "image/png"), ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation")]


def words():
    rare = {"".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 4))) for _ in range(40_000)}
    return COMMON + sorted(rare)


def fill(url, count):
    vocabulary = words()
    weights = list(itertools.accumulate(1 / (place + 5) for place in range(len(vocabulary))))
    folders = [("", "00000000-0000-7000-8000-000000000001")]
    psql = subprocess.Popen(["psql", "-q", "-v", "ON_ERROR_STOP=1", url], stdin=subprocess.PIPE, text=True)
    out = psql.stdin

    def identifier(kind, number):
        return f"00000000-0000-7{kind:03x}-8000-{number:012x}"

    out.write("BEGIN;\nCOPY nodes (id, parent_id, name, kind, created_by, current_version_id) FROM stdin;\n")
    for number in range(1, max(count // 40, 10)):
        parent = random.choice(folders[: max(1, number // 4)])
        name = f"{random.choice(vocabulary[:400]).capitalize()} {number}"
        ident = identifier(0xf00, number)
        folders.append((parent[0] + "/" + name, ident))
        out.write(f"{ident}\t{parent[1]}\t{name}\tfolder\tbench\t\\N\n")
    kinds = []
    for number in range(count):
        ending, kind = random.choice(KINDS)
        kinds.append(kind)
        name = " ".join(random.choices(vocabulary, cum_weights=weights, k=random.randint(1, 4))).capitalize()
        folder = random.choice(folders)[1]
        out.write(f"{identifier(0xd00, number)}\t{folder}\t{name} {number}.{ending}\tdocument\tbench\t{identifier(0xa00, number)}\n")
    out.write("\\.\nCOPY versions (id, document_id, number, sha256, size, content_type, created_by) FROM stdin;\n")
    for number in range(count):
        size = int(random.lognormvariate(11, 1.5))
        out.write(f"{identifier(0xa00, number)}\t{identifier(0xd00, number)}\t1\t\\\\x{number:064x}\t{size}\t{kinds[number]}\tbench\n")
    out.write("\\.\nCOMMIT;\nCREATE TEMPORARY TABLE texts (sha256 bytea, body text);\nCOPY texts FROM stdin;\n")
    for number in range(count):
        if kinds[number].startswith("image/"):
            continue
        text = " ".join(random.choices(vocabulary, cum_weights=weights, k=random.randint(100, 900)))
        out.write(f"\\\\x{number:064x}\t{text}\n")
    out.write("\\.\nUPDATE contents c SET state = 'done', body = t.body, words = search_words(t.body) FROM texts t WHERE t.sha256 = c.sha256;\n"
              "UPDATE contents SET state = 'unsupported' WHERE state = 'waiting';\nVACUUM ANALYZE;\n")
    out.close()
    if psql.wait():
        sys.exit("psql failed")


def queries():
    vocabulary = words()
    rare = vocabulary[len(COMMON):]
    for _ in range(40):
        yield "rare word", {"q": random.choice(rare)}
        yield "common word", {"q": random.choice(COMMON)}
        yield "two common words", {"q": " ".join(random.sample(COMMON, 2))}
        yield "common and rare", {"q": f"{random.choice(COMMON)} {random.choice(rare)}"}
        word = random.choice(COMMON + rare[:200])
        for length in range(1, len(word)):
            yield "while typing", {"q": word[:length], "limit": "8"}
        yield "number", {"q": str(random.randint(1, 99_999))}
        yield "misspelt", {"q": (lambda w: w[:2] + w[3:] + "x")(random.choice(rare))}
        yield "phrase", {"q": '"' + " ".join(random.sample(COMMON[:30], 2)) + '"'}
        yield "with filters", {"q": random.choice(COMMON), "kind": "pdf", "size": "small"}
        yield "filters only", {"kind": "office", "size": "large"}
        yield "second page", {"q": random.choice(COMMON), "cursor": "c2VhcmNoOjIw"}
        yield "nowhere", {"q": "qqzzxx" + random.choice(rare)}


def ask(base, rounds):
    address = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname, address.port)
    headers = {"accept": "application/json", **({"cookie": os.environ["COOKIE"]} if "COOKIE" in os.environ else {})}
    times = {}
    for round in range(rounds + 1):
        for kind, query in queries():
            begun = time.perf_counter()
            connection.request("GET", "/api/v1/search?" + urllib.parse.urlencode(query), headers=headers)
            answer = connection.getresponse()
            found = json.loads(answer.read())
            if answer.status != 200:
                sys.exit(f"{answer.status}: {found}")
            if round:  # the first one warms the caches
                times.setdefault(kind, []).append((time.perf_counter() - begun, query, len(found["items"])))
    every = [one for some in times.values() for one in some]
    print(f"{'query':20} {'count':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}  slowest")
    for kind, some in [*times.items(), ("all", every)]:
        some = sorted(some, key=lambda one: one[0])
        at = lambda part: some[min(len(some) - 1, int(len(some) * part))][0] * 1000
        print(f"{kind:20} {len(some):6} {at(0.5):8.1f} {at(0.95):8.1f} {some[-1][0] * 1000:8.1f}  {some[-1][1].get('q', '')!r} ({some[-1][2]} hits)")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", url, *rest]:
            fill(url, int(rest[0]) if rest else 100_000)
        case ["ask", base, *rest]:
            ask(base, int(rest[0]) if rest else 3)
        case _:
            sys.exit(__doc__)
