"""Files in the encodings of older programs: the headings show which, and names are not garbled."""

import pytest

from tests.support.program import Program
from tests.support.reading import counts, everybody, read

FILES = [
    ("cp1250", "Windows-1250", "Imię;Nazwisko;E-mail;Miejscowość\nŁucja;Śliwińska;a@example.com;Łódź\n", "Łucja Śliwińska"),
    ("cp1250", "Windows-1250", "Jméno;Příjmení;E-mail\nJiří;Dvořák;a@example.com\n", "Jiří Dvořák"),
    ("cp1250", "Windows-1250", "Imię;Nazwisko;E-mail\nŁucja;Śliwińska;a@example.com\n", "Łucja Śliwińska"),
    ("cp1251", "Windows-1251", "Имя;Фамилия;Электронная почта\nПётр;Сидоров;a@example.com\n", "Пётр Сидоров"),
    ("cp1253", "Windows-1253", "Όνομα;Επώνυμο;Email;Πόλη\nΆννα;Παππά;a@example.com;Αθήνα\n", "Άννα Παππά"),
    ("cp1254", "Windows-1254", "Adı;Soyadı;E-posta;Şehir\nAyşe;Yıldız;a@example.com;İzmir\n", "Ayşe Yıldız"),
    ("cp932", "Shift JIS", "姓,名,メールアドレス\n山田,太郎,a@example.com\n", "太郎 山田"),
    ("gb18030", "GB 18030", "姓名,邮箱,手机\n王小明,a@example.com,\n", "王小明"),
    ("big5", "Big5", "姓名,電子郵件,手機\n王小明,a@example.com,\n", "王小明"),
    ("cp949", "EUC-KR", "이름,이메일,전화번호\n김민수,a@example.com,\n", "김민수"),
]


@pytest.mark.parametrize(("encoding", "name", "text", "person"), FILES, ids=[f"{file[0]} {len(file[2])}" for file in FILES])
def test_headings_show_the_encoding(sqlite_customers: Program, encoding: str, name: str, text: str, person: str) -> None:
    done = read(sqlite_customers, "customers", text.encode(encoding))

    assert counts(done) == {"created": 1}, done.stderr
    assert f"Standard input is not UTF-8; it was read as {name}, in which its headings are known" in done.stderr
    assert [row["full_name"] for row in everybody(sqlite_customers)] == [person]
    assert counts(read(sqlite_customers, "customers", text.encode(encoding))) == {"unchanged": 1}
    assert counts(read(sqlite_customers, "customers", text)) == {"unchanged": 1}


@pytest.mark.parametrize(
    "text", ["Vorname;Nachname;E-Mail;Straße\nJörg;Weiß;a@example.com;\n", "Prénom;Nom;E-mail\nHélène;Noël;a@example.com\n"]
)
def test_headings_known_in_several_encodings_leave_windows_1252(sqlite_customers: Program, text: str) -> None:
    done = read(sqlite_customers, "customers", text.encode("cp1252"))

    assert counts(done) == {"created": 1}
    assert "it was read as Windows-1252" in done.stderr
    assert counts(read(sqlite_customers, "customers", text)) == {"unchanged": 1}


def test_beginning_that_ends_within_a_character_is_utf_8(sqlite_customers: Program) -> None:
    for blanks in range(4):
        text = "Name;E-Mail;Notiz\n" + f"Zoë;a{blanks}@example.com;{' ' * blanks}{'ö' * 5000}\n"
        assert "was read as" not in read(sqlite_customers, "customers", text).stderr


def test_orders_of_a_japanese_shop_are_read_whole(customers: Program) -> None:
    header = "注文番号,注文日時,ステータス,注文者姓,注文者名前,注文者メールアドレス,合計金額\n"
    text = header + '7,2026/01/15 13:14:15,発送済み,山田,太郎,a@example.com,"12,500"\n'

    done = read(customers, "orders", text.encode("cp932"), "--create-customers", env={"CUSTOMERS_CURRENCY": "JPY"})

    assert counts(done) == {"created": 1}
    [order] = customers("orders", "--all", "-o", "jsonl", env={"CUSTOMERS_CURRENCY": "JPY"}).succeeds().jsonl()
    assert (order["number"], order["status"], order["total"]) == ("7", "shipped", 12500)


@pytest.mark.parametrize("name", ["Zü", "Jürgen ü", "Ä"])
@pytest.mark.parametrize("encoding", ["cp437", "cp850"])
def test_headings_in_ascii_show_no_encoding(sqlite_customers: Program, name: str, encoding: str) -> None:
    done = read(sqlite_customers, "customers", f"Email,First Name,City\na@example.com,{name},Pune\n".encode(encoding))

    assert "in which its headings are known" not in done.stderr
