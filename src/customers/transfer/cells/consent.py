"""Parse opt-ins and opt-outs of other programs, and their times. An unknown consent is neither."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from customers.domain.text import fold, quote_value
from customers.models.customer import ConsentState
from customers.services.importing.rows import CLEAR

_YES_WORDS = """
yes y true t 1 on x subscribed opted-in opt-in confirmed confirmed-opt-in single-opt-in double-opt-in accepted granted allowed agreed
explicit express explicit-opt-in explicit-consent express-consent
ja oui si sim tak angemeldet abonne ano kylla igen evet da ναι да так はい 希望する 希望 購読 購読中 配信 配信希望 受け取る 是 已订阅
订阅 예 네 동의 수신 수신동의 wahr vrai verdadero verdadeiro vero waar sant sann prawda pravda igaz истина j s o einverstanden
zugestimmt eingewilligt erteilt erlaubt erwünscht gewünscht abonniert abonnee inscrit inscrite accepte acceptee autorise d'accord
suscrito suscrita aceptado acepta acepto autorizado autorizo iscritto iscritta accettato accetto autorizzato inscrito inscrita aceito
aceita ingeschreven aangemeld akkoord toegestaan prenumererar tilmeldt påmeldt tilaaja zapisany wyrażona feliratkozott подписан
согласен onay onaylı onaylandı نعم موافق مشترك ✓ ✔ ☑ ✅
"""
_NO_WORDS = """
no n false f 0 off unsubscribed unsubscribe cleaned suppressed opted-out opt-out bounced hard-bounced complained complaint spam
blocked blacklisted blocklisted declined refused denied revoked withdrawn abuse removed do-not-contact hard-bounce disallowed
not-allowed nej nein non nee nao nie ne nem ei hayir nu οχι нет ні abgemeldet desabonne desinscrit отписан いいえ 希望しない 不要
配信停止 解除 受け取らない falsch faux falso onwaar falskt usann fałsz nepravda hamis ложь abgelehnt widerrufen widersprochen gesperrt
abbestellt nicht-einverstanden nicht-erteilt nicht-erlaubt nicht-erwünscht nicht-gewünscht refuse refusee pas-d'accord baja
dado-de-baja rechazado rechazo no-acepta no-acepto no-autorizado no-autorizo disiscritto rifiutato rifiuto non-autorizzato recusado
descadastrado não-aceito não-autorizado uitgeschreven afgemeld geweigerd niet-akkoord niet-toegestaan avregistrerad avanmäld avmeldt
frameldt afmeldt wypisany odhlášen leiratkozott dezabonat отказ отказался не-согласен ✗ ✘ ❌ ☐ 否 不 未订阅 退订 已退订 아니오 아니요
미동의 거부 수신거부 ret reddedildi onaysız onay-yok لا غير-موافق غير-مشترك no-thanks no-thank-you
"""
_UNKNOWN_WORDS = """
never-subscribed non-subscribed not-subscribed non-subscriber unknown pending unconfirmed transactional none null na not-set
unspecified no-response never empty soft-bounced soft-bounce nicht-angemeldet nicht-abonniert non-inscrit non-inscrite no-suscrito
no-suscrita non-iscritto não-inscrito niet-ingeschreven ausstehend unbestätigt en-attente pendiente in-attesa
"""
# Words for a blank: they leave open what another column says.
_BLANK_WORDS = "unknown none null na not-set unspecified no-response empty"
_PLAIN_NO = """
no n false f 0 off nej nein non nee nao nie ne nem ei hayir nu οχι нет ні いいえ 否 아니오 아니요 falsch faux falso onwaar falskt
usann fałsz nepravda hamis ложь لا ✗ ✘ ❌ ☐
"""
# In a column of opt-outs.
_STILL_IN = "subscribed opted-in opt-in confirmed active"
# Words that only a column about subscriptions has; "pending" is one of orders too.
_OPT_WORDS = """
subscribed unsubscribed unsubscribe opted-in opted-out opt-in opt-out single-opt-in double-opt-in confirmed-opt-in
never-subscribed non-subscribed not-subscribed non-subscriber abgemeldet angemeldet abonne desabonne desinscrit
"""
# Of the delivery of emails: an email that arrives does not show an opt-in.
_DELIVERY_WORDS = "cleaned suppressed bounced hard-bounced hard-bounce complained complaint"
# A refusal, whatever follows it: "Unsubscribed (2026-01-02)", "Opted out by phone".
_ENDED_WORDS = """
unsubscribed unsubscribe opted-out opt-out cleaned suppressed bounced complained blocked blacklisted blocklisted revoked withdrawn
abgemeldet widerrufen desabonne desinscrit
"""
# Of an opt-in that was not confirmed yet.
_WAITING_WORDS = """
pending unconfirmed not-confirmed awaiting awaiting-confirmation waiting sent ausstehend unbestätigt nicht-bestätigt offen en-attente
non-confirmé pendiente no-confirmado in-attesa non-confermato
"""
_MARKS = "✓✔☑✅✗✘❌☐"
_ACTIVE = "active enabled aktiv actif activo attivo ativo actief"
_INACTIVE = "inactive disabled inaktiv inactif inactivo inattivo inativo inactief deactivated"


@lru_cache(maxsize=1024)  # a file has few words of consent
def key_of(text: str) -> str:
    """Return the letters, digits and check marks of a word, without case and accents."""
    return "".join(character for character in fold(text) if character.isalnum() or character in _MARKS)


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(key_of, words.split()))


_YES, _NO, _UNKNOWN = (_keys(words) for words in (_YES_WORDS, _NO_WORDS, _UNKNOWN_WORDS))
_ENDED = _keys(_ENDED_WORDS)
_OPT, _DELIVERY = _keys(_OPT_WORDS), _keys(_DELIVERY_WORDS)
_SUBSCRIPTION = _OPT | _DELIVERY
NO_STATEMENT, _NOT_OUT = _keys(_BLANK_WORDS), _keys(f"{_PLAIN_NO} {_STILL_IN} {_UNKNOWN_WORDS}")
WAITING = _keys(_WAITING_WORDS)
_NOS = _keys(_PLAIN_NO) - {"0"}
# They state a consent in a column about subscriptions alone.
ACTIVE_WORDS, INACTIVE_WORDS = _keys(_ACTIVE), _keys(_INACTIVE)


class Statement(NamedTuple):
    """A yes or a no of a row, and its time where the row has one; one that is `implied` may be an unknown as well."""

    state: ConsentState
    at: datetime | None = None
    implied: bool = False


ReadTime = Callable[[str], datetime | None]


def native_statement(cells: Mapping[str, Any], read_time: ReadTime, *, has_states: bool) -> Statement | None:
    """Return the statement of a row of a native file, None without one.

    `has_states`: the file has a column of states; a false of `accepts_marketing` may be an unknown then, and does not count.
    Where both cells differ, it is a no of unknown time. In a row with `updated_at`, which `list` prints, a false without a state is
    implied.

    Raises:
        ValueError: a cell is neither yes nor no.
    """
    word, state = (read_word(str(cells[name])) if _is_given(cells, name) else None for name in ("accepts_marketing", "consent_state"))
    if state is None:
        state = word if word or not has_states else None
    elif word is not None and word != state:
        return Statement("no")
    if state is None:
        return None
    return Statement("yes" if state else "no", read_time("consent_at"), implied=not (state or has_states) and "updated_at" in cells)


def external_statement(cells: Mapping[str, Any], read_time: ReadTime) -> Statement | None:
    """Return the statement of a row of another program, None without one; `read_time` parses a cell.

    An opt-out in any cell overrides an opt-in, unless the opt-in has a later time.

    Raises:
        ValueError: a cell is not a consent.
    """
    words = [read_word(str(cells[name])) for name in ("accepts_marketing", "consent_state") if cells.get(name) is not None]
    at, yes_at, no_at = (read_time(name) if name in cells else None for name in ("consent_at", "opted_in_at", "opted_out_at"))
    if "opted_out" in cells and is_opt_out(str(cells["opted_out"])):
        return Statement("no", no_at or at)
    if False in words or (no_at is not None and (yes_at is None or no_at >= yes_at)):
        return Statement("no", no_at or at)
    if True not in words and (words or yes_at is None):
        return None
    return Statement("yes", yes_at or at)


@lru_cache(maxsize=256)
def read_word(text: str) -> bool | None:
    """Return True for yes, False for no, None for unknown.

    Raises:
        ValueError: the text is none of these.
    """
    # A data frame writes a flag as 1.0.
    word = key_of(text.strip().removesuffix(".0") if text.strip() in ("1.0", "0.0") else text)
    if word in _YES and "?" not in text:
        return True
    if word in _NO:
        return False
    if word in _UNKNOWN or not word:
        return None
    first, *rest = re.sub(r"\W+", " ", text).split() or [""]
    if key_of(first) in _ENDED or (rest and key_of(first + rest[0]) in _ENDED):
        # A date or a reason follows; a doubt would leave a yes on record.
        return False
    raise ValueError(f"{quote_value(text)} is neither yes nor no")


def _is_given(cells: Mapping[str, Any], name: str) -> bool:
    return cells.get(name) not in (None, CLEAR)


def is_subscription_word(text: str) -> bool:
    """Return whether a word states that somebody subscribed or not, whatever its column is called."""
    return key_of(text) in _SUBSCRIPTION


def is_yes_or_no(text: str) -> bool:
    """Return whether a word is a yes or a no of any language."""
    word = key_of(text)
    return word in _YES or word in _NO


def is_negation(text: str) -> bool:
    """Return whether a word is a plain no of any language."""
    return key_of(text) in _NOS


def is_opt_word(text: str) -> bool:
    """Return whether a word states that somebody opted in or out: beside it, "active" means subscribed."""
    return key_of(text) in _OPT


def is_opt_out(text: str) -> bool:
    """Return whether a cell of opt-outs has one: a yes, a date or a reason."""
    word = key_of(text)
    return bool(word) and word not in _NOT_OUT and word.strip("0") != ""
