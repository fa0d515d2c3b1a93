"""Certificates of the server's own making: kept, renewed, and taken by strict clients."""

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from seamark.server import certificates
from seamark.server.certificates import make_certificate

NAMES = ["localhost", "127.0.0.1", "seamark.example.org"]


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_is_made_once_and_names_every_address(tmp_path: Path):
    made = make_certificate(tmp_path, NAMES)
    content = made.certificate.read_bytes()
    assert make_certificate(tmp_path, NAMES) == made
    assert made.certificate.read_bytes() == content
    names = read(made.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "seamark.example.org"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_another_name_gets_another_certificate_from_the_same_authority(tmp_path: Path):
    first = make_certificate(tmp_path, NAMES)
    authority, serial = first.authority.read_bytes(), read(first.certificate).serial_number
    second = make_certificate(tmp_path, [*NAMES, "other.example.org"])
    assert second.authority.read_bytes() == authority
    assert read(second.certificate).serial_number != serial


def test_it_is_renewed_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = make_certificate(tmp_path, NAMES)
    authority, end = first.authority.read_bytes(), read(first.certificate).not_valid_after_utc
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=340)
    monkeypatch.setattr(certificates, "_now", lambda: later)
    assert read(make_certificate(tmp_path, NAMES).certificate).not_valid_after_utc > end
    assert first.authority.read_bytes() == authority
    monkeypatch.setattr(certificates, "_now", lambda: later + datetime.timedelta(days=3_000))
    make_certificate(tmp_path, NAMES)
    assert first.authority.read_bytes() != authority


@pytest.mark.parametrize("name", ["certificate.pem", "key.pem", "authority.pem", "authority-key.pem"])
def test_a_torn_file_is_made_anew(tmp_path: Path, name: str):
    made = make_certificate(tmp_path, NAMES)
    (tmp_path / name).write_bytes(b"-----BEGIN CERT")
    make_certificate(tmp_path, NAMES)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.certificate, made.key)
    read(made.certificate).verify_directly_issued_by(read(made.authority))


def test_the_strictest_client_takes_it(tmp_path: Path):
    """Python 3.13 checks certificates by the letter of RFC 5280; 3.11 does when it is asked to."""
    made = make_certificate(tmp_path, NAMES)
    client = ssl.create_default_context(cafile=str(made.authority))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.certificate, made.key)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(to_client, to_server, server_hostname="seamark.example.org")
    far = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (near, far):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert near.version() == "TLSv1.3"
