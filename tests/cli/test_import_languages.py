"""Files of shops that speak other languages than English: their headings, statuses, currencies, amounts and dates."""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, read

# Currency of the shop, file, and of each order: number, customer, total, status, day.
FILES = {
    "German": (
        "EUR",
        "Bestellnummer;Bestelldatum;Kunde;E-Mail;Gesamtbetrag;Währung;Status\n"
        "B-1;05.03.2024;Jörg Müller;a@example.com;1.234,56 €;EUR;Bezahlt\nB-2;16. März 2024;Ute Groß;b@example.com;12,00 €;EUR;Storniert\n",
        [("B-1", "Jörg Müller", "1234.56", "paid", "2024-03-05"), ("B-2", "Ute Groß", "12.00", "cancelled", "2024-03-16")],
    ),
    "French": (
        "EUR",
        "Référence;Date de commande;Client;Adresse e-mail;Total TTC;Devise;État\n"
        "A1;5 mars 2024 à 14h05;Jean Petit;a@example.com;1 234,56 €;EUR;Payé\n",
        [("A1", "Jean Petit", "1234.56", "paid", "2024-03-05")],
    ),
    "Spanish": (
        "EUR",
        "Número de pedido;Fecha;Cliente;Correo electrónico;Importe total;Moneda;Estado\n"
        "1;5 de marzo de 2024;Ana Ruiz;a@example.com;1.234,56;EUR;Pagado\n2;16/03/2024;Luis Gil;b@example.com;12,00;EUR;Cancelado\n",
        [("1", "Ana Ruiz", "1234.56", "paid", "2024-03-05"), ("2", "Luis Gil", "12.00", "cancelled", "2024-03-16")],
    ),
    "Italian": (
        "EUR",
        "Numero ordine;Data ordine;Nome;Cognome;Email;Totale;Stato\n1;16/03/2024;Gino;Bianchi;a@example.com;1.234,56;Annullato\n",
        [("1", "Gino Bianchi", "1234.56", "cancelled", "2024-03-16")],
    ),
    # The state of an address and the number of a house beside the status and the number of the order.
    "Portuguese": (
        "BRL",
        "Número do Pedido;Data;Status do Pedido;Moeda;Total;Nome do comprador;E-mail;Endereço;Número;Cidade;Estado\n"
        "100;16/03/2024 10:00:00;Cancelado;BRL;R$ 15,00;João Silva;a@example.com;Rua A;12;São Paulo;SP\n",
        [("100", "João Silva", "15.00", "cancelled", "2024-03-16")],
    ),
    "Dutch": (
        "EUR",
        "Bestelnummer;Besteldatum;Naam;E-mailadres;Totaalbedrag;Status\n1;16-03-2024;Jan de Vries;a@example.com;€ 12,50;Betaald\n",
        [("1", "Jan de Vries", "12.50", "paid", "2024-03-16")],
    ),
    "Swedish": (
        "SEK",
        "Ordernummer;Orderdatum;Förnamn;Efternamn;E-post;Totalt;Valuta;Status\n1;2024-03-05;Åsa;Ek;a@example.com;1 234,50 kr;SEK;Betald\n",
        [("1", "Åsa Ek", "1234.50", "paid", "2024-03-05")],
    ),
    "Polish": (
        "PLN",
        "Numer zamówienia;Data zamówienia;Imię;Nazwisko;E-mail;Kwota;Waluta;Status zamówienia\n"
        "1;16 lutego 2024;Jan;Nowak;a@example.com;1 234,56 zł;PLN;Anulowane\n",
        [("1", "Jan Nowak", "1234.56", "cancelled", "2024-02-16")],
    ),
    "Turkish": (
        "TRY",
        "Sipariş No;Sipariş Tarihi;Ad Soyad;E-posta;Toplam Tutar;Para Birimi;Sipariş Durumu\n"
        "1;16.03.2024 10:00;Ayşe Yılmaz;a@example.com;1.234,56 TL;TRY;İptal Edildi\n",
        [("1", "Ayşe Yılmaz", "1234.56", "cancelled", "2024-03-16")],
    ),
    "Russian": (
        "RUB",
        "Номер заказа;Дата заказа;Имя;Фамилия;Электронная почта;Сумма;Статус\n"
        "1;5 марта 2024 г.;Иван;Петров;a@example.com;12,00 руб.;Отменен\n",
        [("1", "Иван Петров", "12.00", "cancelled", "2024-03-05")],
    ),
    # Yen have no decimals: three digits behind a mark are a group.
    "Japanese": (
        "JPY",
        '注文番号,注文日,氏名,メールアドレス,合計金額,ステータス\n1,2024年3月5日,山田 太郎,a@example.com,"¥12,000",キャンセル\n'
        "2,2024年3月16日 14時05分,佐藤 花子,b@example.com,3000円,発送済み\n",
        [("1", "山田 太郎", "12000", "cancelled", "2024-03-05"), ("2", "佐藤 花子", "3000", "shipped", "2024-03-16")],
    ),
    "Chinese": (
        "CNY",
        "订单编号,订单创建时间,收货人姓名,联系手机,总金额,订单状态\n1,2024-03-05 10:00:00,王小明,+8613800138000,12.50,交易关闭\n",
        [("1", "王小明", "12.50", "cancelled", "2024-03-05")],
    ),
    "Korean": (
        "KRW",
        '주문번호,주문일시,주문자명,이메일,총 결제금액,주문상태\n1,2024년 3월 5일,김민준,a@example.com,"12,000원",취소\n',
        [("1", "김민준", "12000", "cancelled", "2024-03-05")],
    ),
    "Hungarian": (
        "HUF",
        "Rendelésszám;Rendelés dátuma;Név;E-mail cím;Végösszeg;Pénznem;Állapot\n"
        "1;2024.03.05.;Kovács Anna;a@example.com;12 500 Ft;HUF;törölve\n",
        [("1", "Kovács Anna", "12500.00", "cancelled", "2024-03-05")],
    ),
}


