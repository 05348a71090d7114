"""Numbers people read, say and type: of seizures, exhibits, log heads and offers; and ids.

All letters come from Crockford's base32 (0-9 and A-Z without I, L, O, U), so that nothing read aloud or typed from
paper is taken for something else.
"""

from __future__ import annotations

from typing import Final

from fieldkit.domain.digest import sha256

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011", " -\u200b\u00a0\t\r\n")
_HEAD_LETTERS: Final = 26
_OFFER_LETTERS: Final = 10
_CODE_LETTERS: Final = 3


def base32(value: int, letters: int) -> str:
    """Write *value* in Crockford's base32, big-endian, in exactly *letters* letters; higher bits are cut off."""
    return "".join(ALPHABET[value >> shift & 31] for shift in range(5 * (letters - 1), -1, -5))


def normalised(typed: str) -> str:
    """Return *typed* base32 in its one spelling: upper case, no hyphens or blanks, I and L as 1, O as 0."""
    return typed.upper().translate(_READ_AS)


def log_code(log: str) -> str:
    """Return the 3 letters that stand for a log in numbers: the first 15 bits of SHA-256 over its id as text."""
    return base32(int.from_bytes(sha256(log.encode())[:2], "big") >> 1, _CODE_LETTERS)


def seizure_number(year: int, log: str, count: int) -> str:
    """Return the temporary number of the *count*-th seizure (from 1) opened in *log*: `T-2026-K7Q-001`."""
    return f"T-{year}-{log_code(log)}-{count:03d}"


def exhibit_number(seizure: str, log: str, count: int) -> str:
    """Return the number of the *count*-th exhibit (from 1) which *log* adds to a seizure: `T-2026-K7Q-001/K7Q-01`.

    The log's code stands in it again because two laptops may number exhibits of one seizure at the same time.
    """
    return f"{seizure}/{log_code(log)}-{count:02d}"


def form_number(log: str, count: int) -> str:
    """Return the number of the *count*-th blank form (from 1) that a laptop with *log* printed: `P-K7Q-0001`."""
    return f"P-{log_code(log)}-{count:04d}"


def head_letters(head: str) -> str:
    """Return a log head as 26 letters for paper: its first 128 bits, two zero bits before them.

    Enough that nobody can make a second log with the same letters (64 bits of work for any two, 128 for a given one).
    """
    return base32(int(head[:32], 16), _HEAD_LETTERS)


def is_head(typed: str, head: str) -> bool:
    """Tell whether letters read from paper are those of *head*."""
    return normalised(typed) == head_letters(head)


def offer_letters(offer: str) -> str:
    """Return the 10 letters by which an offer is found: the first 50 bits of its hash. They prove nothing."""
    return base32(int(offer[:13], 16) >> 2, _OFFER_LETTERS)


def offer_digits(letters: str) -> str:
    """Return the hex digits with which the hash of each offer of these letters begins, or nothing if they are none."""
    spelt = normalised(letters)
    if len(spelt) != _OFFER_LETTERS or not set(spelt) <= set(ALPHABET):
        return ""
    value = 0
    for letter in spelt:
        value = value << 5 | ALPHABET.index(letter)
    return f"{value >> 2:012x}"


def grouped(letters: str, size: int = 4) -> str:
    """Return *letters* in groups for reading aloud: `K7QT-09AB-...`."""
    return "-".join(letters[place : place + size] for place in range(0, len(letters), size))


def slip_letters(random: bytes) -> str:
    """Return the 10 letters that name a hand-over on paper, from at least 7 random bytes."""
    return base32(int.from_bytes(random[:7], "big"), _OFFER_LETTERS)


def uuid7(milliseconds: int, random: bytes) -> str:
    """Return a version 7 UUID (RFC 9562) for a time in ms since 1970 and at least 10 random bytes."""
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
