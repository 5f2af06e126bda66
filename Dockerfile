# One image for every role; compose.yaml says which is which.
FROM python:3.12-slim
WORKDIR /opt/wasl
COPY pyproject.toml constraints.txt README.md ./
COPY bot bot
COPY handlers handlers
COPY missions missions
COPY storage storage
COPY locales locales
COPY sandbox sandbox
RUN pip install --no-cache-dir --constraint constraints.txt . && useradd --create-home --home-dir /var/lib/wasl wasl
COPY examples examples
USER wasl
WORKDIR /var/lib/wasl
# As process 1 it would be sent SIGTERM all the same, but children would be left to nobody: start with init (compose does).
CMD ["wasl", "run"]
