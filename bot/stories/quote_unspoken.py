"""English ways of telling words that their speaker did not speak: planned, ordered, faked, played, or another's.

Beside `quote_unsaid`, which reads each language's own denials; here is what English newsrooms write of speeches never
given, of doctored clips, of actors, banners, and of who lends a voice to the words of somebody else.
"""

import re

from bot.model.story import Quote

_TELL = (
    r"(?:say|tell|write|claim|state|add|announce|declare|answer|reply|admit|warn|shout|insist|confess|tweet|post|explain|"
    r"argue|promise|whisper|repeat|respond|ask|remind|inform|assure)"
)
_TOLD = r"(?:says?|said|tells?|told|insists?|insisted|claims?|claimed|maintains?|maintained|swears?|swore|writes?|wrote|adds?|added)"
_HE = r"(?:he|she|they|it|[A-Z][\w’'-]+)"
_NOT = r"(?:never|(?:did|does|do|has|had|have|would|could|was|is|were)\s*(?:not|n['’]t|never))"

#: "says he did not tell his aide": right behind the mention.
_DENIED = re.compile(
    rf"^[,\s]*(?:(?:has|have|had)\s+)?{_TOLD}\s+(?:\w+\s+){{0,2}}?(?:that\s+)?{_HE}\s+(?:himself\s+|herself\s+)?{_NOT}\s+(?:\w+ly\s+|ever\s+)?"
    rf"(?:{_TELL}|said|told|written|claimed|stated|added|announced|declared|made|used|uttered)\b"
)
#: "had planned to tell", "was ordered to say", "almost said".
_NEVER_SPOKEN = re.compile(
    rf"^[,\s]*(?:(?:who|and|then|later|also|once|first|at\s+first|originally|initially|\w+ly)\s+)*"
    rf"(?:(?:has|have|had|is|was|were|are|be|been|being|would|will|may|might|did|not)\s+)*(?:\w+ly\s+)?"
    rf"(?:plan(?:s|ned|ning)?|want(?:s|ed)?|intend(?:s|ed|ing)?|wish(?:es|ed)?|forg[eo]t(?:s|ten)?|hop(?:es?|ed|ing)|meant|means|"
    rf"refus(?:es?|ed|ing)|declin(?:es?|ed|ing)|order(?:s|ed)|suppos(?:ed)|told|ask(?:s|ed)|instructed|directed|commanded|urged|advised|"
    rf"forced|compelled|pressed|pressured|coached|taught|trained|paid|begged|invited|encouraged|expected|scheduled|due|set|going|about|"
    rf"prepar(?:es?|ed|ing)|threaten(?:s|ed)?|promis(?:es?|ed)|vow(?:s|ed)?|tri(?:es|ed)|trying|attempt(?:s|ed)?|fail(?:s|ed)?|neglect(?:s|ed)|"
    rf"omit(?:s|ted)|hesitat(?:es?|ed)|ought|need(?:s|ed)?|longs?|longed|like|liked|love|agreed|offer(?:s|ed)|unable|unwilling|likely|"
    rf"unlikely|ready|reluctant|allowed|free|afraid|tempted|decid(?:es?|ed)\s+not|cho(?:se|oses?)\s+not)\s+(?:\w+\s+)?(?:not\s+)?to\s+(?:\w+ly\s+)?{_TELL}\b|"
    rf"^[,\s]*(?:had\s+|has\s+)?(?:almost|nearly|all\s+but)\s+{_TOLD}\b|\bstop(?:s|ped)\s+short\s+of\b|"
    rf"^[,\s]*(?:would|might|may|could|will)\s+(?:\w+ly\s+)?{_TELL}\b"
)
#: What is denied or planned is something else: "was asked to say a few words, and told us: “…”".
_GOES_ON = re.compile(r"[,;]|\b(?:but|and|who|before|when|as)\b")

