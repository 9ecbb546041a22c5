# syntax=docker/dockerfile:1
# The server alone: no embedded database, no tests, no build tools. It refuses to start without
# HIKESHI_DATABASE_URL, because an empty pager that looks healthy is the worst default.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
ENV UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
COPY bootstrap.lock ./
RUN pip install --no-cache-dir --require-hashes -r bootstrap.lock
COPY requirements.lock server.lock ./
RUN python -m venv --without-pip /opt/build \
    && uv pip sync --no-cache --python /opt/build/bin/python --require-hashes requirements.lock \
    && python -m venv --without-pip /opt/hikeshi \
    && uv pip sync --no-cache --python /opt/hikeshi/bin/python --require-hashes server.lock
COPY packages/ packages/
COPY adapters/ adapters/
RUN for distribution in packages adapters; do \
        (cd $distribution && /opt/build/bin/python -m hatchling build -t wheel -d /build/dist) || exit 1; \
    done \
    && uv pip install --no-cache --offline --no-deps --python /opt/hikeshi/bin/python dist/*.whl

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hikeshi
COPY --from=build /opt/hikeshi /opt/hikeshi
ENV PATH=/opt/hikeshi/bin:$PATH PYTHONUNBUFFERED=1 \
    HIKESHI_HOST=0.0.0.0 HIKESHI_DATA_DIR=/var/lib/hikeshi HIKESHI_LOG_FORMAT=json
RUN install -d -o hikeshi -g hikeshi -m 0700 /var/lib/hikeshi
USER 10001
VOLUME ["/var/lib/hikeshi"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/livez', timeout=2)"]
CMD ["hikeshi", "api"]
