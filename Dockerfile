# Latchkey in a container: the lean build, without the embedded database.
#
#   docker build -t latchkey .
#   docker run -p 8000:8000 -v latchkey-data:/var/lib/latchkey --env-file .env latchkey [COMMAND]
#
# With pages of Office files (PREVIEW_OFFICE=libreoffice):
#
#   docker build -t latchkey --build-arg OFFICE="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-liberation" .
#
# With words recognized in scans, in English and German:
#
#   docker build -t latchkey --build-arg OCR="tesseract-ocr tesseract-ocr-deu" .
#
# A proxy in front ends TLS. Set TRUSTED_PROXIES to its address, and PUBLIC_URL or APP_REG_REDIRECT_URI to what people type.

FROM rust:1.95-slim-trixie AS build
# aws-lc, the cryptography below TLS, is C.
RUN apt-get update && apt-get install --yes --no-install-recommends build-essential cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /latchkey
COPY . .
# Queries are checked against the committed query data, not against a database.
ENV SQLX_OFFLINE=true
RUN cargo build --profile dist --locked --no-default-features

FROM debian:trixie-slim
ARG OFFICE=
ARG OCR=
# The certificates that the provider's are checked against.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates $OFFICE $OCR && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home --uid 10001 latchkey \
    && install --directory --owner=latchkey --mode=0700 /var/lib/latchkey
COPY --from=build /latchkey/target/dist/latchkey /usr/local/bin/latchkey
USER 10001
# Not /var/lib/latchkey: what lies there is documents.
WORKDIR /
# In a container every address is the container's own; what is reachable is said by -p.
ENV APP_ENV=production BIND=0.0.0.0:8000 DATA_DIR=/var/lib/latchkey LOG_FORMAT=json
VOLUME /var/lib/latchkey
EXPOSE 8000
# Whatever runs the container asks GET /health (alive) and GET /health/ready (database and provider).
ENTRYPOINT ["latchkey"]