_FAKED = (
    r"(?:doctored|manipulated|fake|faked|fabricated|forged|altered|tampered|edited|deep-?fake[ds]?|synthetic|cloned|hoax|spoof|"
    r"satirical|parody|fictional|fictitious|bogus|false|falsified|phoney|phony|sham|staged|supposed|purported|invented|imaginary|"
    r"(?:AI|computer|machine)-(?:generated|made|altered|manipulated)|so-called)"
)
_MEDIUM = (
    r"(?:clips?|recordings?|interviews?|videos?|films?|footage|audio|tapes?|calls?|speech(?:es)?|images?|pictures?|photos?|posts?|tweets?|"
    r"statements?|letters?|messages?|releases?|accounts?|profiles?|pages?|broadcasts?|reports?|articles?|ads?|adverts?|advertisements?|"
    r"quotes?|quotations?|e-?mails?|voices?|confessions?|transcripts?|screenshots?|documents?|memos?|segments?|shows?|sketch(?:es)?)"
)
_MADE = (
    r"(?:made|generated|created|produced|doctored|faked|synthesi[sz]ed|manipulated|cloned|altered|edited|fabricated|voiced)\s+"
    r"(?:(?:entirely|apparently|partly)\s+)?(?:with|using|by|through|in)\s+(?:(?:the\s+help\s+of|an?|the|generative)\s+)*"
    r"(?:artificial\s+intelligence|AI\b|computer|software|machine|deep-?fake)"
)
_IN_A_FAKE = re.compile(
    rf"(?:^\W*|\b(?:in|on|from|through|via|with|by)\s+)(?:(?:an?|the|this|that|one|another|his|her|its|their|what)\s+)?(?:[\w-]+\s+){{0,2}}?"
    rf"{_FAKED}\s+(?:[\w-]+\s+){{0,2}}?{_MEDIUM}\b|\b{_MADE}",
    re.IGNORECASE,
)
_IN_A_STORY = re.compile(
    r"^\W*in\s+(?:the|a|an|his|her|their|one|this)\s+(?:\w+\s+){0,2}?(?:film|movie|series|episode|musical|opera|drama|dream|game|"
    r"comedy|satire|sketch|play|novel|joke|fable|thriller|meme)\b(?!\s+(?:about|festival))|\bdressed\s+(?:up\s+)?as\s*$|"
    r"\b(?:actor|actress|comedian|comic|puppet|mimic|impressionist|prankster|impersonator|chatbot|bot)s?\s+(?:\w+ing\s+(?:as\s+)?|as\s+)"
    r"(?:the\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    rf"\b(?:{_FAKED}\s+(?:[\w-]+\s+){{0,2}}?{_MEDIUM}|{_MEDIUM}\b.{{0,80}}?\b(?:{_MADE}|{_FAKED}|deep-?fake))\b.*?"
    r"\b(?:shows?|showed|showing|depicts?|depicted|features?|featuring|purport\w*|appears?|appeared|portrays?|portrayed|has|sees|makes|voice\s+of)\b"
    r"(?P<whom>.*)",
    re.IGNORECASE,
)
#: In the mention itself.
_NOT_A_PERSON = re.compile(
    r"^(?:an?|the|one|another|his|her|its|their|several|two|some)?\s*(?:[\w-]+\s+){0,2}?(?:banners?|signs?|placards?|posters?|stickers?|slogans?|"
    r"graffiti|t-shirts?|leaflets?|flyers?|plaques?|billboards?|headlines?|captions?|murals?)\b(?!\s+[A-Z])|"
    r"^(?:an?|the|this)\s+(?:false|supposed|fake|phoney|phony|pretend(?:ed)?|would-be|so-called|bogus|counterfeit|alleged)\s|"
    r"\b(?:actor|actress|comedian|comic|mimic|impressionist|prankster|performer|puppet)s?\s+(?:playing|as|portraying|dressed|who\s+(?:plays|played))\b|"
    r"\b(?:playing|portraying|dressed\s+(?:up\s+)?as|in\s+the\s+(?:role|guise|person)\s+of)\b",
    re.IGNORECASE,
)
_WORDS = r"(?:words?|message|letter|statement|note|testimony|remarks?|poem|diary|plea|reply|answer|account|thanks|greetings?)"
_RELAYED = re.compile(
    rf"\b(?:relay(?:s|ed|ing)?|convey(?:s|ed|ing)?|transmit(?:s|ted|ting)?|read(?:s|ing)?(?:\s+(?:out|aloud|from))?|pass(?:es|ed|ing)\s+on|deliver(?:s|ed|ing)?|"
    rf"recit(?:es?|ed|ing)|translat(?:es?|ed|ing)|repeat(?:s|ed|ing)?|recall(?:s|ed|ing)?|quot(?:es?|ed|ing)|paraphras(?:es?|ed|ing))\s+(?:[\w’'-]+\s+){{0,3}}?"
    rf"(?:(?:his|her|their|the|another)\s+(?:[\w’'-]+\s+){{0,3}}?{_WORDS}\b(?!\s+to\b)|an?\s+(?:\w+\s+)?{_WORDS}\s+(?:from|of|by)\b)|"
    rf"^\s+(?:read|reads|was\s+reading|recited|quoted|recites|translated)(?:\s+(?:out|aloud|from\b.*))?\s*[.,:]*\s*$"
)
#: "Quoting her father, Minister Roth said".
_QUOTES_ANOTHER = re.compile(
    r"^\W*(?:quoting|reciting|paraphrasing|reading\s+(?:out|aloud|from)|(?:citing|echoing|repeating|recalling)\s+"
    r"(?:(?:his|her|their)\s|the\s+(?:\w+\s+){0,3}?words\b|[A-Z]))"
)
#: "Major Reed, said Officer Pike, told him: “…”".
_TOLD_BY_ANOTHER = re.compile(
    r"^\s*,\s*(?:said|says|recalled|recalls|claimed|claims|according\s+to|testified)\s+[^,“”\"]{3,60},\s*(?:had\s+)?(?:told|tells|said|says)\b|"
    r"^\s*,\s*[^,“”\"]{3,50}\s(?:said|says|recalled|recalls|claimed|claims|testified),\s*(?:had\s+)?(?:told|tells|said|says)\b"
)
_BACK = 320


