"""Lead the statuses of orders, in the words of any platform and language, to canonical ones.

Sources of the words, beside dictionaries: the documentation of Shopify (OrderDisplayFinancialStatus), WooCommerce, Adobe Commerce
(order status), PrestaShop, BigCommerce (order statuses), OpenCart, Shopware (state machines), Odoo (sale.order), Square (OrderState),
Stripe, PayPal (activity download), eBay (OrderPaymentStatusEnum), Amazon (order reports), Ecwid, Xero, and Zoho Invoice.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from customers.domain.text import clean, fold

MAX_LENGTH = 64
CANCELLED, FAILED, REFUNDED, DRAFT, CLOSED, PAID = "cancelled", "failed", "refunded", "draft", "closed", "paid"
# A status that a file leaves open.
UNKNOWN = "unknown"

# Canonical word: the words that lead to it. Words are compared by their letters and digits, without case and accents.
_WORDS = {
    DRAFT: "draft, checkout draft, auto draft, incomplete, quotation, quotation sent, quote, abandoned, abandoned checkout, entwurf,"
    " angebot, unvollständig, brouillon, devis, borrador, presupuesto, bozza, preventivo, rascunho, orçamento, concept, offerte,"
    " utkast, kladde, szkic, luonnos, taslak",
    FAILED: "failed, failure, fail, payment failed, payment error, payment failure, failed payment, error, declined, payment declined,"
    " denied, payment denied, expired, payment expired, rejected, payment rejected, order rejected, refused, unfulfillable, invalid,"
    " fraud, fraudulent, uncollectible, requires payment method, not authorized, authorization failed, fehlgeschlagen,"
    " zahlung fehlgeschlagen, zahlungsfehler, fehler, abgelehnt, zahlung abgelehnt, abgelaufen, échoué, échouée, échec,"
    " échec du paiement, paiement échoué, erreur de paiement, refusé, refusée, paiement refusé, expiré, expirée, fallido, fallida,"
    " pago fallido, error en pago, error de pago, rechazado, rechazada, pago rechazado, denegado, caducado, expirado, expirada,"
    " fallito, fallita, pagamento fallito, errore di pagamento, errore pagamento, rifiutato, rifiutata, scaduto, falhado, falhou,"
    " malsucedido, falha no pagamento, erro no pagamento, pagamento recusado, recusado, recusada, negado, não aprovado, mislukt,"
    " betaling mislukt, betaalfout, fout bij betaling, geweigerd, afgewezen, verlopen, misslyckad, misslyckades,"
    " betalning misslyckades, nekad, avvisad, mislykket, mislykkedes, afvist, avvist, nieudane, nieudana, niepowodzenie,"
    " błąd płatności, odrzucone, epäonnistunut, hylätty, başarısız, reddedildi, ошибка оплаты, 支付失败, 失敗, فاشل, فشل",
    CANCELLED: "cancelled, canceled, cancel, cancellation, order cancelled, order canceled, payment cancelled, payment canceled,"
    " cancelado, cancelada, voided, void, trash, trashed, aborted, annulled, revoked, auto cancelled, auto canceled,"
    " merchant cancelled, buyer cancelled, cancelled refunded, storniert, stornierung, storno, abgebrochen, widerrufen, annulliert,"
    " zahlung storniert, bestellung storniert, zahlung abgebrochen, annulé, annulée, annulation, commande annulée, paiement annulé,"
    " anulado, anulada, pedido cancelado, pago cancelado, annullato, annullata, cancellato, cancellata, ordine annullato, geannuleerd,"
    " betaling geannuleerd, avbruten, avbruten order, annullerad, makulerad, avbokad, annulleret, annullert, avbrutt, kansellert,"
    " anulowane, anulowano, anulowany, anulowana, zamówienie anulowane, peruutettu, peruttu, iptal, iptal edildi, отменен, отменено,"
    " отменена, zrušeno, zrušená, törölve, anulată, anulat, ακυρώθηκε, キャンセル, キャンセル済み, 取消, 已取消, 取り消し,"
    " 交易关闭, 订单关闭, 취소, 취소됨, रद्द, ملغى, ملغي, ملغاة, تم الإلغاء",
    REFUNDED: "refunded, refund, fully refunded, full refund, completely refunded, refunded fully, refunded in full, refund issued,"
    " refund completed, refund complete, payment refunded, order refunded, returned, fully returned, return completed, chargeback,"
    " charged back, charge back, chargedback, reversed, payment reversed, paypal reversed, reversal, money back, credited,"
    " fully credited, credit note, credit memo, gutschrift,"
    " avoir, nota de crédito, nota di credito, creditnota, kreditnota,"
    " rto, rto initiated, rto in transit, rto out for delivery, rto delivered, rto received, rto acknowledged, rto completed,"
    " return to origin, returned to origin, return to sender, returned to sender, return to seller,"
    " dispute lost, lost dispute, returned to seller, shipped returned to seller, shipped returning to seller,"
    " shipped rejected by buyer, erstattet, rückerstattet, zurückerstattet, vollständig erstattet, komplett erstattet, voll erstattet,"
    " gutgeschrieben, komplett gutgeschrieben, retourniert, zurückgesendet, rückbuchung, rücklastschrift, remboursé, remboursée,"
    " remboursement, remboursement total, intégralement remboursé, totalement remboursé, retourné, rétrofacturation, impayé retourné,"
    " reembolsado, reembolsada, reembolso, totalmente reembolsado, reembolso total, devuelto, devuelta, devolución, contracargo,"
    " rimborsato, rimborsata, rimborso, totalmente rimborsato, rimborso totale, reso, devolvido, devolvida, estornado, estorno,"
    " terugbetaald, terugbetaling, volledig terugbetaald, geretourneerd, terugboeking, återbetald, återbetalad, återbetalt,"
    " helt återbetald, returnerad, refunderet, refundert, tilbagebetalt, returneret, returnert, zwrócone, zwrócono, zwrot, zwrócony,"
    " hyvitetty, palautettu, iade, iade edildi, возвращен, возврат, vráceno, 返金済み, 返金, 已退款, 退款, 환불, 환불됨,"
    " مسترد, مسترجع, تم الاسترجاع",
    "partially_refunded": "partially refunded, partly refunded, partial refund, refunded partially, partial refunded, refunded partly,"
    " partially credited, partially returned, partly returned, teilweise erstattet, teilerstattet, teilweise rückerstattet,"
    " teilweise gutgeschrieben, teilretourniert, teilerstattung, partiellement remboursé, partiellement remboursée,"
    " remboursement partiel, remboursé partiellement, parcialmente reembolsado, parcialmente reembolsada, reembolso parcial,"
    " rimborsato parzialmente, parzialmente rimborsato, rimborso parziale, parcialmente devolvido, gedeeltelijk terugbetaald,"
    " delvis återbetald, delvist refunderet, delvis refundert, częściowo zwrócone, częściowy zwrot, 部分退款, 一部返金",
    "partially_cancelled": "partially cancelled, partially canceled, partly cancelled, teilweise storniert, teilstorniert,"
    " partiellement annulé, parcialmente cancelado",
    CLOSED: "closed, archived, geschlossen, clôturé, cerrado, chiuso, fechado, gesloten, stängd, lukket, zamknięte",
    PAID: "paid, payment accepted, payment received, payment complete, payment completed, fully paid, paid in full, auto paid,"
    " remote payment accepted, captured, succeeded, success, successful, settled, cleared, charged, collected, canceled reversal,"
    " cancelled reversal, paypal canceled reversal, paypay canceled reversal, dispute won, bezahlt, komplett bezahlt,"
    " vollständig bezahlt, zahlung erhalten, zahlung eingegangen, payé, payée, paiement accepté, paiement reçu, pagado, pagada,"
    " pago aceptado, pago recibido, pagato, pagata, pagamento accettato, pagamento ricevuto, pago, paga, pagamento aceito, betaald,"
    " betaling ontvangen, betaling aanvaard, betald, betalning mottagen, betalt, zapłacone, opłacone, płatność zaakceptowana,"
    " maksettu, ödendi, оплачен, оплачено, 支払い済み, 入金済み, 已付款, 买家已付款, 결제완료",
    "partially_paid": "partially paid, partly paid, partial payment, partial, paid partially, deposit paid, teilweise bezahlt,"
    " teilbezahlt, partiellement payé, parcialmente pagado, pagato parzialmente, gedeeltelijk betaald, delvis betald",
    "unpaid": "unpaid, not paid, invoice sent, overdue, past due,"
    " unbezahlt, nicht bezahlt, überfällig, impayé, impayée, impagado, non pagato,"
    " não pago, onbetaald, obetald, ubetalt, nieopłacone",
    "authorized": "authorized, authorised, payment authorized, preauthorized, uncaptured, requires capture, autorisiert, autorisé,"
    " autorizado, autorizzato, geautoriseerd, auktoriserad",
    "pending": "pending, pending payment, payment pending, awaiting payment, waiting for payment, waiting payment,"
    " awaiting bank wire payment, awaiting check payment, awaiting cheque payment, awaiting cash on delivery validation,"
    " awaiting paypal payment, pending paypal, uncleared, created, new, open, placed, received, order received, submitted,"
    " transmitted, ordered, active, payment review, under review, in review, manual verification required, reminded, unconfirmed,"
    " invoice unconfirmed, requires action, ausstehend, zahlung ausstehend, offen, neu, warten auf zahlung, wartet auf zahlung,"
    " in erwartung des zahlungseingangs, eingegangen, en attente, en attente de paiement,"
    " en attente de virement bancaire, en attente de paiement par chèque,"
    " en attente de paiement à la livraison, nouveau, nouvelle, ouvert, pendiente,"
    " pendiente de pago, nuevo, nueva, abierto, in attesa, in attesa di pagamento, nuovo, aperto, pendente, pagamento pendente,"
    " aguardando pagamento, novo, aberto, in afwachting, wacht op betaling, nieuw, open staand, väntande, väntar på betalning, ny,"
    " afventer, afventer betaling, venter, oczekujące, oczekuje na płatność, nowe, odottaa, beklemede, в ожидании, новый, 保留中,"
    " 待付款, 等待买家付款, 入金待ち, 결제대기, بانتظار الدفع",
    "on-hold": "on hold, hold, refund requested, refund pending, return requested, cancellation requested, cancel pending,"
    " cancel requested, held, holded, paused, suspected fraud, disputed, dispute, under dispute, in dispute, zurückgestellt,"
    " angehalten, in wartestellung, pausiert, en suspens, en espera, in sospeso, em espera, in de wacht, pausad, på vent, wstrzymane,"
    " beklemeye alındı",
    "processing": "processing, in progress, in process, processed, processing in progress, preparation in progress, preparing,"
    " in production, ready, ready for pickup, ready to ship, ready for shipping, picking, packing, packed, packaging, on backorder,"
    " on backorder paid, on backorder not paid, backordered, back order, awaiting fulfillment, awaiting fulfilment, awaiting shipment,"
    " awaiting pickup, awaiting processing, unfulfilled, unshipped, not shipped, confirmed, accepted, approved, scheduled, sale,"
    " sales order, to invoice, fulfilling, in bearbeitung, wird bearbeitet, bearbeitung, in vorbereitung, bestätigt, versandbereit,"
    " en cours, en cours de traitement, en cours de préparation, préparation en cours, confirmé, confirmée, procesando, en proceso,"
    " preparación en curso, en preparación, confirmado, confirmada, in lavorazione, in preparazione, confermato, em processamento,"
    " processando, em preparação, in behandeling, in verwerking, bevestigd, behandlas, under behandling, bekräftad, bekræftet,"
    " behandles, w trakcie realizacji, przetwarzane, potwierdzone, käsitellään, hazırlanıyor, işleniyor, в обработке, 処理中, 处理中,"
    " قيد التنفيذ",
    "partially_shipped": "partially shipped, partly shipped, partially fulfilled, partially delivered, partial fulfillment,"
    " teilweise versendet, teilweise versandt, teilversendet, teilweise geliefert, partiellement expédié, parcialmente enviado,"
    " spedito parzialmente, gedeeltelijk verzonden, delvis skickad",
    "shipped": "shipped, sent, dispatched, despatched, fulfilled, in transit, out for delivery, shipping, shipment sent,"
    " picked up by courier, shipped picked up, shipped out for delivery, versendet, versandt, verschickt, verschickt komplett,"
    " unterwegs, expédié, expédiée, envoyé, en cours de livraison, enviado, enviada, en tránsito, spedito, spedita, inviato,"
    " verzonden, onderweg, skickad, skickat, levererad till transportör, sendt, afsendt, wysłane, wysłano, lähetetty, kargoya verildi,"
    " отправлен, 発送済み, 出荷済み, 已发货, 卖家已发货, 배송중, تم الشحن",
    "delivered": "delivered, shipped delivered to buyer, delivered to buyer, picked up, collected by customer, geliefert, zugestellt,"
    " abgeholt, ausgeliefert, livré, livrée, entregado, entregada, consegnato, consegnata, entregue, bezorgd, geleverd, afgeleverd,"
    " levererad, leveret, levert, dostarczone, toimitettu, teslim edildi, доставлен, 配達済み, 已送达, تم التوصيل",
    "completed": "completed, complete, done, finished, finalized, finalised, fulfilled completely, locked, invoiced, fully invoiced,"
    " abgeschlossen, komplett abgeschlossen, erledigt, fertig, komplett, terminé, terminée, effectué, achevé, finalisé, completado,"
    " completada, terminado, finalizado, completato, completata, evaso, concluído, completo, finalizada, concluída, voltooid,"
    " afgerond, slutförd, färdig, klar, afsluttet, fullført, gennemført, zrealizowane, zakończone, ukończone, valmis, tamamlandı,"
    " завершен, выполнен, 完了, 已完成, 交易成功, 배송완료, مكتمل, تم التنفيذ",
}
# What follows says who did it, or why: "cancelled by customer", "abgebrochen durch Kunden".
_AGENT = re.compile(r" (?:by|due to|because|from|durch|vom|von|par|por|da|door|av|af|przez) ")
# What follows says how, when or where it was done: "refunded via PayPal", "annulé le 3 mars".
_MEANS = re.compile(r" (?:via|with|using|through|per|to|on|at|without|mit|uber|am|ohne|avec|le|con|el|med|met|op|il) ")
_PART = re.compile(r"\s[-–—]\s|[:;,|/]\s*|\s?[(\[]")
# A tail that may take back what it follows.
_OPEN = re.compile(
    r"\b(?:hold|pend|request|declin|reject|fail|await|wait|part|deni|refus|error|in process|attente|offen|beantrag|angefr|aangevra|solicit)"
)
_NEGATED = re.compile(r"\b(?:no|not|non|never|without|kein|keine|nicht|ohne|sans|pas|sin|sem|senza|geen) \w+")
# They name a step, which may be asked for or refused.
_NOUNS = (
    *("cancel", "cancellation", "refund", "return", "reversal", "void", "error", "fail", "failure", "fraud"),
    *("storno", "stornierung", "annulation"),
)
_UNCOUNTED = (CANCELLED, FAILED, REFUNDED, DRAFT)
_PREFIX = re.compile(
    r"(?:wc|order|status|payment|state|sale|invoice|transaction|venda|venta|pedido|compra|pagamento|pago|orden|commande|paiement|bestellung|"
    r"zahlung|ordine|bestelling|betaling|zamowienie|siparis|заказ) "
)


class OrderStatus(NamedTuple):
    """The canonical word of a status; one that is not known stays as it is, in lower case."""

    word: str
    is_known: bool


@lru_cache(maxsize=1024)  # a file has few statuses
def parse_status(text: str) -> OrderStatus:
    """Return the canonical word of a status as a file has it.

    Raises:
        ValueError: it has a control character, or too many letters.
    """
    cleaned = clean(text)
    word = _find(cleaned)
    if word is not None:
        return OrderStatus(word, True)
    lower = " ".join(cleaned.lower().split())
    if len(lower) > MAX_LENGTH:
        raise ValueError(f"a status has at most {MAX_LENGTH} characters")
    return OrderStatus(lower, False)


def is_status(text: str) -> bool:
    """Return whether a text is a known status of orders."""
    return len(text) <= MAX_LENGTH and _find(text) is not None


def combine_statuses(order: Sequence[str], payment: Sequence[str], fulfilment: Sequence[str]) -> str | None:
    """Return the status of an order that a file describes in several columns, by their texts; None without any.

    Cancelled or failed in any decides. A refund or a draft of the order itself is more than its payment. Else the payment decides.
    """
    texts = (*payment, *order, *fulfilment)
    words = {text: parse_status(text).word for text in texts}
    for word in (CANCELLED, FAILED):
        if word in words.values():
            return word
    if len(texts) > 1:
        for word in (REFUNDED, DRAFT):
            if any(words[text] == word for text in (*payment, *order)):
                return word
    return texts[0] if texts else None


def _find(text: str) -> str | None:
    """Return the canonical word of a text, None for an unknown one."""
    phrase = _key(text)
    without_prefix = _PREFIX.sub("", phrase, count=1) if _PREFIX.match(phrase) else phrase
    for candidate in (phrase, without_prefix, _AGENT.split(f"{phrase} ", maxsplit=1)[0].strip()):
        if candidate in _CANONICAL:
            return _CANONICAL[candidate]
    return _find_beginning(text, phrase)


def _find_beginning(text: str, phrase: str) -> str | None:
    """Return the canonical word of a text with a reason or a means behind it, None where its parts may contradict it."""
    first, *others = [*filter(None, map(_key, _PART.split(text))), phrase]
    word = _CANONICAL.get(first)
    if word is not None and _is_certain(word, first, others[:-1]):
        return word
    beginning, *tail = _MEANS.split(f"{phrase} ", maxsplit=1)
    word = _CANONICAL.get(beginning)
    return word if word is not None and tail and _is_certain(word, beginning, tail) else None


def _is_certain(word: str, beginning: str, others: Sequence[str]) -> bool:
    """Return whether what follows the beginning of a status cannot change whether the order counts."""
    if word in (CANCELLED, FAILED) and beginning not in _NOUNS:
        return True
    counts = word not in _UNCOUNTED
    known = [_CANONICAL[part] for part in others if part in _CANONICAL]
    if counts:
        # "Paid, then refunded" is not paid any more; "paid, no refund" is.
        known += [_CANONICAL[text] for part in others for text in _NEGATED.sub("", part).split() if text in _CANONICAL]
    return all((rest not in _UNCOUNTED) == counts for rest in known) and not any(map(_OPEN.search, others))


def _key(text: str) -> str:
    """Return the words of a status without case, accents and punctuation; camel case is separated."""
    separated = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join("".join(character if character.isalnum() else " " for character in fold(separated)).split())


_CANONICAL = {_key(word): canonical for canonical, words in _WORDS.items() for word in (canonical, *words.split(","))}
