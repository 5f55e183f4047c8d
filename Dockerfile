# The service, as `manage.py serve` starts it. docs/operations.md says how it is run.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
COPY config/requirements.txt config/requirements.txt
RUN python -m venv .venv && .venv/bin/pip install --require-hashes --only-binary :all: -r config/requirements.txt
COPY . .
RUN .venv/bin/python -m compileall -q catalog config \
 && ENV_FILE='' SECRET_KEY=of-the-build-alone-which-nothing-that-serves-ever-sees ALLOWED_HOSTS=localhost .venv/bin/python manage.py check

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 catalogue \
 && useradd --system --uid 10001 --gid catalogue --no-create-home --shell /usr/sbin/nologin catalogue
# Root's, so that the service cannot change itself.
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 ENV_FILE=""
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
# Signals reach it: it becomes the server, without a shell in between.
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