def is_denied(behind: str) -> bool:
    """Whether what stands behind a mention says that its bearer denies the words."""
    found = _DENIED.match(behind)
    return found is not None and not _GOES_ON.search(behind[found.end() :].rstrip(" ,:"))


def is_unspoken(behind: str) -> bool:
    """Whether the words were planned, ordered or refused, not spoken."""
    found = _NEVER_SPOKEN.search(behind)
    return found is not None and not _GOES_ON.search(behind[found.end() :].rstrip(" ,:"))


def is_faked(text: str, quote: Quote, ahead: str) -> bool:
    """Whether a fake, an actor or a banner "speaks": in the mention, ahead of it, or in the sentences before."""
    mention = quote.speaker
    assert mention is not None
    if _NOT_A_PERSON.search(mention.text) or _IN_A_FAKE.search(ahead) or _IN_A_STORY.search(ahead):
        return True
    name = quote.speaker_name
    if not name:
        return False
    start = min(mention.start, quote.span.start)
    shown = _SHOWS.search(text[max(0, start - _BACK) : start].replace("\n", " "))
    return shown is not None and name.split()[-1] in shown["whom"]


def is_anothers(quote: Quote, ahead: str, behind: str) -> bool:
    """Whether the speaker only lends the voice: relays, reads out, quotes, or is told of by somebody else."""
    mention = quote.speaker
    assert mention is not None
    return bool(
        _QUOTES_ANOTHER.match(ahead)
        or _RELAYED.search(behind)
        or _RELAYED.search(mention.text)
        or _TOLD_BY_ANOTHER.match(behind)
    )
