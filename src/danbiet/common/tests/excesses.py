"""What a file made to harm might get its reader to do."""

import os


def spin(data: bytes):
    while True:
        pass


def hoard(data: bytes):
    return {}, b"".join([b"x" * 2**26 for _ in range(100)])


def write(data: bytes):
    with open("danbiet-excess.tmp", "wb") as file:
        file.write(b"x")
    return {}, b""


def die(data: bytes):
    os._exit(9)


def tell(data: bytes):
    return {"names": sorted(os.environ)}, b""
