# Truce as a container: `truce serve` on port 8080, as a user without rights. Settings come from the environment.
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/truce
COPY constraints.txt ./
COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY bot bot
COPY storage storage
RUN /opt/truce/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home truce
COPY --from=build /opt/truce /opt/truce
ENV PATH=/opt/truce/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATABASE_URL=sqlite:////data/truce.db
USER truce
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/readyz\", timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["truce"]
CMD ["serve"]
