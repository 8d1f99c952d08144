"""Recognise the headings of columns about consent to marketing by email, beside those that the table of headers lists.

A heading that could mean something else is read with care: only words such as "unsubscribed" count in its column.
"""

import re
from typing import Literal

from customers.domain.text import fold

ConsentField = Literal["accepts_marketing", "opted_out"]

# Other channels, other agreements, and what a file says of a consent: when, where and how.
_OTHER = re.compile(
    r"\b(?:sms|text|mms|phone|call|calls|fax|whats ?app|viber|push|post|postal|letter|direct|cookies?|terms|tos|privacy|third|partners?|"
    r"partenaires?|partnern|tiers|terceros|terceiros|terzi|derden|dritte|loyalty|rewards|sharing|reviews?|tax|vat|sepa|order|payment|trial|"
    r"url|link|ip|datum|zeitpunkt|quelle|fecha|fuente|fonte|source|method|reason|version|form|by|date|time|at|on|timestamp|level|count|rate|"
    r"plan|tier|id|double|campaign|channel|cloud|owner|score|name)\b"
)
_OUT = re.compile(
    r"\b(?:opt(?:ed|s)? ?out|unsubscri\w*|(?:do|does|must) ?not (?:contact|e ?mail|mail|market|send)|dont (?:contact|e ?mail|mail)|"
    r"not subscribed|no (?:more )?mails?|don ?t contact|black ?list(?:ed)?|block ?list(?:ed)?|suppress\w*|"
    r"(?:hard |soft )?bounced?|complained|undeliverable|"
    r"(?:e ?mails?|marketing|newsletters?|mailings?) (?:is )?(?:disabled|blocked|refused|declined|disallowed|off)|"
    r"\w*ab(?:ge)?meld\w*|\w*ab(?:ge)?bestell\w*|\w*wider(?:ruf|spr)\w*|robinson\w*|"
    r"(?:werbe|(?:e ?)?mail|mailing|newsletter|kontakt) ?(?:ge)?sperr[et]|"
    r"des(?:in|ub|u)?scri\w*|desabonn\w*|descadastr\w*|disiscri\w*|uitschrijv\w*|uitgeschreven|af(?:ge)?meld\w*|"
    r"avregistr\w*|avanmal\w*|avmeld\w*|framel\w*|wypisan\w*|rezygnacj\w*|odhlas\w*|leiratkoz\w*|dezabon\w*|"
    r"(?:baja|cancella\w*|cancela\w*|sortie|resili\w*)(?: \w+)? (?:newsletter|boletin|mailing|mails?)|"
    r"(?:newsletter|boletin|mailing|mails?) (?:baja|cancella\w*|cancela\w*|resili\w*))\b"
)
# A refusal of what follows, in the headings of any language: "Kein Newsletter", "Je ne veux pas la newsletter".
_NOT = (
    "not|never|stop|without|kein|keine|keinen|ohne|pas|jamais|sans|senza|geen|niet|ingen|inga|inget|inte|intet|ikke|uten|uden|bez|brak|"
    "fara|без"
)
_REFUSED = re.compile(
    rf"^(?:no(?! of\b)|non|nao|sin|sem|ei|nie|ne|nem|nu|не|нет|ні|(?:\w+ ){{0,3}}(?:{_NOT}))\b.*"
    r"(?:newsletter|mail|marketing|werbung|lettre|publici|promo|offre|offert|ofert|bolet|nieuwsbrief|nyhetsbrev|nyhedsbrev|"
    r"reclame|reklam|рассылк|розсилк|реклам|opt ?in|kontakt|contact)|"
    r"\b(?:nicht|not|pas|niet|ikke|inte) (?:erlaubt|erwunscht|gewunscht|allowed|permitted|wanted|autorise|souhaite|toegestaan|gewenst)\b"
)
_IN = re.compile(
    r"\b(?:opt(?:ed|s)? ?in|newsletters?|e ?mail (?:consent|permission|allowed|subscription|subscribed)|gdpr consent|subscription status|"
    r"(?:marketing|mailings?) (?:allowed|consent|permission|permitted|accepted|agreed|agreement|ok|okay|e ?mails?|preference|status)|"
    r"(?:e ?mails?|marketing|newsletters?|mailings?) opt(?:ions?)?$|opt(?:ions?)? (?:e ?mails?|marketing|newsletters?)$|"
    r"(?:accepts?|allows?|agree[ds]?|consents?|wants?|receives?|subscribed)(?: to)? (?:e ?mail )?"
    r"(?:marketing|newsletters?|mailings?|e ?mails?))\b"
)
# The consent to marketing in other languages, with both words in either order: "Marketing-Einwilligung", "Consentement e-mail".
_AGREEMENT = (
    "einwilligung|einverstandnis|zustimmung|consentement|consentimiento|consentimento|consenso|toestemming|samtycke|samtykke|suostumus|"
    "zgoda|souhlas|suhlas|hozzajarulas|согласие|згода"
)
_SUBJECT = r"(?:marketing|newsletter|e ?mail|mailing|werbung|werbe|publicit|publicidad|рассылк|реклам)"
_AGREED = re.compile(rf"(?:{_AGREEMENT})\w*\b.*\b{_SUBJECT}|\b{_SUBJECT}\w*(?: \w+)* ?(?:{_AGREEMENT})")
# Parts of words of other languages that are about a newsletter, or about the consent to advertising.
_IN_OTHERS = (
    "lettre d information, infolettre, "
    "nyhetsbrev, nyhedsbrev, uutiskirje, nieuwsbrief, hírlevél, bülten, boletín, bollettino, ενημερωτικ, рассылк, розсилк, メルマガ, "
    "メールマガジン, ニュースレター, 邮件订阅, 訂閱, 뉴스레터, 메일 수신, 이메일 수신, "
    "werbeeinwilligung, einwilligung werbung, werbung erlaubt, "
    "acepta publicidad, acepta promociones, acepta comunicaciones, accepte la publicité, accepte les offres, aceita receber, "
    "consenso marketing, zgoda marketingowa, zgoda na marketing, souhlas s marketingem, odběr novinek, súhlas s marketingom,"
    " pazarlama izni, ileti izni, النشرة البريدية, النشرة الإخبارية, الاشتراك في النشرة"
)
_OUT_OTHERS = "отписан, відписан, إلغاء الاشتراك, 配信停止, メルマガ解除, 退订, 수신거부"
# Advertising in other languages: the column is named where it is not taken.
_ADVERTISING = (
    "werbung, werbe, einwilligung, einverstanden, consentimiento, consentement, consentimento, consenso, toestemming, samtycke, "
    "zgoda, souhlas, publicidad, publicité, publicidade, pubblicità, reclame, marknadsföring, markedsføring, реклам, 広告, 营销, 마케팅"
)
_CAUTIOUS = re.compile(
    r"\b(?:consents?|permissions?|subscription|subscribed|subscriber|mailing list|marketing|mailings?|promotions?|promotional|promos?|"
    r"gdpr|dsgvo|rgpd|can ?spam|e ?mails? (?:allowed|ok|okay))\b"
)
# Words of a box to tick; above a yes and a no, the column is named where it is not taken.
_TICKED = re.compile(
    r"\b(?:comms?|communications?|updates?|offers?|news|mail ?outs?|e ?shots?|e ?blasts?|bulletins?|announcements?|contact ?able|"
    r"mail ?able|"
    r"(?:contact|send|notify|inform|e ?mail) me|keep (?:me|in touch|informed|posted|up ?dated)|stay in touch|"
    r"(?:may|can|ok to|okay to|happy to|allowed to|willing to) (?:be )?"
    r"(?:contact(?:ed)?|e ?mail(?:ed)?|mail(?:ed)?|receive)|mails?|e ?mails?|list|opt)\b"
)
_WHY = re.compile(r"(?:e ?mail )?(?:opt ?out|unsub\w*|suppress\w*) (?:reason|reason text|cause)")
_BY_EMAIL = re.compile(r" (?:by|via|per|over) e ?mails?\b")
# When it was stated.
_WHEN = re.compile(r"\b(?:at|on|date|time|timestamp|datetime|utc|datum|zeitpunkt|am|fecha|data|dato|since)\b")
# It may be the consent, or the way in which it was asked for.
_DOUBLE = re.compile(r"(?:double opt ?in|doi)(?: (?:status|confirmed|bestatigt|confirme))?")
_STATUS = re.compile(r"(?:(?:contact|member|subscriber|customer|user|email|list) )?(?:status|state)")


