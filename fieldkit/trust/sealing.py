"""Sealing: age (X25519 recipients) around bytes and files.

age says nothing of who sealed; signatures do that. Opening hands out plain bytes before the end of the file is proven:
`open_file` therefore writes to a sink that the caller must throw away unless it returns, and publish only then.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Sequence
from typing import Final, Protocol, Self

import pyrage

from fieldkit.errors import N_, KnownError
from fieldkit.trust.wiping import wipe

HEADER_LIMIT: Final = 16_384
"""The header of a sealed file holds about 100 bytes for each recipient; a longer one is refused unread."""
SMALL: Final = 1 << 20
"""`seal_bytes` is for less than this: it holds the interpreter lock while it works."""

_INTRO = b"age-encryption.org/v1\n"
_END_OF_HEADER = b"\n--- "
_NO_KEY = "No matching keys found"
"""What the library says when each recipient was tried; it has no type of its own for it."""
_CHUNK = 65_536


class NotOurs(KnownError):
    """None of the identities at hand can open this."""

    code = "sealed-for-others"
    message = N_("This is sealed for somebody else, or it was damaged on the way.")
    hint = N_("Nothing was changed. Check for whom it was made, and copy it again if it came on a stick.")


class SealBroken(KnownError):
    """The sealed bytes were changed, cut short or lengthened."""

    code = "seal-broken"
    message = N_("A sealed file was damaged or changed.")
    hint = N_("Nothing was taken from it. Copy it again from where it came; other copies are not affected.")


class NotARecipient(KnownError):
    """A text that is no age X25519 recipient or identity."""

    code = "not-a-recipient"
    message = N_("This is not an address that things can be sealed to.")
    hint = N_("Nothing was sealed. Ask headquarters for a new grant file.")


class OverLimit(KnownError):
    """More plain bytes than the caller was ready to take."""

    code = "sealed-too-large"
    message = N_("A sealed file holds more than is allowed here.")
    hint = N_("Nothing was taken from it. Keep the file and tell headquarters.")


class Reader(Protocol):
    """An unbuffered file opened for reading."""

    def read(self, size: int, /) -> bytes | None:
        """Return at most *size* bytes, none at the end."""
        ...


class Writer(Protocol):
    """An unbuffered file opened for writing."""

    def write(self, data: bytes, /) -> int | None:
        """Write some or all of *data* and return how many bytes."""
        ...


class Identity:
    """An age X25519 identity: what opens. `recipient` is what others seal to."""

    __slots__ = ("_key", "recipient")

    def __init__(self, key: pyrage.x25519.Identity) -> None:
        """Take *key*."""
        self._key = key
        self.recipient = str(key.to_public())

    @classmethod
    def generate(cls) -> Self:
        """Return a new identity from the system's random source."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the identity that `text` named. Raises NotARecipient."""
        try:
            return cls(pyrage.x25519.Identity.from_str(text))
        except (pyrage.IdentityError, UnicodeEncodeError):
            raise NotARecipient from None

    @property
    def text(self) -> str:
        """Return the secret as text, to be wrapped or sealed at once."""
        return str(self._key)

    @property
    def key(self) -> pyrage.x25519.Identity:
        """Return the library's own object."""
        return self._key

    def __repr__(self) -> str:
        return f"Identity({self.recipient[:12]})"


def is_recipient(text: str) -> bool:
    """Tell whether *text* is an age X25519 recipient."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, UnicodeEncodeError):
        return False
    return True


def seal_bytes(data: bytes, recipients: Sequence[str]) -> bytes:
    """Seal a small thing (under `SMALL` bytes) to *recipients*. Raises NotARecipient."""
    return bytes(pyrage.encrypt(data, _recipients(recipients)))


def open_bytes(untrusted_sealed: bytes, identities: Sequence[Identity], *, limit: int = SMALL) -> bytes:
    """Open what `seal_bytes` sealed. Raises NotOurs, SealBroken, OverLimit."""
    plain = io.BytesIO()
    _open(io.BytesIO(untrusted_sealed), plain, identities, limit=limit, secret=True)
    return plain.getvalue()


def seal_file(source: Reader, sink: Writer, recipients: Sequence[str]) -> None:
    """Seal all of *source* into *sink*. Other threads run meanwhile. Raises NotARecipient; I/O errors pass through.

    Both must be unbuffered: the library asks for 8 KiB and writes 64 KiB at a time.
    """
    pipe = _Pipe(source, sink)
    keys = _recipients(recipients)
    try:
        pyrage.encrypt_io(pipe, pipe, keys)
    except (pyrage.EncryptError, OSError) as failed:
        raise pipe.failed or failed from None
    pipe.check()


def open_file(source: Reader, sink: Writer, identities: Sequence[Identity], *, limit: int) -> None:
    """Open all of *source* into *sink*, at most *limit* plain bytes.

    What stands in *sink* is nothing until this returns: on any error the caller throws it away. Raises NotOurs,
    SealBroken, OverLimit; errors of the files themselves pass through.
    """
    _open(source, sink, identities, limit=limit, secret=False)


def _open(source: Reader, sink: Writer, identities: Sequence[Identity], *, limit: int, secret: bool) -> None:
    """As `open_file`. secret: small things are keys mostly, so what passes on the way is overwritten."""
    head = _header(source)
    pipe = _Pipe(source, sink, head=head, limit=limit, secret=secret)
    try:
        pyrage.decrypt_io(pipe, pipe, [identity.key for identity in identities])
    except (pyrage.DecryptError, OSError) as failed:
        refused = NotOurs() if str(failed) == _NO_KEY else SealBroken()
        raise pipe.failed or refused from None
    pipe.check()


def _recipients(texts: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    if not texts:
        raise NotARecipient
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise NotARecipient from None


def _header(source: Reader) -> bytes:
    """Read until the header's end is seen, at most `HEADER_LIMIT` bytes; return what was read. Raises SealBroken."""
    head = b""
    while _END_OF_HEADER not in head:
        if len(head) >= HEADER_LIMIT or not (more := source.read(4096)):
            raise SealBroken
        head += more
    if not head.startswith(_INTRO):
        raise SealBroken
    return head


class _Pipe:
    """Hands files to the library and keeps their first error.

    The library needs watching: it gives some errors another type, and swallows one at its last write altogether, so
    that a full disk would pass for success. It is Python on purpose: at each call other threads get their turn.
    """

    def __init__(
        self, source: Reader, sink: Writer, *, head: bytes = b"", limit: int | None = None, secret: bool = False
    ) -> None:
        self._source = source
        self._sink = sink
        self._head = head
        self._left = limit
        self._secret = secret
        self.failed: BaseException | None = None

    def read(self, size: int = _CHUNK) -> bytes:
        if self._head:
            part, self._head = self._head[:size], self._head[size:]
            return part
        try:
            return self._source.read(size) or b""
        except BaseException as failed:
            self.failed = failed
            raise

    def write(self, data: bytes) -> int:
        self.check()  # after an error the library tries again
        try:
            self._take(data)
        except BaseException as failed:
            self.failed = failed
            raise
        if self._secret:
            wipe(data)
        return len(data)

    def check(self) -> None:
        """Raise the first error of our own files, if any."""
        if self.failed is not None:
            raise self.failed

    def _take(self, data: bytes) -> None:
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise OverLimit
        rest = memoryview(data)
        while rest:
            part = bytes(rest)
            taken = self._sink.write(part)
            if self._secret:
                wipe(part)
            if not taken:
                raise OSError(errno.EAGAIN, "the file takes no more")
            rest = rest[taken:]

    def flush(self) -> None:
        """Nothing waits here."""
