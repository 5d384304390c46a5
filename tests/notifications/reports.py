"""What mail servers send back, as Postfix, Exim and Exchange word it."""

from email import message_from_bytes, policy
from email.message import EmailMessage


def report(
    original: bytes, *, to: str, status: str = "5.1.1", said: str = "", action: str = "failed", whole: bool = False
) -> bytes:
    """A report of RFC 3464 about the letter; with its headers only, or the `whole` of it."""
    letter = message_from_bytes(original, policy=policy.default)
    headers = "".join(f"{name}: {value}\r\n" for name, value in letter.items())
    kept = original.decode("utf-8", "replace") if whole else headers
    diagnostic = f"Diagnostic-Code: smtp; {said}\r\n" if said else ""
    text = (
        "From: MAILER-DAEMON@mx.example.ru (Mail Delivery System)\r\n"
        f"To: {letter['Return-Path'] or 'bounces@burmistr.example'}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"\r\n\r\n'
        "--edge\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host mx.\r\n\r\n"
        "--edge\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.ru\r\nArrival-Date: Thu, 12 Mar 2026 10:00:00 +0300\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n{diagnostic}\r\n"
        f"--edge\r\nContent-Type: {'message/rfc822' if whole else 'text/rfc822-headers'}\r\n\r\n{kept}\r\n--edge--\r\n"
    )
    return text.encode()


def auto_reply(original: bytes) -> bytes:
    """«I am on holiday», which names the letter, too."""
    letter = message_from_bytes(original, policy=policy.default)
    answer = EmailMessage()
    answer["From"], answer["To"] = "anna@example.ru", "bounces@burmistr.example"
    answer["Subject"], answer["Auto-Submitted"] = "Автоответ", "auto-replied"
    answer["In-Reply-To"] = str(letter["Message-ID"])
    answer.set_content("Я в отпуске.")
    return answer.as_bytes()
