"""Keys that sign a company's letters (RFC 6376): the private half lies encrypted, the public one goes into DNS."""

import base64

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tenants.secrets import Secret

BITS = 2048  # RFC 8301: 1024 is the least, 2048 what one should have


def new_key() -> Secret:
    """A key of its own for one company; nobody ever sees it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return Secret.of(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode())


def public_half(key: Secret) -> str:
    """The public half as it stands in DNS after `p=`. Raises DomainError if the key cannot be read any more."""
    private = load_pem_private_key(key.open().encode(), password=None)
    return base64.b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
