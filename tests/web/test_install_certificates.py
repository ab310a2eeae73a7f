"""The certificate for phones on the network: good for this machine and for nothing else, and renewed in time."""

import datetime
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from unclench.web.certificates import ensure_certificate
from unclench.web.serve import network_address, own_names, qr_code

NOW = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)
NAMES = ["192.168.1.5", "kitchen.local", "127.0.0.1", "localhost"]


def loaded(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(file.read_bytes())[0]


def test_it_names_every_address_and_only_its_owner_can_read_the_keys(tmp_path: Path) -> None:
    made = ensure_certificate(tmp_path / "certificate", NAMES, NOW)
    names = loaded(made.chain).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == NAMES
    lasts = loaded(made.chain).not_valid_after_utc - loaded(made.chain).not_valid_before_utc
    assert lasts < datetime.timedelta(days=398)  # what browsers accept at most
    for key in (tmp_path / "certificate").glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "certificate").stat().st_mode) == 0o700


def test_it_stays_the_same_until_it_has_to_change(tmp_path: Path) -> None:
    first = ensure_certificate(tmp_path, NAMES, NOW)
    served, trusted = first.chain.read_bytes(), first.fingerprint
    again = ensure_certificate(tmp_path, NAMES[:2], NOW + datetime.timedelta(days=30))
    assert (again.chain.read_bytes(), again.fingerprint) == (served, trusted)
    later = ensure_certificate(tmp_path, NAMES, NOW + datetime.timedelta(days=61))
    assert later.chain.read_bytes() != served
    assert later.fingerprint == trusted  # the phone need not be told again
    moved = ensure_certificate(tmp_path, ["192.168.7.7"], NOW)
    assert moved.fingerprint == trusted
    assert "192.168.7.7" in str(loaded(moved.chain).extensions)
    far = ensure_certificate(tmp_path, NAMES, NOW + datetime.timedelta(days=5 * 365))
    assert far.fingerprint != trusted


@pytest.mark.parametrize("file", ["authority.crt", "authority.key", "server.pem", "server.key"])
@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_broken_files_are_replaced(tmp_path: Path, file: str, content: bytes) -> None:
    ensure_certificate(tmp_path, NAMES, NOW)
    (tmp_path / file).write_bytes(content)
    made = ensure_certificate(tmp_path, NAMES, NOW)
    loaded(made.chain).verify_directly_issued_by(x509.load_der_x509_certificate(made.authority.read_bytes()))


@pytest.mark.parametrize(
    ("names", "trusted"),
    [
        (["192.168.1.5"], True),
        (["10.2.3.4"], True),
        (["kitchen.local"], True),
        (["198.51.100.9"], True),  # a network that uses a public address inside: this one address is added
        (["192.168.1.5", "bank.example"], False),
    ],
)
def test_the_authority_vouches_for_private_addresses_and_nothing_else(
    tmp_path: Path, names: list[str], trusted: bool
) -> None:
    """Checked by OpenSSL: a certificate for anything else, signed by the same key, is not trusted."""
    own = [name for name in names if name != "bank.example"]
    made = ensure_certificate(tmp_path, own, NOW)
    if not trusted:
        from unclench.web import certificates

        authority, key = certificates._authority(tmp_path, own, NOW)
        certificates._make_server(made.chain, made.key, names, authority, key, NOW)
    root = tmp_path / "root.pem"
    authority = x509.load_der_x509_certificate(made.authority.read_bytes())
    from cryptography.hazmat.primitives.serialization import Encoding

    root.write_bytes(authority.public_bytes(Encoding.PEM))
    at = str(int(NOW.timestamp()))
    command = ["openssl", "verify", "-attime", at, "-purpose", "sslserver", "-CAfile", str(root), str(made.chain)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode == 0) is trusted, done.stdout + done.stderr
    if not trusted:
        assert "permitted subtree violation" in done.stdout + done.stderr


def test_the_address_shown_is_this_machines_own() -> None:
    assert own_names("192.168.1.5") == ["192.168.1.5"]
    assert own_names("0.0.0.0")[0] == network_address()


def test_the_code_holds_the_address() -> None:
    drawn = qr_code("https://192.168.1.5:8642/phone")
    lines = [line for line in drawn.splitlines() if line]
    assert len({len(line) for line in lines}) == 1
    assert qr_code("https://192.168.1.6:8642/phone") != drawn
