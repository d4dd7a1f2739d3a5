"""A server of OpenAI's form that misbehaves on request."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-0123456789abcdef"


class OpenAIServer:
    """Speaks the chat completions of OpenAI with server-sent events; the model's name asked for is what it does.

    `replies` are behaviours of a test's own, by the name of a model.
    """

    def __init__(self) -> None:
        self.replies: dict[str, Callable[[Reply], None]] = {}
        self.seen: list[dict[str, Any]] = []
        self.elsewhere: list[str] = []
        self.gone = threading.Event()
        self.ending = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{self.root}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Reply(BaseHTTPRequestHandler):
    """What a behaviour is handed: `say`, `end`, `refuse`, `raw` and `wait`."""

    protocol_version = "HTTP/1.1"
    owner: OpenAIServer
    begun = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        if not self.path.endswith("/v1/chat/completions"):
            self.owner.elsewhere.append(self.path)
            return self.refuse(404, "not found")
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.owner.seen.append({"headers": headers, "body": body})
        self.close_connection = True
        try:
            {**BEHAVIOURS, **self.owner.replies}[body["model"]](self)
        except (BrokenPipeError, ConnectionResetError):
            self.owner.gone.set()
        return None

    def raw(self, data: bytes) -> None:
        if not self.begun:
            self.begun = True
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def event(self, **values: Any) -> None:
        whole = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", **values}
        self.raw(f"data: {json.dumps(whole)}\n\n".encode())

    def say(self, text: str) -> None:
        self.event(choices=[{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}])

    def end(self, reason: str = "stop") -> None:
        self.event(choices=[{"index": 0, "delta": {}, "finish_reason": reason}])
        self.event(choices=[], usage={"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14})
        self.raw(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status: int, message: str, code: str | None = None, **headers: str) -> None:
        body = json.dumps({"error": {"message": message, "type": "error", "code": code, "param": None}}).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def wait(self, seconds: float) -> None:
        self.owner.ending.wait(seconds)

    def first(self) -> bool:
        return len(self.owner.seen) == 1

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002
        del format, values


def _handler(owner: OpenAIServer) -> type[Reply]:
    return type("Handler", (Reply,), {"owner": owner})


def _fine(reply: Reply) -> None:
    for text in ("A ceasefire ", "begins ", "[1]."):
        reply.say(text)
    reply.end()


def _slow(reply: Reply) -> None:
    reply.wait(20)
    _fine(reply)


def _stalls(reply: Reply) -> None:
    reply.say("A ceasefire ")
    reply.wait(20)
    reply.say("begins.")


def _once(status: int, **headers: str) -> Callable[[Reply], None]:
    def behave(reply: Reply) -> None:
        if reply.first():
            return reply.refuse(status, "later", **headers)
        return _fine(reply)

    return behave


def _always(status: int, message: str, code: str | None = None, **headers: str) -> Callable[[Reply], None]:
    return lambda reply: reply.refuse(status, message, code, **headers)


def _cut(reply: Reply) -> None:
    reply.say("A ceasefire ")  # and no last chunk: the connection ends in the middle


def _cut_cleanly(reply: Reply) -> None:
    reply.say("A ceasefire ")
    reply.wfile.write(b"0\r\n\r\n")


def _endless(reply: Reply) -> None:
    while not reply.owner.ending.is_set():
        reply.say("and so on ")


def _endless_line(reply: Reply) -> None:
    reply.raw(b"data: ")
    while not reply.owner.ending.is_set():
        reply.raw(b"x" * 1_000_000)


def _huge_line(reply: Reply) -> None:
    reply.say("so on " * 500_000)
    reply.end()


def _echoes(reply: Reply) -> None:
    told = f"Incorrect API key provided: {reply.headers['authorization']} for {reply.path}?api_key=topsecret"
    reply.refuse(401, told, "invalid_api_key", x_echo=str(reply.headers["authorization"]))


def _redirects(reply: Reply) -> None:
    reply.refuse(307, "moved", location=f"{reply.owner.root}/elsewhere")


def _warm(reply: Reply) -> None:
    if "temperature" in reply.owner.seen[-1]["body"]:
        return reply.refuse(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    return _fine(reply)


def _error_within(reply: Reply) -> None:
    reply.say("A ceasefire ")
    reply.raw(f"data: {json.dumps({'error': {'message': f'overloaded {KEY}'}})}\n\n".encode())


def _nothing(reply: Reply) -> None:
    reply.end()


def _garbage(reply: Reply) -> None:
    reply.raw(b"data: {not json\n\n<html>\n\n")
    reply.wfile.write(b"0\r\n\r\n")


def _page(reply: Reply) -> None:
    reply.raw(b"<html><body>Sign in</body></html>")
    reply.wfile.write(b"0\r\n\r\n")


def _filtered(reply: Reply) -> None:
    reply.say("A cease")
    reply.end("content_filter")


def _long(reply: Reply) -> None:
    reply.say("A ceasefire")
    reply.end("length")


BEHAVIOURS: dict[str, Callable[[Reply], None]] = {
    "fine": _fine,
    "slow": _slow,
    "stalls": _stalls,
    "busy-once": _once(429),
    "busy-a-while": _once(429, retry_after="0.1"),
    "busy-an-hour": _always(429, "later", retry_after="3600"),
    "busy": _always(429, "later"),
    "spent": _always(429, "You exceeded your current quota", "insufficient_quota"),
    "ill-once": _once(500),
    "ill": _always(500, f"internal error of {KEY}"),
    "overloaded": _always(529, "overloaded"),
    "cut": _cut,
    "cut-cleanly": _cut_cleanly,
    "garbage": _garbage,
    "page": _page,
    "nothing": _nothing,
    "endless": _endless,
    "endless-line": _endless_line,
    "huge-line": _huge_line,
    "echoes": _echoes,
    "forbidden": _always(403, "forbidden"),
    "unknown": _always(404, "The model does not exist", "model_not_found"),
    "narrow": _always(400, "This model's maximum context length is 10 tokens", "context_length_exceeded"),
    "picky": _always(400, "Unrecognized request argument", "unknown_parameter"),
    "warm": _warm,
    "redirects": _redirects,
    "error-within": _error_within,
    "filtered": _filtered,
    "long": _long,
}
