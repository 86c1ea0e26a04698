"""Whose words they are when the name in a mention is not its head: "the lawyer of Ahmed Mansoor" is not Ahmed Mansoor.

The last look at a finished quote: it only ever swaps a name for the mention itself, for the name that follows it, or
for nobody.
"""

import re
from dataclasses import replace

from bot.model.story import Quote
from bot.stories.quote_cues import Cues, cues_for

#: People (and offices) who are somebody's: between them and the name stands a preposition of `_TO`.
_HOLDERS = {
    "en": r"spokes(?:man|woman|person|people|men)|lawyers?|attorneys?|solicitors?|barristers?|counsel|aides?|advis[eo]rs?|"
    r"assistants?|secretary|representatives?|agents?|deputy|deputies|wife|husband|widow(?:er)?|partner|girlfriend|boyfriend|"
    r"fianc[eé]e?|mother|father|parents?|sons?|daughters?|sisters?|brothers?|cousin|uncle|aunt|nephew|niece|"
    r"grand(?:son|daughter|father|mother)|relatives?|family|friends?|colleagues?|ally|allies|supporters?|followers?|"
    r"critics?|opponents?|rivals?|successor|predecessor|biographer|neighbou?rs?|doctors?|physician|office|campaign|"
    r"team|staff|bodyguards?|driver|sources?|person|people|officials?|confidante?|associates?|publicist|envoy|"
    r"spokesmen|chief of staff|translator|interpreter",
    "de": r"\w*[Ss]precher(?:in|innen|s)?|\w*[Aa]nw(?:alt|ältin|älte)|Verteidiger(?:in)?|Berater(?:in)?|\w*[Ff]rau|\w*[Mm]ann|"
    r"Witwe|Mutter|Vater|Sohn|Tochter|Bruder|Schwester|Büro|Vertrauter?|Mitarbeiter(?:in)?|Familie|Freund(?:in)?",
    "fr": r"porte-parole|avocate?s?|conseill(?:er|ère)|épouse|femme|mari|veuve|mère|père|fils|fille|frère|sœur|proches?|"
    r"entourage|cabinet|collabora(?:teur|trice)|amie?|famille|défense|bureau",
    "es": r"portavoz|vocer[oa]|abogad[oa]s?|asesora?|espos[oa]|viud[oa]|madre|padre|hij[oa]|herman[oa]|defensa|oficina|"
    r"familia(?:res)?|secretari[oa] de prensa|amig[oa]|colaborador[a]?",
    "pt": r"porta-voz|advogad[oa]s?|assessora?|espos[oa]|viúv[oa]|mãe|pai|filh[oa]|irmão|irmã|defesa|gabinete|família|amig[oa]",
    "it": r"portavoce|avvocat[oa]|legal[ei]|moglie|marito|vedova|madre|padre|figli[oa]|fratello|sorella|difesa|ufficio|famiglia",
    "ru": r"представитель(?:ница)?|пресс-секретарь|адвокат|защитни(?:к|ца)|жена|супруга|вдова|муж|мать|отец|сын|"
    r"дочь|брат|сестра|помощни(?:к|ца)|советни(?:к|ца)|соратни(?:к|ца)|друг",
    "ar": r"و?(?:ال)?(?:متحدث|ناطق)ة?(?:\s+\S+)?\s+باسم|و?(?:محامي|محامية|زوجة|زوج|والد|والدة|شقيق|شقيقة|ابن|ابنة|نجل|مستشار|مكتب|عائلة)",
}  # fmt: skip
_TO = {
    "en": r"(?:close\s+|acting\s+)?(?:for|of|to|near|with)|representing|defending",
    "de": r"von|vom|des|der",
    "fr": r"du|des?|de\s+la|de\s+l['’]|d['’]",
    "es": r"del?(?:\s+(?:la|los|el))?",
    "pt": r"d[aoe]s?",
    "it": r"di|del|della|dell['’]|dei",
}
#: Where the name stands in the genitive behind its holder, there is no preposition.
_BARE = frozenset(["ru", "ar"])
_CHINESE = re.compile(
    r"的?(?:发言人|發言人|律师|律師|妻子|丈夫|母亲|母親|父亲|父親|儿子|女儿|助手|顾问|顧問|办公室|辦公室|家人|朋友)"
)
_POSSESSIVE = re.compile(r"['’]s?\s+(?=\w)")
_LETTER_TO = re.compile(
    r"\b(?:letter|e-?mail|message|note|memo|complaint|petition|reply)s?\s+(?:\w+\s+)?to\s+(?:\S+\s+){0,4}$"
)
_APPOSITION = re.compile(
    r",\s+(?P<name>[^\W\d_a-z][\w.’'-]*(?:\s+(?:de|da|del|van|von|al|bin|ben|el|la|[^\W\d_a-z][\w.’'-]*)){0,3}\s+"
    r"[^\W\d_a-z][\w’-]+)(?=\s*[.,;:!?]|\s*$|\s+(?:said|told|says|added|wrote))"
)
_LEAD_WORDS = re.compile(r"^(?:that|what|when|as|because|but|and|while)\s+", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"^\s+of\s+(?P<name>(?P<first>[^\W\d_a-z][\w’'-]*)(?:\s+[^\W\d_a-z][\w’'-]*)*)(?P<who>,\s+who(?:se|m)?\b)?"
)
_BESIDE = frozenset(
    [
        "late",
        "jailed",
        "former",
        "imprisoned",
        "slain",
        "detained",
        "murdered",
        "killed",
        "opposition",
        "then",
        "the",
        "veteran",
        "exiled",
    ]
)
_PRONOUNS = re.compile(
    r"(?:he|she|it|they|er|es|sie|il|elle|él|ella|ele|ela|он|она|هو|هي|他|她)$", re.IGNORECASE
)


