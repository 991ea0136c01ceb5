"""The FastAPI contestant: the same sign-in session, roles and downloads, written as its documentation teaches.

The session is starlette's signed cookie and holds the claims; roles come from PostgreSQL through a five-minute cache.
`python app.py` prints a session cookie, which saves the benchmark a second client at the provider.
"""

import os
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.middleware.sessions import SessionMiddleware

FILES = Path(os.environ["BENCH_FILES"]).resolve()
SECRET = os.environ["API_COOKIE_SECRET"]
DAY = 24 * 3600
FIVE_MINUTES = 300


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=5) as pool:
        app.state.pool = pool
        app.state.roles = {}
        yield


app = FastAPI(lifespan=lifespan)
app.add_middleware(SessionMiddleware, secret_key=SECRET, max_age=DAY, same_site="lax")


class User(BaseModel):
    name: str
    email: str
    role: str


async def role_of(email: str) -> str | None:
    kept = app.state.roles.get(email)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    role = await app.state.pool.fetchval("SELECT role FROM user_roles WHERE email = $1", email)
    app.state.roles[email] = (time.monotonic() + FIVE_MINUTES, role)
    return role


async def reader(request: Request) -> User:
    claims = request.session.get("claims")
    if claims is None:
        raise HTTPException(401, "Not signed in")
    email = claims["email"].lower()
    role = await role_of(email)
    if role is None:
        raise HTTPException(403, "No role")
    return User(name=claims["name"], email=email, role=role)


Reader = Annotated[User, Depends(reader)]


@app.get("/api/files/{path:path}")
async def download(path: str, user: Reader) -> FileResponse:
    file = (FILES / path).resolve()
    if not file.is_relative_to(FILES) or not file.is_file():
        raise HTTPException(404, "No such file")
    return FileResponse(file)


@app.get("/api/v1/me")
async def me(user: Reader) -> User:
    return user


def cookie() -> str:
    """As SessionMiddleware makes it, with the claims of an ID token."""
    import base64
    import json

    from itsdangerous import TimestampSigner

    now = int(time.time())
    claims = {
        "iss": "http://localhost",
        "aud": "latchkey",
        "sub": "bench",
        "name": "Bench Example",
        "preferred_username": "bench",
        "email": "bench@example.com",
        "email_verified": True,
        "nonce": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "iat": now,
        "exp": now + 600,
    }
    data = base64.b64encode(json.dumps({"claims": claims}).encode())
    return "session=" + TimestampSigner(SECRET).sign(data).decode()


if __name__ == "__main__":
    print(cookie())
