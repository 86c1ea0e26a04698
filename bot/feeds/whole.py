"""Does a feed carry whole articles or only teasers? Only a whole article may be quoted from; pure."""

import re

#: Shorter than this is a teaser whatever element it stands in.
_WHOLE = 900
#: A description is meant to be a teaser: only a long one of several paragraphs counts as the article itself.
_WHOLE_DESCRIPTION = 1600
_CUT_SHORT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read|continue|view|see|find out)\b[^.!?\n]{0,60}|\b(?:read|continue|view|see)\s+(?:more|reading|(?:it |this |the )?(?:full|rest|whole))\b[^.!?\n]{0,60}[.!]|\blire la suite\b.*|\bweiterlesen\b.*"
    r"|\bmehr (?:lesen|dazu)\b.*|\bleer más\b.*|\bseguir leyendo\b.*|читать (?:далее|полностью).*|阅读(?:全文|更多).*"
    r"|اقرأ المزيد.*|»|→|&raquo;)\s*$",
    re.IGNORECASE,
)
# Lines that feed writers hang below a text; they are nobody's words.
_TRAILER = re.compile(
    r"(?:the post .{1,400} (?:appeared first|first appeared) on .{1,200}|this (?:article|entry|post) .{1,200}"
    r"originally (?:appeared|published) .{1,200}|comments? url: .*|article url: .*|points: \d+|# comments: \d+)",
    re.IGNORECASE,
)
# Those that say that the text goes on elsewhere.
_GOES_ON = re.compile(
    r"(?:read|continue reading|view|see|find out) (?:more|the (?:full|whole|rest)|full|on)\b.{0,120}"
    r"|continue reading\W*|read (?:more|on)\W*",
    re.IGNORECASE,
)


def sort_texts(description: str, content: str) -> tuple[str, str]:
    """`(summary, content)` of an entry, from what its description and its content element say, both plain.

    Content is kept as such only if it is the whole article: long enough and not broken off. Otherwise the longer of
    the two is the summary, and content is "".
    """
    description, description_goes_on = _without_trailer(description)
    content, content_goes_on = _without_trailer(content)
    if len(content) >= _WHOLE and not content_goes_on:
        return ("" if description == content else description), content
    whole = len(description) >= _WHOLE_DESCRIPTION and description.count("\n") >= 3
    if whole and len(description) >= len(content) and not description_goes_on:
        return content, description
    return (description if len(description) >= len(content) else content), ""


def _without_trailer(text: str) -> tuple[str, bool]:
    """The text without the lines that feed writers put below it; and whether it goes on elsewhere."""
    goes_on = False
    lines = text.split("\n")
    while len(lines) > 1 and len(lines[-1]) < 700:
        more = bool(_GOES_ON.fullmatch(lines[-1]))
        if not more and not _TRAILER.fullmatch(lines[-1]):
            break
        goes_on = goes_on or more
        lines.pop()
    return "\n".join(lines), goes_on or bool(_CUT_SHORT.search(lines[-1][-80:]))
