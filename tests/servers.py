"""Servers on this machine: a real Chroma server, and a proxy that asks for a token, speaks TLS or hangs up."""

import http.client
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHROMA = Path(sys.executable).with_name("chroma")
_START_S = 120
_LOOK_S = 0.05


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ChromaServer:
    """`chroma run` over a folder of its own; may be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "ChromaServer":
        command = [CHROMA, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        for _ in range(round(_START_S / _LOOK_S)):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(_LOOK_S)
            else:
                return self
        self.kill()
        raise RuntimeError(f"chroma run does not start: {(self.folder / 'log').read_text()}")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Proxy:
    """Passes requests on to a Chroma server: with the right token only, if one is set, and not the next `hang_ups`."""

    def __init__(self, behind: int, *, token: str = "", certificate: Path | None = None) -> None:
        self.behind = behind
        self.token = token
        self.hang_ups = 0
        self.seen: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def allows(self, headers: dict[str, str]) -> bool:
        return not self.token or headers.get("authorization") == f"Bearer {self.token}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            proxy.seen.append(headers)
            body = self.rfile.read(int(headers.get("content-length", 0)))
            if proxy.hang_ups:
                proxy.hang_ups -= 1
                self.close_connection = True
                return
            if not proxy.allows(headers):
                # As a careless server would, it repeats what it was sent.
                self._answer(401, f"not allowed: {headers.get('authorization')}".encode(), "text/plain")
                return
            onward = http.client.HTTPConnection("127.0.0.1", proxy.behind, timeout=60)
            onward.request(self.command, self.path, body, {"content-type": "application/json"})
            reply = onward.getresponse()
            self._answer(reply.status, reply.read(), reply.headers.get("content-type", "application/json"))
            onward.close()

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002
            del format, values

    return Handler
