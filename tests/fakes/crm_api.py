"""The APIs of HubSpot and Salesforce, as far as deals are fetched from them: local servers with the documented answers.

with FakeHubSpot(token="pat-1").in_thread() as hubspot:
    hubspot.deals["17"] = {"dealname": "Acme", "amount": "2100000"}
"""

import json
import re
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class _Fake(ABC):
    """`faults`: statuses to answer the next requests with, instead; a header Retry-After goes with a 429."""

    def __init__(self) -> None:
        self.faults: deque[int] = deque()
        self.asked: list[str] = []
        self.url = ""

    @contextmanager
    def in_thread(self) -> Iterator["Any"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._do("GET", b"")

            def do_POST(self) -> None:
                self._do("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _do(self, method: str, body: bytes) -> None:
                fake.asked.append(f"{method} {self.path}")
                if fake.faults:
                    status, answer = fake.faults.popleft(), {"message": "no", "category": "FAULT"}
                else:
                    status, answer = fake.answer(method, self.path, self.headers.get("Authorization", ""), body)
                sent = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                if status == 429:
                    self.send_header("Retry-After", "3")
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  not a word
                del format, args

        return Handler

    @abstractmethod
    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, Any]:
        """The status and the JSON that a request gets."""


class FakeHubSpot(_Fake):
    """Deals by id with their properties; `updated` is when each was changed last."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.deals: dict[str, dict[str, str]] = {}
        self.updated: dict[str, datetime] = {}
        self.companies: dict[str, str] = {}
        self.company_of: dict[str, str] = {}
        self.owners: dict[str, str] = {}

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, Any]:
        del method, body
        if authorization != f"Bearer {self.token}":
            return 401, {"status": "error", "category": "INVALID_AUTHENTICATION", "message": "expired"}
        parts = urlsplit(path)
        asked = parse_qs(parts.query)
        if found := re.fullmatch(r"/crm/v3/objects/deals/(\w+)", parts.path):
            return self._deal(found[1], asked)
        if found := re.fullmatch(r"/crm/v3/objects/companies/(\w+)", parts.path):
            name = self.companies[found[1]]
            return 200, _object(found[1], {"name": name}, datetime(2027, 1, 4, 9, tzinfo=UTC))
        if found := re.fullmatch(r"/crm/v3/owners/(\d+)/?", parts.path):
            return 200, {"id": found[1], "email": self.owners[found[1]], "type": "PERSON", "archived": False}
        return 404, {"status": "error", "category": "OBJECT_NOT_FOUND"}

    def _deal(self, external: str, asked: dict[str, list[str]]) -> tuple[int, Any]:
        if external not in self.deals:
            return 404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "resource not found"}
        wanted = {name for each in asked.get("properties", []) for name in each.split(",")}
        held = {name: value for name, value in self.deals[external].items() if name in wanted}
        answer = _object(external, held, self.updated[external])
        if external in self.company_of:
            results = [{"id": self.company_of[external], "type": "deal_to_company"}]
            answer["associations"] = {"companies": {"results": results}}
        return 200, answer


def _object(external: str, properties: dict[str, str], updated: datetime) -> dict[str, Any]:
    return {
        "id": external,
        "properties": {**properties, "hs_object_id": external},
        "createdAt": "2027-01-04T09:00:00.000Z",
        "updatedAt": updated.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "archived": False,
    }


class FakeSalesforce(_Fake):
    """Opportunities by id; `session` is what the sign-in gives for the consumer key and secret."""

    def __init__(self, key: str, secret: str) -> None:
        super().__init__()
        self.key, self.secret, self.session = key, secret, "session-1"
        self.deals: dict[str, dict[str, Any]] = {}
        self.fields: set[str] = set()
        """Asked for in the newest query."""

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(path)
        if method == "POST" and parts.path == "/services/oauth2/token":
            given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            wanted = {"grant_type": "client_credentials", "client_id": self.key, "client_secret": self.secret}
            if given != wanted:
                return 400, {"error": "invalid_client", "error_description": "invalid client credentials"}
            return 200, {"access_token": self.session, "instance_url": self.url, "token_type": "Bearer"}
        if authorization != f"Bearer {self.session}":
            return 401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
        asked = parse_qs(parts.query)["q"][0]
        found = re.fullmatch(r"SELECT (.+) FROM Opportunity WHERE Id = '(\w+)'", asked)
        assert found, asked
        self.fields = set(found[1].split(", "))
        records = [self.deals[found[2]]] if found[2] in self.deals else []
        return 200, {"totalSize": len(records), "done": True, "records": records}
