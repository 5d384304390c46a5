"""Event → recipients → channels.

What happened to whom is declared in `events` with its words; who gets it and by what is decided in `crm.notices`, for
one resident as for a hundred thousand; what carries it registers itself in `channels`.

Every letter is put into `public` with the transaction that caused it and sent by Celery afterwards, so a mail
server that is slow or down delays no one and loses nothing. Without SMTP settings letters stay and operators read
them on the page «Письма»; once a letter is sent its text is wiped, as it may hold a one-time password.
"""
