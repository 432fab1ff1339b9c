"""What the home page weighs on its first visit, compressed, with all that it names: style, script, fonts, pictures.

usage: weight.py [URL]
Asks a running server (by default http://localhost:8000/) with gzip allowed; what a reverse proxy would still compress
is compressed here, and said so. Ends with 1 at 100,000 bytes or more.
"""

import gzip
import re
import sys
from urllib.parse import urljoin
from urllib.request import Request, urlopen

MOST = 100_000


def fetched(url: str) -> tuple[bytes, int, str]:
    """The content, the bytes that travel, and who compressed them."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=30) as answer:
        body, kind, coding = answer.read(), answer.headers["Content-Type"], answer.headers["Content-Encoding"]
    if coding == "gzip":
        return gzip.decompress(body), len(body), "gzip"
    if kind.startswith(("text/html", "image/svg")):
        return body, len(gzip.compress(body, 6)), "gzip of the proxy"
    return body, len(body), "as it is"


def named(content: str) -> list[str]:
    found = re.findall(r'<(?:link|script|img)[^>]*?(?:href|src)="([^"]+)"', content)
    return found + re.findall(r'url\("?([^")]+)"?\)', content)


def main() -> None:
    start = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000/"
    waiting, seen, total = [start], set(), 0
    while waiting:
        url = waiting.pop(0)
        if url in seen or not url.startswith(urljoin(start, "/")):
            continue
        seen.add(url)
        content, size, how = fetched(url)
        total += size
        print(f"{size:>8}  {how:<18}{url}")
        if url == start or url.endswith(".css"):
            waiting += [urljoin(url, one) for one in named(content.decode())]
    print(f"{total:>8}  together")
    sys.exit(1 if total >= MOST else 0)


if __name__ == "__main__":
    main()
