FROM python:3.13-slim
WORKDIR /watchword
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY config.example.toml ./
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . && useradd --system --uid 10001 watchword
USER watchword
ENTRYPOINT ["watchword"]
CMD ["run", "--config", "config.toml"]
