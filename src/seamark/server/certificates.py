"""A certificate that the server makes itself, for people who have none: an authority of its own, which signs it.

What machines are told to trust is the authority. It stays the same while the server's certificate
is made anew: before it ends, and when the server gets another name.
"""

import datetime
import ipaddress
import logging
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from seamark.model.errors import InvalidValue
from seamark.sdk.private_files import write_private

AUTHORITY_DAYS: Final = 3_650
CERTIFICATE_DAYS: Final = 397
"""The longest that browsers take."""
RENEW_DAYS: Final = 330
"""A certificate with fewer days left is made anew when the server starts."""
_log: Final = logging.getLogger("seamark.server")
_SKEW: Final = datetime.timedelta(days=1)
"""Clocks of other machines may be behind by as much."""


@dataclass(frozen=True, slots=True)
class Tls:
    """The files by which a server proves who it is. ``authority`` is set where it made them itself."""

    certificate: Path
    key: Path
    authority: Path | None = None


def check_files(tls: Tls) -> Tls:
    """Return what was given, if a server can speak https with it.

    Raises:
        InvalidValue: a file is none of PEM, or the key is another certificate's.
    """
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, password=_refuse_password)
    except (ssl.SSLError, OSError) as error:
        reason = error.reason.replace("_", " ").lower() if isinstance(error, ssl.SSLError) and error.reason else error
        raise InvalidValue(
            f"{tls.certificate} and {tls.key} do not work together: {reason}.",
            "Give a certificate and its own private key, both as PEM, the key without a password.",
        ) from error
    return tls


def _refuse_password() -> str:
    """Stand in for the question on the terminal, which nobody may be there to answer."""
    return ""


def tell_fingerprint(authority: Path) -> str:
    """Return the SHA-256 fingerprint of a certificate, as ``openssl x509 -fingerprint -sha256`` prints it."""
    return x509.load_pem_x509_certificate(authority.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()


def make_certificate(folder: Path, names: Iterable[str]) -> Tls:
    """Return the certificate in ``folder`` for these host names and addresses, making what is missing or too old."""
    tls = Tls(folder / "certificate.pem", folder / "key.pem", folder / "authority.pem")
    wanted = {_spell(name) for name in names}
    authority, authority_key, is_new = _open_authority(folder / "authority.pem", folder / "authority-key.pem")
    if is_new or not _is_good(tls, wanted):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(key.public_key(), sorted(wanted, key=repr), authority, authority_key)
        _write_key(tls.key, key)
        write_private(tls.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    return tls


def _spell(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _is_good(tls: Tls, wanted: set[x509.GeneralName]) -> bool:
    try:
        present = x509.load_pem_x509_certificate(tls.certificate.read_bytes())
        key = serialization.load_pem_private_key(tls.key.read_bytes(), password=None)
        names = present.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return present.public_key() == key.public_key() and set(names) == wanted and _has_time(present)


def _has_time(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - _now() > datetime.timedelta(days=RENEW_DAYS)


def _open_authority(path: Path, key_path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, bool]:
    """Return the authority, its key, and whether it is a new one."""
    try:
        present = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
        is_long = present.not_valid_after_utc - _now() > datetime.timedelta(days=CERTIFICATE_DAYS)
        if isinstance(key, ec.EllipticCurvePrivateKey) and present.public_key() == key.public_key() and is_long:
            return present, key, False
    except (OSError, ValueError):
        pass
    if path.exists():
        _log.warning(
            "%s was damaged or too old, and is made anew: machines that trusted it must trust the new one.", path
        )
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Seamark {x509.random_serial_number():x}"[:32])])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    made = (
        _begin(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    write_private(path, made.public_bytes(serialization.Encoding.PEM))
    return made, key, True


def _sign(
    public_key: ec.EllipticCurvePublicKey,
    names: list[x509.GeneralName],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Seamark server")])
    issuer_identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        _begin(subject, authority.subject, public_key, CERTIFICATE_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_identifier), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - _SKEW)
        .not_valid_after(_now() - _SKEW + datetime.timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    plain = serialization.NoEncryption()
    write_private(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
