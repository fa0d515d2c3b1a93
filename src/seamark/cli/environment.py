"""The lines that put a token to use, where no `seamark login` was."""

from collections.abc import Iterator


def tell_environment(token: str, url: str, certificate: str) -> Iterator[str]:
    """Give the lines for our client and for Neptune's, as this server's address and certificate need them.

    Args:
        token: The token, or what stands for it.
        url: The server's address.
        certificate: Its kind, as ``/info`` tells it.
    """
    yield f"export SEAMARK_TOKEN={token}"
    if certificate == "self-made":
        yield f"curl --insecure --output seamark.pem {url}/api/v1/authority.pem"
        yield 'export SEAMARK_CA_BUNDLE="$PWD/seamark.pem"'
    yield f"export NEPTUNE_API_TOKEN={token}"
    if url.startswith("http:"):
        yield "export OAUTHLIB_INSECURE_TRANSPORT=1   # the neptune client insists on https otherwise"
    if certificate == "self-made":
        yield "export NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE=TRUE"
