"""The headings of shop programs in other languages than English: a line a field, the words of each language together.

They come after those of `headers`: where a file has an English heading too, that one has priority. A word that means another field in
another language is in the line of the field that more shops mean by it. Sources, beside dictionaries: the exports of Shopware, JTL,
Billbee and lexoffice (German), PrestaShop (French), Holded (Spanish), Tiendanube and Nuvemshop (Spanish, Portuguese), Danea (Italian),
CCV Shop (Dutch), Fortnox (Swedish), BaseLinker (Polish), Shoptet (Czech), InSales (Russian), ikas (Turkish), EC-CUBE and BASE
(Japanese), Cafe24 (Korean), and Youzan (Chinese).
"""

EMAIL = (
    "e-mail-adresse, kunden-e-mail, e-mail kunde, mailadresse, adresse e-mail, adresse électronique, adresse mail,"
    " e-mail client, correo electrónico, correo-e, email del cliente, correo del cliente, e-mail cliente,"
    " e-mail do cliente, indirizzo e-mail, posta elettronica, e-mailadres, e-postadresse, sähköposti, sähköpostiosoite,"
    " adres e-mail, email klienta, e-mailová adresa, e-mail cím, adresă de e-mail, e-posta, e-posta adresi,"
    " электронная почта, почта, эл. почта, имейл, електронна пошта, διεύθυνση email, メールアドレス, メール, eメール,"
    " 注文者メールアドレス, 邮箱, 电子邮件, 電子郵件, 邮件地址, 이메일, 이메일 주소, 주문자 이메일, อีเมล,"
    ' البريد الإلكتروني, דוא"ל, ईमेल'
)
PHONE = (
    "telefonnr, tel.-nr., rufnummer, mobiltelefon, handynummer, kundentelefon, téléphone, téléphone portable,"
    " numéro de téléphone, n° de téléphone, teléfono, teléfono móvil, móvil, celular, número de teléfono,"
    " telefone celular, número de telefone, telemóvel, cellulare, numero di telefono, telefoonnummer, mobiel,"
    " mobiele telefoon, telefonnummer, mobilnr, puhelin, puhelinnumero, matkapuhelin, numer telefonu, telefon komórkowy,"
    " telefonní číslo, mobilní telefon, telefonszám, număr de telefon, telefon numarası, cep telefonu, телефон,"
    " номер телефона, мобильный телефон, мобильный, мобілний, τηλέφωνο, κινητό, 電話番号, 電話, 携帯電話, 携帯番号,"
    " 注文者電話番号, 电话, 手机, 手机号, 手机号码, 联系电话, 联系手机, 電話號碼, 手機, 전화번호, 휴대폰, 휴대전화,"
    " 휴대폰 번호, 연락처, 주문자 휴대전화, 주문자 연락처, โทรศัพท์, số điện thoại, الهاتف, رقم الهاتف, טלפון, फ़ोन,"
    " मोबाइल"
)
FIRST_NAME = (
    "vorname kunde, prénom, nombres, primer nombre, primeiro nome, nome proprio, voornamen, förnamn, fornavne, etunimi,"
    " imię, jméno, křestní jméno, meno, keresztnév, prenume, ad, adı, isim, имя, ім'я, име, όνομα, 名, お名前(名),"
    " 名(注文者), 名前(名), 이름, tên, ชื่อ, الاسم الأول, שם פרטי, प्रथम नाम, 注文者名前, prénom client"
)
LAST_NAME = (
    "familienname, nachname kunde, zuname, nom de famille, primer apellido, apellidos del cliente, último nome,"
    " familienaam, sukunimi, příjmení, priezvisko, vezetéknév, családnév, nume de familie, soyad, soyadı, soyisim,"
    " фамилия, прізвище, фамилно име, επώνυμο, 姓, お名前(姓), 姓(注文者), 注文者姓, 苗字, 名前(姓), 성, họ, นามสกุล,"
    " اسم العائلة, שם משפחה, उपनाम, 注文者名字, nume"
)
NAME = (
    "kunde, kundenname, kundin, name kunde, rechnungsempfänger, empfänger, auftraggeber, besteller, nom du client,"
    " nom et prénom, acheteur, nombre y apellidos, nombre cliente, comprador, nome do comprador, nome do cliente,"
    " nome completo, nome cliente, intestatario, acquirente, klant, klantnaam, volledige naam, kund, kundnamn,"
    " kundens namn, kundenavn, fullt navn, asiakas, asiakkaan nimi, nimi, klient, nazwa klienta, imię i nazwisko,"
    " kupujący, zákazník, jméno a příjmení, jméno zákazníka, vevő, vevő neve, név, ügyfél, nume client, nume complet,"
    " cumpărător, müşteri, müşteri adı, ad soyad, adı soyadı, alıcı, покупатель, клиент, имя клиента, фио,"
    " контактное лицо, покупець, πελάτης, ονοματεπώνυμο, 氏名, 名前, お名前, 顧客名, お客様名, 購入者, 注文者, 注文者名,"
    " 注文者氏名, 姓名, 客户, 客户姓名, 客户名称, 买家, 买家姓名, 收货人, 收货人姓名, 顧客, 고객명, 고객, 주문자,"
    " 주문자명, 성명, khách hàng, họ và tên, tên khách hàng, ชื่อลูกค้า, اسم العميل, العميل, الاسم, שם לקוח, שם מלא, שם,"
    " ग्राहक, नाम, nombre del cliente, nom client, 名字, cliente"
)
ID = (
    "id customer,"
    " kundennummer, kunden-nr, kunden-id, kdnr, numéro client, n° client, code client, identifiant client,"
    " número de cliente, código de cliente, código cliente, id cliente, código do cliente, numero cliente,"
    " codice cliente, klantnummer, klantnr, klant-id, kundnummer, kundnr, kundenummer, asiakasnumero, numer klienta,"
    " id klienta, číslo zákazníka, id zákazníka, vevőazonosító, ügyfélszám, cod client, müşteri no, müşteri numarası,"
    " код клиента, номер клиента, 顧客番号, 会員番号, 会員id, 顧客id, 客户编号, 会员编号, 회원번호, 고객번호,"
    " 회원 아이디, mã khách hàng"
)
ADDRESS = {
    "company": "firmenname, unternehmen, société, raison sociale, entreprise, nombre de la empresa, compañía, razón social,"
    " nome da empresa, azienda, ragione sociale, bedrijfsnaam, företag, företagsnamn, virksomhed, firmanavn, bedrift,"
    " yritys, nazwa firmy, společnost, název firmy, cég, cégnév, companie, nume firmă, şirket, şirket adı, firma adı,"
    " компания, организация, название компании, εταιρεία, 会社名, 会社, 法人名, 公司, 公司名称, 회사, 회사명, công ty,"
    " บริษัท, الشركة",
    "address1": "straße, straße und hausnummer, straße nr, anschrift, adresse 1, rue et numéro, dirección, domicilio, endereço,"
    " logradouro, morada, indirizzo, straatnaam, adres 1, gatuadress, adress, katuosoite, osoite, lähiosoite, ulica,"
    " ulica i numer, adres, ulice, adresa, cím, utca, utca házszám, stradă, adres satırı 1, açık adres, адрес, улица,"
    " адреса, διεύθυνση, οδός, 住所, 住所1, 番地, 地址, 详细地址, 收货地址, 주소, địa chỉ, ที่อยู่, العنوان, כתובת, पता",
    "address2": "adresszusatz, zusatz, complément d'adresse, complemento, complemento de dirección, interno, adres 2,"
    " dodatek do adresu, adres satırı 2, 住所2, 建物名, 상세주소",
    "city": "wohnort, commune, localité, población, localidad, municipio, città, località, comune, plaats, woonplaats, gemeente,"
    " postort, poststed, kaupunki, postitoimipaikka, paikkakunta, miejscowość, město, obec, város, település, oraş,"
    " localitate, şehir, il, город, місто, град, πόλη, 市区町村, 市町村, 城市, 市, 도시, thành phố, เมือง, المدينة, עיר,"
    " शहर",
    "state": "uf, kanton, département, région, comunidad autónoma, provincie, län, województwo, megye, judeţ, область, регион, νομός,"
    " 都道府県, 都道府県名, 省, 省份, 州, 시도, tỉnh, จังหวัด, राज्य",
    "pincode": "code postal, código postal, c.p., codice postale, postnr, postikoodi, postinumero, psč, poštovní směrovací číslo,"
    " irányítószám, cod poştal, posta kodu, индекс, почтовый индекс, поштовий індекс, τ.κ., ταχ. κώδικας, 郵便番号, 邮编,"
    " 邮政编码, 郵遞區號, 우편번호, mã bưu điện, รหัสไปรษณีย์, الرمز البريدي, מיקוד, पिनकोड",
    "country": "pays / région, land / region, país / región, paese / regione, land / regio, país / região,"
    " país, paese, nazione, maa, země, stát, krajina, ország, ţară, ülke, страна, країна, държава, χώρα, 国, 国名, 国家,"
    " 國家, 국가, quốc gia, ประเทศ, البلد, الدولة, ארץ, देश",
}
CUSTOMERS = {
    "tags": "schlagwörter, schlagworte, kundengruppe, étiquettes, groupe client, etiquetas, grupo de clientes, etichette,"
    " gruppo clienti, labels klant, klantgroep, kundgrupp, kundegruppe, etykiety, tagi, štítky, címkék, etiketler, метки,"
    " теги, タグ, 标签, 標籤, 태그",
    "notes": "bemerkung, bemerkungen, notiz, anmerkung, kommentar, remarque, remarques, commentaire, commentaires, nota,"
    " observaciones, comentarios, observações, osservazioni, opmerking, opmerkingen, anteckning, kommentarer, bemærkning,"
    " bemærkninger, merknad, huomautus, muistiinpanot, uwagi, notatka, poznámka, poznámky, megjegyzés, observaţii,"
    " notlar, açıklama, примечание, комментарий, примечания, 備考, メモ, 备注, 備註, 메모, 비고, ghi chú, หมายเหตุ,"
    " ملاحظات, הערות, टिप्पणी",
    "opted_in_at": "newsletter angemeldet am, newsletter seit, opt-in-datum, doi-datum, date opt-in, fecha opt-in, data opt-in",
    "opted_out_at": "abgemeldet am, abmeldedatum, newsletter abgemeldet am, désinscrit le, désabonné le, date de désinscription,"
    " date de désabonnement, fecha de baja boletín, fecha de baja newsletter, disiscritto il, data disiscrizione, uitgeschreven op,"
    " afgemeld op, avregistrerad den, data wypisania",
    "created_at": "inscription,"
    " angelegt am, erstellt am, registriert am, registrierungsdatum, kunde seit, anmeldedatum, créé le, date de création,"
    " date d'inscription, inscrit le, fecha de alta, fecha de creación, fecha de registro, creado el, data de cadastro,"
    " data de criação, data de registo, cliente desde, data di creazione, data registrazione, data creazione,"
    " aangemaakt op, registratiedatum, aanmaakdatum, skapad, registrerad, oprettet, opprettet, registreringsdato, luotu,"
    " data utworzenia, data rejestracji, vytvořeno, datum registrace, létrehozva, regisztráció dátuma,"
    " data înregistrării, kayıt tarihi, oluşturulma tarihi, дата регистрации, дата создания, 登録日, 登録日時,"
    " 会員登録日, 作成日, 注册时间, 创建时间, 가입일, 등록일",
}
ORDERS = {
    "number": "bestell-nr, bestell-id, bestellung, auftragsnummer, auftragsnr, auftrag, rechnungsnummer, rechnungsnr, belegnummer,"
    " belegnr, numéro de commande, n° de commande, n° commande, numéro commande, commande, référence commande,"
    " référence de commande, numéro de facture, n° facture, n° de facture, id commande, référence, número de pedido,"
    " n.º de pedido, nº pedido, pedido, id de pedido, id pedido, número de orden, orden, número de factura, nº factura,"
    " número do pedido, nº do pedido, id do pedido, código do pedido, número da encomenda, encomenda, numero ordine,"
    " n. ordine, nr. ordine, numero d'ordine, id ordine, ordine, numero fattura, n. fattura, bestelnummer, bestelling,"
    " bestelling-id, rechnung, facture, factura, fattura, factuur, faktura,"
    " ordernr, factuurnummer, factuurnr, beställningsnummer, fakturanummer, fakturanr, ordrenummer,"
    " ordrenr, ordre, bestillingsnummer, tilausnumero, tilaus, laskun numero, numer zamówienia, nr zamówienia,"
    " id zamówienia, zamówienie, numer faktury, nr faktury, číslo objednávky, objednávka, kód objednávky, číslo faktury,"
    " rendelésszám, rendelési szám, rendelés azonosító, rendelés száma, számlaszám, számla sorszáma, număr comandă,"
    " nr. comandă, comandă, id comandă, număr factură, sipariş no, sipariş numarası, sipariş, fatura no, номер заказа,"
    " № заказа, заказ, номер счета, номер замовлення, замовлення, номер на поръчка, αριθμός παραγγελίας, παραγγελία,"
    " 注文番号, 注文id, 受注番号, オーダー番号, 伝票番号, 订单编号, 订单号, 訂單編號, 訂單號碼, 주문번호, mã đơn hàng,"
    " หมายเลขคำสั่งซื้อ, رقم الطلب, מספר הזמנה, ऑर्डर नंबर, número",
    "status": "bestellstatus, auftragsstatus, rechnungsstatus, statut de la commande, statut commande, statut de commande,"
    " état de la commande, état commande, statut, estado del pedido, estado de pedido, estado pedido, estado de la orden,"
    " status do pedido, situação do pedido, estado da encomenda, stato ordine, stato dell'ordine, bestelstatus,"
    " orderstatus, ordrestatus, tilauksen tila, status zamówienia, stan zamówienia, stav objednávky, rendelés állapota,"
    " rendelés státusza, stare comandă, status comandă, sipariş durumu, статус заказа, состояние заказа,"
    " статус замовлення, статус на поръчката, κατάσταση παραγγελίας, 注文状況, 注文ステータス, 対応状況, 受注ステータス,"
    " 订单状态, 訂單狀態, 주문상태, trạng thái đơn hàng, trạng thái, สถานะคำสั่งซื้อ, حالة الطلب, סטטוס הזמנה, état,"
    " situación, situação, stato, tila, stan, stav, állapot, státusz, stare, durum, durumu, статус, состояние, стан,"
    " κατάσταση, ステータス, 状態, 状态, 狀態, 상태, สถานะ, الحالة, סטטוס, स्थिति, estado",
    "payment_status": "zahlstatus, bezahlstatus, status zahlung, état du paiement, état paiement, estado de pago, estado pago,"
    " status do pagamento, estado do pagamento, situação do pagamento, stato del pagamento, status betaling,"
    " betalingsstatus, maksun tila, maksutila, status płatności, stan płatności, stav platby, fizetés állapota,"
    " fizetési állapot, status plată, stare plată, ödeme durumu, статус оплаты, статус платежа, статус оплати,"
    " 支払い状況, 入金状況, 決済ステータス, 付款状态, 支付状态, 付款狀態, 결제상태",
    "fulfillment_status": "status versand, état de livraison, état de la livraison, statut livraison, estado de envío, estado envío,"
    " status do envio, estado do envio, status da entrega, stato della spedizione, stato consegna, verzendingstatus,"
    " leveringsstatus, toimituksen tila, status wysyłki, status dostawy, stav dopravy, stav dodání, szállítás állapota,"
    " status livrare, kargo durumu, teslimat durumu, статус доставки, 発送状況, 配送状況, 出荷ステータス, 发货状态,"
    " 物流状态, 배송상태",
    "currency": "währung, währungscode, devise, monnaie, moneda, divisa, moeda, valuta, munteenheid, valutta, waluta, měna, pénznem,"
    " deviza, para birimi, валюта, νόμισμα, 通貨, 通貨コード, 货币, 币种, 幣別, 통화, tiền tệ, สกุลเงิน, العملة, מטבע,"
    " मुद्रा",
    "total": "gesamtsumme, gesamtpreis, gesamt, gesamtbetrag brutto, bruttobetrag, rechnungsbetrag, bestellwert, auftragswert,"
    " gesamtwert, endbetrag, endsumme, summe, summe brutto, betrag brutto, brutto, betrag, total ttc, montant total,"
    " montant ttc, montant total ttc, total de la commande, total commande, prix total, total payé, importe total,"
    " total del pedido, total pedido, monto total, precio total, total factura, monto, valor total, total do pedido,"
    " valor do pedido, valor pago, preço total, valor, totale, totale ordine, totale dell'ordine, importo totale,"
    " importo, totale documento, totaal, totaalbedrag, totaal incl. btw, totaalprijs, orderbedrag, bestelbedrag, bedrag,"
    " totalbelopp, totalsumma, ordersumma, ordervärde, belopp, att betala, total inkl. moms, i alt, totalt beløb,"
    " totalbeløb, beløb, totalbeløp, beløp, sum, totalsum, yhteensä, loppusumma, kokonaissumma, tilauksen summa, suma,"
    " kwota, razem, wartość zamówienia, kwota zamówienia, do zapłaty, łącznie, wartość brutto, celkem, celková cena,"
    " cena celkem, celková částka, částka, celková suma, spolu, végösszeg, összesen, összeg, fizetendő, bruttó végösszeg,"
    " total comandă, total general, valoare totală, toplam, toplam tutar, genel toplam, sipariş tutarı, ödenecek tutar,"
    " tutar, сумма заказа, сумма, итого, всего, общая сумма, стоимость заказа, к оплате, сума, разом, всичко, обща сума,"
    " σύνολο, συνολικό ποσό, 合計, 合計金額, 総合計, 注文金額, 支払合計, お支払い合計, 請求金額, 総額, 总金额, 订单金额,"
    " 实付金额, 合计, 总价, 買家實際支付金額, 买家实际支付金额, 總金額, 总计, 총금액, 합계, 결제금액, 총 결제금액,"
    ' 주문금액, 총 주문금액, tổng tiền, tổng cộng, ยอดรวม, المجموع, الإجمالي, المبلغ, المبلغ الإجمالي, סה"כ, कुल',
    "refunded": "erstattet, erstatteter betrag, erstattungsbetrag, rückerstattung, montant remboursé, remboursé, importe reembolsado,"
    " reembolsado, valor reembolsado, importo rimborsato, rimborsato, terugbetaald, terugbetaald bedrag,"
    " återbetalat belopp, återbetalt, refunderet beløb, zwrócona kwota, kwota zwrotu, vrácená částka, iade tutarı,"
    " сумма возврата, 返金額, 退款金额, 환불금액",
    "placed_at": "bestellzeitpunkt, bestellt am, auftragsdatum, rechnungsdatum, belegdatum, kaufdatum, bestelldatum uhrzeit,"
    " erstellt am, date de commande, date de la commande, date commande, date de facture, date facturation, date d'achat,"
    " date de création, fecha de pedido, fecha del pedido, fecha pedido, fecha de la orden, fecha de compra,"
    " fecha de factura, fecha factura, fecha de creación, fecha, data do pedido, data da compra, data da encomenda,"
    " data de criação, data ordine, data dell'ordine, data acquisto, data fattura, data documento, besteldatum,"
    " datum bestelling, aankoopdatum, factuurdatum, beställningsdatum, orderdag, fakturadatum, inköpsdatum, ordredato,"
    " bestillingsdato, købsdato, kjøpsdato, fakturadato, dato, tilauspäivä, tilauspäivämäärä, tilausaika, päivämäärä,"
    " pvm, laskun päivämäärä, data zamówienia, data złożenia zamówienia, data złożenia, data zakupu, data wystawienia,"
    " data faktury, data utworzenia, datum objednávky, datum vytvoření, datum vystavení, rendelés dátuma, rendelés ideje,"
    " megrendelés dátuma, számla kelte, dátum, data comenzii, data comandă, dată, sipariş tarihi, oluşturulma tarihi,"
    " fatura tarihi, tarih, дата заказа, дата создания, дата оформления, дата покупки, дата счета, дата, дата замовлення,"
    " дата на поръчка, ημερομηνία παραγγελίας, ημερομηνία, 注文日, 注文日時, 受注日, 受注日時, オーダー日, 購入日,"
    " 購入日時, 日付, 订单日期, 下单时间, 订单创建时间, 创建时间, 付款时间, 日期, 訂單日期, 下單時間, 주문일, 주문일시,"
    " 주문일자, 결제일, 날짜, ngày đặt hàng, ngày, วันที่สั่งซื้อ, วันที่, تاريخ الطلب, التاريخ, תאריך הזמנה, תאריך,"
    " तारीख",
    "cancelled_at": "storniert am, stornodatum, annulé le, date d'annulation, fecha de cancelación, cancelado el, data annullamento,"
    " annullato il, data de cancelamento, cancelado em, geannuleerd op, annuleringsdatum, data anulowania, iptal tarihi, дата отмены",
    "placed_time": "uhrzeit, bestellzeit, heure, heure de commande, hora, hora del pedido, hora do pedido, ora, tijd, besteltijd, tid,"
    " klokkeslett, aika, godzina, čas, idő, saat, время, час, ώρα, 時刻, 時間, 时间, 시간",
}
# Words that are a name in full where a file has no other part of it.
WHOLE_NAMES = "nombre, nome, nom, imię, jméno, meno, nume, isim, имя, ім'я, име, όνομα, 名, 이름, tên"
# Words that are a place where another column is the status.
PLACES_TOO = "estado"
# Words that are the number of a house where another column is that of the order.
HOUSE_NUMBERS = "número"
# Words that mean something else in English: they count beside a heading of their language.
COMPANIONS = {"ad": ("soyad", "soyadı", "soyisim")}
