"""A certificate of one's own, so that a phone on the same network can open the pages over HTTPS.

A small certificate authority is made once on this machine. It may vouch for private addresses, ``.local`` names and
this machine's own address only (name constraints, RFC 5280, 4.2.1.10), so a phone that trusts it gives away nothing
else. The pages' own certificate is renewed by itself; the phone has to be told once.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PRIVATE_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "fc00::/7",
    "fe80::/10", "::1/128",
)  # fmt: skip
"""RFC 1918, 3927, 6598, 4193, 4291: what never leads out into the open network."""

PRIVATE_NAMES = ("local", "localhost")
"""RFC 6762 and 6761."""

AUTHORITY_DAYS = 5 * 365
SERVER_DAYS = 90
"""Far below the 398 days that browsers accept at most."""
RENEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files that HTTPS needs, the authority that a phone has to trust, and its SHA-256 fingerprint to compare."""

    chain: Path
    key: Path
    authority: Path
    fingerprint: str


def ensure_certificate(folder: Path, names: Sequence[str], now: datetime.datetime) -> Certificate:
    """The certificate for these addresses and names, made in ``folder`` when it is missing, too old or for others.

    Args:
        folder: where the files are kept, readable by their owner only.
        names: IP addresses and host names under which the pages are reached.
        now: the present moment with its time zone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _authority(folder, names, now)
    chain, key = folder / "server.pem", folder / "server.key"
    if not _still_good(chain, key, names, authority, now):
        _make_server(chain, key, names, authority, authority_key, now)
    fingerprint = authority.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(chain, key, folder / "authority.crt", fingerprint)


def _authority(
    folder: Path, names: Sequence[str], now: datetime.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    file, key_file = folder / "authority.crt", folder / "authority.key"
    try:
        certificate = x509.load_der_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        lasts = certificate.not_valid_after_utc - now > datetime.timedelta(days=SERVER_DAYS)
        fits = isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key()
        if lasts and fits and _may_vouch(certificate, names):
            return certificate, key  # type: ignore[return-value]
    except (FileNotFoundError, ValueError):
        pass
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Unclench on this network {secrets.token_hex(3)}")])
    allowed = [*_private_space(), *(_own(name) for name in names if not _is_private(name))]
    certificate = (
        _builder(subject, subject, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _private(key))
    _write(file, certificate.public_bytes(serialization.Encoding.DER))
    return certificate, key


def _make_server(
    chain: Path,
    key_file: Path,
    names: Sequence[str],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime.datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Unclench")])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(key_file, _private(key))
    pem = serialization.Encoding.PEM
    _write(chain, certificate.public_bytes(pem) + authority.public_bytes(pem))


def _still_good(
    chain: Path, key: Path, names: Sequence[str], authority: x509.Certificate, now: datetime.datetime
) -> bool:
    try:
        certificate = x509.load_pem_x509_certificates(chain.read_bytes())[0]
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        certificate.verify_directly_issued_by(authority)
    except Exception:  # whatever is wrong with the files, new ones take their place
        return False
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
        return False
    covered = set(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    lasts = certificate.not_valid_after_utc - now > datetime.timedelta(days=RENEW_DAYS)
    return lasts and {_general_name(name) for name in names} <= covered


def _private_space() -> list[x509.GeneralName]:
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in PRIVATE_NETWORKS]
    return [*networks, *(x509.DNSName(name) for name in PRIVATE_NAMES)]


def _is_private(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name.rpartition(".")[2] in PRIVATE_NAMES
    networks = [ipaddress.ip_network(network) for network in PRIVATE_NETWORKS]
    return any(address.version == network.version and address in network for network in networks)


def _own(name: str) -> x509.GeneralName:
    """One address or name, as a constraint: networks that use public addresses inside exist."""
    try:
        return x509.IPAddress(ipaddress.ip_network(name))
    except ValueError:
        return x509.DNSName(name)


def _may_vouch(authority: x509.Certificate, names: Sequence[str]) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return all(_is_private(name) or _own(name) in permitted for name in names)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # a phone's clock may be slow
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    """Write a file whole and readable by its owner only."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(content)
    fresh.replace(file)
