"""Points of the curve P-256 (FIPS 186-5), as far as proofs need them that no library offers. Pure.

Not in constant time: to be used on a teller's own device, never on a server that holds a key. Points are (x, y); None is
the point at infinity.
"""

from __future__ import annotations

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SIZE = 32

Point = tuple[int, int] | None


def add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % PRIME == 0:
        return None
    if left == right:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, PRIME) % PRIME
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, PRIME) % PRIME
    x = (slope * slope - x1 - x2) % PRIME
    return x, (slope * (x1 - x) - y1) % PRIME


def times(scalar: int, point: Point) -> Point:
    found: Point = None
    for bit in bin(scalar % ORDER)[2:]:
        found = add(found, found)
        if bit == "1":
            found = add(found, point)
    return found


def negative(point: Point) -> Point:
    return None if point is None else (point[0], -point[1] % PRIME)


def written(point: Point) -> bytes:
    """65 bytes, uncompressed. Raises ValueError for the point at infinity."""
    if point is None:
        raise ValueError("the point at infinity has no coordinates")
    return b"\x04" + point[0].to_bytes(SIZE, "big") + point[1].to_bytes(SIZE, "big")


def read(data: bytes) -> Point:
    """The point in 65 bytes. Raises ValueError when it is not on the curve."""
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    on_curve = (y * y - x * x * x + 3 * x - B) % PRIME == 0
    if len(data) != 65 or data[0] != 4 or x >= PRIME or y >= PRIME or not on_curve:
        raise ValueError("these bytes are not a point of the curve")
    return x, y
