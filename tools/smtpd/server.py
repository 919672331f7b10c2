"""A mail server for tests: aiosmtpd, from Debian, with a handler that prints what it took as one line of JSON each.

    python3 tools/smtpd/server.py CERTIFICATE KEY

It listens on a free port of the loopback, prints the port, and stops when its standard input closes. It wants STARTTLS and
a login (accord, secret). Addresses decide what becomes of a message: bounce@ is refused for good, later@ for now.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("bounce@"):
            return "550 5.1.1 no such user"
        if address.startswith("later@"):
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content or envelope.content
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        order = [part.get_content_type() for part in message.walk()]
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "utf8": envelope.smtp_utf8,
                    "tls": session.ssl is not None,
                    "login": session.authenticated,
                    "headers": {name.lower(): str(value) for name, value in message.items()},
                    "parts": parts,
                    "order": order,
                    "defects": [str(defect) for part in message.walk() for defect in part.defects],
                    "longest": max(len(line) for line in content.split(b"\r\n")),
                }
            ),
            flush=True,
        )
        return "250 2.0.0 taken"


def sign_in(server, session, envelope, mechanism, data):
    if not isinstance(data, LoginPassword):
        return AuthResult(success=False, handled=False)
    return AuthResult(success=(data.login, data.password) == (b"accord", b"secret"))


async def main(certificate, key):
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()

    def session():
        return SMTP(
            Handler(),
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=True,
            authenticator=sign_in,
            auth_required=True,
            hostname="mail.test",
            loop=loop,
        )

    server = await loop.create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
