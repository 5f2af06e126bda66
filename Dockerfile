# Two images of one program; compose.yaml says which role runs which.
#
#   docker build --target chat --tag wasl-chat .    wasl serve, wasl courier, wasl db: without solvers and encoder
#   docker build --tag wasl .                       every command: wasl run, wasl clock, wasl timetable, …
#
# The base is an exact tag. To hold it by its digest too, take the digest from a registry you trust:
#
#   docker build --build-arg PYTHON_DIGEST=sha256:… .
#
# The packages are those of deploy/requirements, each compared with its hash (`make requirements` writes them).
ARG PYTHON=python:3.11.14-slim-bookworm
ARG PYTHON_DIGEST=

FROM ${PYTHON}${PYTHON_DIGEST:+@}${PYTHON_DIGEST} AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

FROM base AS build-chat
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY deploy/requirements deploy/requirements
RUN python -m venv --without-pip /opt/wasl \
    && pip install --require-hashes --no-deps --only-binary :all: --requirement deploy/requirements/build.txt \
    && pip --python /opt/wasl/bin/python install --require-hashes --no-deps --only-binary :all: \
        --requirement deploy/requirements/chat.txt
COPY LICENSE README.md pyproject.toml ./
COPY bot bot
COPY handlers handlers
COPY missions missions
COPY storage storage
COPY locales locales
COPY sandbox sandbox
COPY timekeeping timekeeping
COPY web web
COPY examples examples
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheels . \
    && pip --python /opt/wasl/bin/python install --no-deps --no-index /wheels/*.whl

FROM build-chat AS build-whole
RUN pip --python /opt/wasl/bin/python install --require-hashes --no-deps --only-binary :all: \
        --requirement deploy/requirements/whole.txt

FROM base AS runtime
# The number is fixed, so that a volume and a backup keep their owner from image to image.
RUN groupadd --gid 10001 wasl \
    && useradd --uid 10001 --gid wasl --home-dir /data --no-create-home --shell /usr/sbin/nologin wasl \
    && install --directory --owner=wasl --group=wasl --mode=0700 /data
ENV PATH=/opt/wasl/bin:$PATH WASL_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
# Neither image writes anywhere but to /data and /tmp: the root may be read-only.
# Wasl ends on SIGTERM; child processes it leaves are collected by an init (docker run --init, as in compose.yaml).

FROM runtime AS chat
COPY --from=build-chat /opt/wasl /opt/wasl
CMD ["wasl", "serve"]

FROM runtime AS whole
COPY --from=build-whole /opt/wasl /opt/wasl
# The SQLite file of `wasl run`: a volume by name (--volume wasl:/data) keeps it from one container to the next.
VOLUME /data
CMD ["wasl", "run"]
