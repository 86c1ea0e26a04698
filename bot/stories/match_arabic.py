"""The stem by which the matcher compares Arabic words: what is written onto a word goes, and nothing else.

Conjunctions, prepositions, the article and the future sign go in front; pronouns, plurals, verb endings and the case
ending go behind. Adjectives keep their -i: صحفيين (journalists) is صحفي and not صحف (newspapers), مدنيين (civilians)
not مدن (towns). Short words in -a keep it: شرطة (police) is not شرط (condition).
"""

_FRONT = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_PRONOUNS = ("هما", "هم", "هن", "ها", "ه")
_PLURALS = ("ات", "ون", "ين", "وا")
_DUAL = "ان"
#: Words that rules would take for a form of another: Taliban for two students, data for a statement.
_WHOLE = frozenset(("طالبان", "بيانات", "عملات", "ايفون", "ايفين"))


def stem_arabic(word: str) -> str:
    """The stem of a folded word. A letter of the word itself may go too, then in all its forms."""
    for front in _FRONT:
        if word.startswith(front) and len(word) - len(front) >= 2:
            word = word[len(front) :]
            break
    for whole in (word, word[1:]):
        if whole in _WHOLE:
            return whole
    return _without_front_letters(_without_end(word))


def _without_end(word: str) -> str:
    short = 6 if word.startswith(("و", "ب", "ل")) else 5  # these may be written onto شرطة or حرية
    for end in _PRONOUNS:
        if word.endswith(end) and len(word) - len(end) >= 3:
            if end != "ه" or len(word) >= short:
                word = word[: -len(end)]
            break
    for end in _PLURALS:
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
            break
    else:
        if word.endswith(_DUAL) and len(word) >= 6:
            word = word[:-2]
    if word.endswith(("ت", "ا")) and len(word) >= 4:
        word = word[:-1]
    if word.endswith("يي") or (word.endswith("و") and len(word) >= 5):
        return word[:-1]
    # معتقلي, مهاجري: a participle's plural before its owner; no adjective is so long.
    return word[:-1] if word.endswith("ي") and word.startswith("م") and len(word) >= 6 else word


def _without_front_letters(word: str) -> str:
    if word.startswith("و") and len(word) >= 4:
        word = word[1:]
    if word.startswith(("سي", "ست")) and len(word) >= 5:
        word = word[1:]
    while word.startswith(("ب", "ل")) and len(word) >= 4:  # two: لبرامج is ل and برامج
        word = word[1:]
    return word