def consent_field(header: str) -> ConsentField | None:
    """Return the field of a heading that is about consent beyond doubt, None for others."""
    text = _words(header)
    if _OTHER.search(text):
        # A date or a reason below a heading of opt-outs is an opt-out.
        undated = _WHEN.sub(" ", text)
        if undated != text and _OUT.search(undated) and not _OTHER.search(undated):
            return "opted_out"
        return "opted_out" if _WHY.fullmatch(text) else None
    if _OUT.search(text) or _REFUSED.search(text) or _has_part(text, _OUT_PARTS):
        return "opted_out"
    return "accepts_marketing" if _IN.search(text) or _AGREED.search(text) or _has_part(text, _IN_PARTS) else None


def looks_like_consent(header: str) -> bool:
    """Return whether a heading may be about consent."""
    text = _words(header)
    if _DOUBLE.fullmatch(text):
        return True
    return not _OTHER.search(text) and bool(consent_field(header) or _CAUTIOUS.search(text) or _has_part(text, _CAUTIOUS_PARTS))


def is_double_opt_in(header: str) -> bool:
    """Return whether a heading is about the confirmation of an opt-in."""
    return _DOUBLE.fullmatch(_words(header)) is not None


def may_be_ticked(header: str) -> bool:
    """Return whether a heading may be about consent where a yes and a no stand below it."""
    text = _BY_EMAIL.sub(" email", _words(header))
    return not _OTHER.search(text) and _TICKED.search(text) is not None


def may_be_dated(header: str) -> bool:
    """Return whether a heading may be the time of a consent."""
    text = _words(header)
    undated = " ".join(_WHEN.sub(" ", text).split())
    return undated != text and looks_like_consent(undated)


def may_state_consent(header: str) -> bool:
    """Return whether the cells below a heading may state a consent, if their words are clear."""
    return looks_like_consent(header) or _STATUS.fullmatch(_words(header)) is not None


def is_about_subscription(header: str) -> bool:
    """Return whether "active" below a heading means that somebody is subscribed."""
    text = _words(header)
    return consent_field(header) == "accepts_marketing" or "newsletter" in text or "subscri" in text or "mailing" in text


def _has_part(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)


def _words(header: str) -> str:
    """Return the words of a heading, separated at camel case too, without case, accents and punctuation."""
    separated = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join("".join(character if character.isalnum() else " " for character in fold(separated)).split())


_IN_PARTS, _OUT_PARTS, _CAUTIOUS_PARTS = (tuple(map(_words, words.split(","))) for words in (_IN_OTHERS, _OUT_OTHERS, _ADVERTISING))
