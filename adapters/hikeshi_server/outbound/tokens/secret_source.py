"""Secrets from the operating system's randomness."""

import math
import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: Syllables everybody can read out: 17 × 5, 6.4 bits each, without c, l, q and x.
CONSONANTS, VOWELS = "bdfghjkmnprstvwyz", "aeiou"
#: 4 × 3 syllables: 76.9 random bits.
GROUPS, SYLLABLES = 4, 3


class RandomSecretSource:
    """Draws secrets."""

    def text(self, byte_count: int) -> str:
        """Return so many random bytes in base62, always equally long for the same count."""
        number = int.from_bytes(secrets.token_bytes(byte_count))
        length = math.ceil(byte_count * 8 / math.log2(len(ALPHABET)))
        digits = []
        for _ in range(length):
            number, digit = divmod(number, len(ALPHABET))
            digits.append(ALPHABET[digit])
        return "".join(digits)

    def password(self) -> str:
        """Return a password a person can read out."""
        return "-".join(
            "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES))
            for _ in range(GROUPS)
        )
