"""What one slip of the finger makes of a word: to guess what was meant when nothing was found."""

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
    "αβγδεζηθικλμνξοπρστυφχψω",
)


def one_letter_off(word: str) -> set[str]:
    """Everything that one slip of the finger makes of a word."""
    letters = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {left + right[1:] for left, right in halves if right}
    slips |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    slips |= {left + letter + right[1:] for left, right in halves if right for letter in letters}
    slips |= {left + letter + right for left, right in halves for letter in letters}
    return slips - {word}
