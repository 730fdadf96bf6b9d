"""An answer that is made in pieces: whole, and in nobody's way."""

import http.client
import io
import json
import socket
import threading
import zipfile
from contextlib import closing

import pytest

from tests.processes.server import Browser

pytestmark = pytest.mark.database


def download(browser, path="/settings/export/"):
    """The status and the body, with the longest wait for another page meanwhile."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookie, "Host": "localhost", "X-CSRFToken": browser.cookies["csrftoken"]}
    with closing(http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)) as connection:
        connection.request("POST", path, b"", headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Content-Length")


def test_a_download_comes_whole_while_others_are_answered(server, carol):
    others = Browser(server, dict(carol.cookies))
    found = {}
    thread = threading.Thread(target=lambda: found.update(answer=download(carol)))
    thread.start()

    assert [others.get("/").status for _ in range(5)] == [200] * 5
    thread.join()

    status, body, length = found["answer"]
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert length == str(len(body)), "it lies in a file: what a client does not take would fill memory otherwise"
    assert (status, archive.testzip()) == (200, None)
    assert json.loads(archive.read("prep.json"))["profile"]["username"] == "carol"
    assert archive.read("data/schedules.jsonl").count(b"\n") > 500


def test_who_goes_away_in_the_middle_stops_nothing(server, carol):
    request = (
        f"POST /settings/export/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
        f"X-CSRFToken: {carol.cookies['csrftoken']}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in carol.cookies.items())}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(request.encode())
    connection.recv(100)
    connection.close()

    assert [carol.get("/review/").status for _ in range(4)] == [200] * 4
    assert download(carol)[0] == 200
