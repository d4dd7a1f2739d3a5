"""Places on a page of a PDF, and on the page turned."""

from typing import Any

Box = tuple[float, float, float, float]


def turned(box: Any, bounds: Box, turn: int) -> Any:
    """A box (left, bottom, right, top) of the file -> (left, top, right, bottom) on the page turned clockwise.

    `turn` is in quarters; `bounds` is the page's bounding box. Of four arrays it makes four arrays.
    """
    left, bottom, right, top = box
    west, south, east, north = bounds
    if turn == 0:
        return left - west, north - top, right - west, north - bottom
    if turn == 1:
        return bottom - south, left - west, top - south, right - west
    if turn == 2:
        return east - right, bottom - south, east - left, top - south
    return north - top, east - right, north - bottom, east - left


def unturned(box: Box, bounds: Box, turn: int) -> Box:
    """The box (left, bottom, right, top) of the file that `turned` makes into this one."""
    left, top, right, bottom = box
    west, south, east, north = bounds
    if turn == 0:
        return left + west, north - bottom, right + west, north - top
    if turn == 1:
        return top + west, left + south, bottom + west, right + south
    if turn == 2:
        return east - right, top + south, east - left, bottom + south
    return east - bottom, north - right, east - top, north - left
