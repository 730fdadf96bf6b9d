"""Mail for an instance without a mail server: files that a person can read and copy links from."""

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend


class ReadableFiles(EmailBackend):
    """Django's, without the transfer encoding, which breaks long links with "=" at the ends of lines."""

    def write_message(self, message: EmailMessage) -> None:
        headers = message.message()
        shown = [f"{name}: {headers[name]}" for name in ("From", "To", "Subject", "Date") if headers[name]]
        self.stream.write("\n".join([*shown, "", str(message.body), "-" * 79, ""]).encode())
