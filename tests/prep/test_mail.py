"""Mail that is written to files is meant to be read there."""

from django.core.mail import EmailMessage

from prep.mail import ReadableFiles

LINK = "http://localhost:8000/accounts/password/reset/key/" + "a-very-long-key-" * 8 + "/"


def test_a_long_link_can_be_copied_from_the_file(tmp_path):
    backend = ReadableFiles(file_path=str(tmp_path))

    backend.send_messages([EmailMessage("Réset", f"Follow\n\n{LINK}\n", "prep@example.org", ["alice@example.org"])])

    [file] = tmp_path.iterdir()
    text = file.read_text(encoding="utf-8")
    assert LINK in text.splitlines()
    assert "To: alice@example.org" in text
    assert "Subject: Réset" in text