@pytest.mark.parametrize("language", FILES)
def test_orders_are_read_by_the_headings_of_their_language(sqlite_customers: Program, language: str) -> None:
    currency, file, expected = FILES[language]
    env = {"CUSTOMERS_CURRENCY": currency}
    assert counts(read(sqlite_customers, "orders", file, "--create-customers", env=env)) == {"created": len(expected)}

    fields = "number,customer_name,total,status,placed_at"
    orders = sqlite_customers("orders", "--all", "-o", "jsonl", "--fields", fields, env=env).succeeds().jsonl()
    stored = [(row["number"], row["customer_name"], float(row["total"]), row["status"], row["placed_at"][:10]) for row in orders]
    assert sorted(stored) == [(number, name, float(total), *others) for number, name, total, *others in expected]


def test_state_is_left_to_the_address_where_another_column_has_the_status(sqlite_customers: Program) -> None:
    read(sqlite_customers, "orders", FILES["Portuguese"][1], "--create-customers", env={"CUSTOMERS_CURRENCY": "BRL"})
    result = read(sqlite_customers, "orders", FILES["Portuguese"][1], "--dry-run", env={"CUSTOMERS_CURRENCY": "BRL"})

    assert "Estado as state" in result.stderr
    assert "Número as house_number" in result.stderr
    assert "address Rua A 12 / São Paulo" in result.stderr


@pytest.mark.parametrize(
    ("header", "row", "first", "last"),
    [
        ("Vorname,Name", "Jörg,Müller", "Jörg", "Müller"),
        ("First name,Name", "Asha,Asha Rao", "Asha", "Rao"),
        ("Last name,Name", "Rao,Asha Rao", "Asha", "Rao"),
        ("Prénom,Nom", "Jean,Petit", "Jean", "Petit"),
        ("Nom", "Jean Petit", "Jean", "Petit"),
        ("Nombre", "Ana Ruiz", "Ana", "Ruiz"),
        ("First name", "Mary Ann", "Mary Ann", None),
        ("Name", "Rao, Asha", "Asha", "Rao"),
    ],
)
def test_names_in_parts_and_in_full(sqlite_customers: Program, header: str, row: str, first: str, last: str | None) -> None:
    quoted = f'"{row}"' if header == "Name" else row
    read(sqlite_customers, "customers", f"{header},E-mail\n{quoted},a@example.com\n").succeeds()
    customer = show(sqlite_customers, "a@example.com")

    assert (customer["first_name"], customer["last_name"]) == (first, last)


def test_month_of_two_languages_is_refused(sqlite_customers: Program) -> None:
    file = "number,email,total,date\n1,a@example.com,5,5 listopada 2024\n"

    result = read(sqlite_customers, "orders", file, "--create-customers")
    result.fails(ExitStatus.PARTIAL, "'5 listopada 2024' is not a time", stdout=None)
