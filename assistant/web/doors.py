"""The endpoints as gradio and MCP offer them: each gives its own kind of request, from which the caller is told."""

import asyncio
import inspect
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp

from assistant.errors import AssistantError, QuestionInvalid
from assistant.reading.text import joined
from assistant.web.endpoints import Caller, Endpoints, caller_of

if TYPE_CHECKING:
    import gradio
    from starlette.requests import Request

_LOOK_S = 1.0
_ANSWERED_THERE = ("/gradio_api/run/", "/mcp")
_OFFERED = ("ask", "search", "reports", "report", "verify")
_ABOUT = (
    "Answers questions about a folder of reports. Every sentence of an answer is a quotation, or was written by a chat "
    "model and checked against the quotations that it cites; each quotation stands at the exact characters given. A "
    "verdict of not_found means that the reports do not say."
)


class Left(AssistantError):
    """Nobody is there any more to be answered."""


def gradio_blocks(endpoints: Endpoints, *, most_streams: int) -> "gradio.Blocks":
    """The endpoints as an app of gradio's, without any page of gradio's own."""
    import gradio
    from gradio.events import api

    def told(error: AssistantError) -> Exception:
        return gradio.Error(str(error), print_exception=False)

    blocks: gradio.Blocks
    with gradio.Blocks(title="Report Assistant", analytics_enabled=False, mode="server") as blocks:
        # A generator needs gradio's queue; how many are answered at once is the desk's to say, for all doors alike.
        stream = _streamed(endpoints.stream, gradio.Request, told)
        api(stream, api_name="stream", queue=True, concurrency_limit=None)
        for name in _OFFERED:
            api(_passed(getattr(endpoints, name), gradio.Request, told), api_name=name, queue=False)
    blocks.queue(max_size=most_streams)
    return blocks


def mcp_app(endpoints: Endpoints) -> "tuple[ASGIApp, Any]":
    """The endpoints as an MCP server over streamable HTTP, and what has to run for it."""
    from mcp.server.fastmcp import Context, FastMCP
    from mcp.server.fastmcp.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings

    server = FastMCP(
        "Report Assistant",
        instructions=_ABOUT,
        stateless_http=True,
        json_response=True,
        log_level="WARNING",
        # The guard has looked at host and origin before.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message='Field name "schema"')  # the JSON's own word, and no model of ours
        for name in _OFFERED:
            tool = _passed(getattr(endpoints, name), Context, lambda error: ToolError(str(error)))
            server.add_tool(tool, name=name, description=inspect.cleandoc(tool.__doc__ or ""))
            _refuse_unknown(server, name)
    app = server.streamable_http_app()
    return app, server.session_manager


def _refuse_unknown(server: Any, name: str) -> None:
    """Let a tool refuse arguments that it does not know, which would be dropped in silence."""
    arguments = server._tool_manager.get_tool(name).fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)


def _passed(
    endpoint: Callable[..., Coroutine[Any, Any, Any]], kind: type, told: Callable[[AssistantError], Exception]
) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The endpoint with a door's request in place of its caller, and its foreseen errors told as the door does."""
    signature, checked = _with_request(endpoint, kind), _Checked(endpoint)

    async def passed(*args: Any, **values: Any) -> Any:
        given = signature.bind(*args, **values).arguments
        request = _beneath(given.pop("request", None))
        try:
            return await _wanted(endpoint(_caller(request), **checked.values(given)), request)
        except AssistantError as error:
            raise told(error) from None

    _show_as(passed, endpoint, signature)
    return passed


def _streamed(
    endpoint: Callable[..., AsyncIterator[Any]], kind: type, told: Callable[[AssistantError], Exception]
) -> Callable[..., AsyncIterator[Any]]:
    """The same for an endpoint that gives several values; what its schema shows is each of them."""
    signature, checked = _with_request(endpoint, kind), _Checked(endpoint)
    (each,) = signature.return_annotation.__args__
    signature = signature.replace(return_annotation=each)

    async def streamed(*args: Any, **values: Any) -> AsyncIterator[Any]:
        given = signature.bind(*args, **values).arguments
        try:
            async for value in endpoint(_caller(_beneath(given.pop("request", None))), **checked.values(given)):
                yield value
        except AssistantError as error:
            raise told(error) from None

    _show_as(streamed, endpoint, signature)
    return streamed


class _Checked:
    """Looks whether values are of the types that an endpoint names, as gradio hands on whatever comes."""

    def __init__(self, endpoint: Callable[..., Any]) -> None:
        named = {name: one.annotation for name, one in inspect.signature(endpoint).parameters.items()}
        loose = {"filters": dict[str, Any] | None}  # what is in them is looked at where they are understood
        self._types = {name: TypeAdapter(kind) for name, kind in {**named, **loose}.items() if name in named}

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The values, halves of characters in them replaced. Raises QuestionInvalid, naming the first that is wrong."""
        checked = {}
        for name, value in given.items():
            try:
                checked[name] = self._types[name].validate_python(_whole(value), strict=True)
            except ValidationError as error:
                raise QuestionInvalid(f"{name}: {error.errors(include_url=False)[0]['msg']}.") from None
        return checked


def _whole(value: Any) -> Any:
    """A JSON value whose texts can be stored and sent."""
    if isinstance(value, str):
        return joined(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {_whole(key): _whole(one) for key, one in value.items()} if isinstance(value, dict) else value


def _with_request(endpoint: Callable[..., Any], kind: type) -> inspect.Signature:
    """The endpoint's signature, its caller replaced by a request that the door passes last."""
    signature = inspect.signature(endpoint)
    others = [one for name, one in signature.parameters.items() if name != "caller"]
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=kind)
    return signature.replace(parameters=[*others, request])


def _show_as(function: Any, endpoint: Callable[..., Any], signature: inspect.Signature) -> None:
    """Give a function the name, description and signature by which a door shows it."""
    function.__name__, function.__doc__, function.__signature__ = endpoint.__name__, endpoint.__doc__, signature
    function.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    function.__annotations__["return"] = signature.return_annotation


def _beneath(request: Any) -> "Request | None":
    """The request that came over HTTP, beneath gradio's or MCP's."""
    beneath: Request | None = getattr(getattr(request, "request_context", request), "request", None) or request
    return beneath


def _caller(request: "Request | None") -> Caller:
    return Caller() if request is None else caller_of(request.scope)


def _waits(request: "Request | None") -> "TypeGuard[Request]":
    """Whether the response to a request is the answer itself; one to gradio's queue has been responded to before."""
    return request is not None and request.scope["path"].startswith(_ANSWERED_THERE)


async def _wanted(work: Coroutine[Any, Any, Any], request: "Request | None") -> Any:
    """What comes of the work, which is given up once whoever asked for it is gone. Raises Left."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=_LOOK_S))[0]:
            if _waits(request) and await request.is_disconnected():
                raise Left("Whoever asked is gone.")
        return task.result()
    finally:
        task.cancel()
