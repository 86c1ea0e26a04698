"""When two addresses are the same article's."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: Parameters that tell where a reader came from, not what is read.
_TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
    "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking", "vero_id", "oly_anon_id",
    "oly_enc_id", "_openstat", "wickedid", "s_cid", "ncid", "cmpid", "ocid", "icid", "at_medium", "at_campaign",
    "at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_link_id", "at_link_origin", "at_link_type",
    "at_ptr_name", "at_bbc_team", "ref_src", "ref_url", "guccounter", "guce_referrer", "guce_referrer_sig",
    "xtor", "wt_mc", "wt_zmc", "__twitter_impression", "amp",
})  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "ga_")


def same_address(url: str) -> str:
    """What is left of an address when scheme, www., port of the scheme, fragment, tracking and last slash go.

    Equal for addresses of one article; not itself an address. Text that is no address comes back as it is.
    """
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        port = parts.port
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return text
    if not host:
        return text
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    query = urlencode(sorted(pair for pair in pairs if not _is_tracking(pair[0])))
    path = unquote(parts.path).rstrip("/")
    return f"{place}{path}?{query}" if query else f"{place}{path}"


def _is_tracking(name: str) -> bool:
    folded = name.lower()
    return folded in _TRACKING or folded.startswith(_TRACKING_PREFIXES)
