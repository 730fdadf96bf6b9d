"""Pages are compressed on their way out, as the browser takes it, and without telling their exact length."""

import gzip
import re

import brotli
import pytest
from django.http import FileResponse, HttpResponse

from cards.middleware import LEAST_COMPRESSED, compressed, encodings

pytestmark = pytest.mark.django_db

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.0, gzip; q=0", None),
        ("deflate", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("path", ["/", "/review/", "/progress/", "/decks/", "/settings/", "/cards/"])
def test_every_page_comes_as_the_browser_takes_it(alice_client, path, accepted, encoding):
    response = alice_client.get(path, headers={"accept-encoding": accepted})

    body = response.content
    assert response.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response["Vary"]
    assert int(response["Content-Length"]) == len(body)
    assert b"<main" in (UNPACK[encoding](body) if encoding else body)


def test_the_way_out_leaves_alone_what_is_small_streamed_packed_or_a_picture(rf, tmp_path):
    request = rf.get("/", headers={"accept-encoding": "br"})
    (tmp_path / "long.txt").write_text("x" * 9_000)
    long = b"x" * LEAST_COMPRESSED
    untouched = [
        HttpResponse(long[1:]),
        HttpResponse(long, content_type="image/png"),
        HttpResponse(gzip.compress(bytes(range(256)) * 9), headers={"Content-Encoding": "gzip"}),
        FileResponse((tmp_path / "long.txt").open("rb")),
    ]

    for response in untouched:
        before = response.get("Content-Encoding")
        assert compressed(lambda _, response=response: response)(request).get("Content-Encoding") == before
        response.close()

    assert compressed(lambda _: HttpResponse(long))(request)["Content-Encoding"] == "br"


def test_no_two_answers_carry_the_same_token_or_tell_their_length(alice_client):
    pages = [alice_client.get("/settings/", headers={"accept-encoding": "br"}) for _ in range(12)]

    tokens = {re.search(rb'X-CSRFToken": "(\w+)"', brotli.decompress(page.content))[1] for page in pages}
    assert len(tokens) == len(pages)
    assert len({len(page["X-Padding"]) for page in pages}) > 1


def test_what_a_browser_takes_is_read_as_it_is_meant():
    assert encodings("gzip;q=1.0, identity; q=0.5, *;q=0") == {"gzip", "identity"}