def right_head(text: str, quote: Quote, language: str = "en") -> Quote:
    """The quote with the speaker its mention truly names; `language` is a code such as "en"."""
    mention, name = quote.speaker, quote.speaker_name
    if mention is None or not quote.speaker_full:
        return quote
    cues = cues_for(language)
    at = mention.text.find(name) if name else -1
    if not name or at < 0:
        return _from_elsewhere(text, quote, cues)
    before, after = mention.text[:at], mention.text[at + len(name) :]
    owned = language == "en" and _POSSESSIVE.match(after)
    if _behind_holder(before, name, cues) or (owned and not after[owned.end() :][:1].isupper()):
        return _principal_out(text, quote, before, name, cues)
    if _LETTER_TO.search(before):  # who wrote it, nobody says
        return _named(quote, None)
    if language == "zh" and _CHINESE.match(after):
        return _named(quote, mention.text)
    return _without_another(quote, after, cues)


def _principal_out(text: str, quote: Quote, before: str, name: str, cues: Cues) -> Quote:
    """As `_holder`, where the mention may run over the end of a sentence: "said the Pope.The brother of …"."""
    assert quote.speaker is not None
    piece = re.split(r"[.!?]\s*(?=[^\W\d_a-z])", before)[-1]
    cut = len(before) - len(piece) if _behind_holder(piece, name, cues) else 0
    if cut and quote.speaker.start >= quote.span.end:
        return _named(quote, None)
    return _holder(text, quote, len(before) + len(name), cut)


def _named(quote: Quote, full: str | None, name: str | None = None, role: str | None = None) -> Quote:
    return replace(quote, speaker_full=full, speaker_name=name, speaker_role=role)


