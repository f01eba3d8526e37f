"""Readers for tests: a page as a tree, a document as its objects, numbers wherever they stand."""

import re
import zlib
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect", "circle", "line", "use", "stop"}


class Node:
    def __init__(self, tag, attributes, parent=None):
        self.tag, self.attributes, self.parent, self.children, self.text = tag, attributes, parent, [], ""

    def all(self, tag=None):
        for child in self.children:
            if tag is None or child.tag == tag:
                yield child
            yield from child.all(tag)

    def words(self):
        return self.text + "".join(child.words() for child in self.children)


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.at = Node("root", {})

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs), self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Node(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        node = self.at
        while node.parent and node.tag != tag:
            node = node.parent
        if node.parent:
            self.at = node.parent

    def handle_data(self, data):
        text = Node("text", {}, self.at)
        text.text = data
        self.at.children.append(text)


def tree(page: str) -> Node:
    parser = _Tree()
    parser.feed(page)
    return parser.root


def objects(document: bytes) -> str:
    """Every object of a PDF in readable form: compressed streams are opened."""
    parts = [document.decode("latin-1")]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", document, re.S):
        try:
            parts.append(zlib.decompress(match[1]).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(parts)


def pdf_strings(objects: str, name: str) -> list[str]:
    """The text values of one key, such as /Alt, wherever it stands."""
    found = []
    for literal, hexed in re.findall(rf"/{name}\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f\s]*)>)", objects):
        raw = bytes.fromhex(re.sub(r"\s", "", hexed)) if hexed else re.sub(r"\\(.)", r"\1", literal).encode("latin-1")
        found.append(raw[2:].decode("utf-16-be") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1"))
    return found