def _behind_holder(before: str, name: str, cues: Cues) -> bool:
    """Whether what stands before a name makes it somebody's principal: "a former aide to Defence Minister "."""
    holders = _HOLDERS.get(cues.language)
    if holders is None:
        return False
    if cues.language in _BARE:
        found = re.search(rf"(?:^|\s)(?:{holders})\s+(?P<rest>.*)$", before, re.DOTALL)
    else:
        found = re.search(
            rf"(?:^|[\s'’-])(?:{holders})\s+(?:[\w-]+\s+){{0,2}}?(?:{_TO[cues.language]})(?:\s+|(?<=['’]))(?P<rest>.*)$",
            before,
            re.DOTALL,
        )
    if found is None:
        return False
    rest = found["rest"].strip()
    last = rest.rsplit(maxsplit=1)[-1] if rest else ""
    if cues.language == "ru":
        return _genitive(last or name.split(maxsplit=1)[0], cues)
    if not rest or cues.language == "ar":
        return True
    low = last.lower().strip(",.")
    kinds = cues.kinds.get(low, "")
    return (
        bool({"r", "M"} & set(kinds))
        or low in _BESIDE
        or low.endswith((*cues.role_endings, "’s", "'s", "ist", "er"))
    )


def _genitive(word: str, cues: Cues) -> bool:
    """Russian: "министра", "Сергея", "Анны"; a name in its first case is the holder's own."""
    low = word.lower()
    if low.endswith(("ы", "и", "ого", "его", "овой", "евой")):
        return True
    stems = (low[:-1], f"{low[:-1]}й", f"{low[:-1]}ь")
    return low.endswith(("а", "я")) and any({"m", "r"} & set(cues.kinds.get(stem, "")) for stem in stems)


def _holder(text: str, quote: Quote, inside: int, cut: int = 0) -> Quote:
    """The name that follows ("the lawyer of X, NAME,"), else the mention itself."""
    mention = quote.speaker
    assert mention is not None
    behind = text[mention.start + inside : mention.end + 80]
    core = _LEAD_WORDS.sub("", re.split(r",\s", mention.text[inside:])[0])
    words = _LEAD_WORDS.sub("", mention.text[cut:inside]) + core
    found = _APPOSITION.match(behind[len(core) :])
    if found:
        name = found["name"]
        return _named(quote, f"{name}, {words}", name, words)
    return _named(quote, words)


def _from_elsewhere(text: str, quote: Quote, cues: Cues) -> Quote:
    """A pronoun, a role or a short name, read as somebody who may only have been named behind a holder."""
    mention, name, role = quote.speaker, quote.speaker_name, quote.speaker_role
    assert mention is not None
    if name is None:  # "Omar Radi's lawyer, Miloud Kandil"
        owned = re.search(r"['’]s\s+[a-z][\w\s-]*$", mention.text)
        found = _APPOSITION.match(text, mention.end) if owned and cues.language == "en" else None
        if found and quote.speaker_full == mention.text:
            return _holder(text, quote, len(mention.text))
        return quote
    short = any(word in mention.text for word in name.split())
    if role and _behind_holder(f"{role} ", name, cues) and f"{role} {name}" in text:  # the role is another's
        if not short:
            return _named(quote, None)
        inner = re.split(rf"\s(?:{_TO.get(cues.language, 'of')})\s", f"{role} ", maxsplit=1)[-1].strip()
        return _named(quote, f"{name}, {inner}" if inner else name, name, inner or None)
    last = text.rfind(name, 0, mention.start)
    if short or last < 0 or not _behind_holder(text[max(0, last - 80) : last].rsplit(".", 1)[-1], name, cues):
        return quote
    return _named(quote, None if _PRONOUNS.match(mention.text) else mention.text)


def _without_another(quote: Quote, after: str, cues: Cues) -> Quote:
    """ "said Maria Ressa of Dmitry Muratov, whose phone …": he is spoken of, and no body she belongs to."""
    role = quote.speaker_role
    found = _OF_ANOTHER.match(after)
    if found is None or not role or not role.startswith("of ") or quote.speaker_name is None:
        return quote
    if len(found["name"].split()) != 2:  # "of Human Rights Watch, who …", "of Madison, Alabama"
        return quote
    if found["who"] or {"m", "w"} & set(cues.kinds.get(found["first"].lower(), "")):
        return replace(quote, speaker_full=quote.speaker_name, speaker_role=None)
    return quote
