"""Files of payment services, tills, memberships and tickets."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "paypal",
        "orders",
        "PayPal",
        "US",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address",'
        '"Transaction ID","Shipping Address","Address Status","Item Title","Shipping and Handling Amount","Sales Tax","Reference '
        'Txn ID","Invoice Number","Custom Number","Quantity","Receipt ID","Balance","Address Line 1","Address Line '
        '2/District/Neighborhood","Town/City","State/Province/Region/County/Territory/Prefecture/Republic","Zip/Postal Code",'
        '"Country","Contact Phone Number","Subject","Note","Country Code","Balance Impact"',
        (
            '"01/15/2026","13:57:10","UTC","Mina Cole","Express Checkout Payment","Completed","USD","42.50","-1.50","41.00",'
            '"mina@example.com","shop@example.com","7AB001","Mina Cole, 6 Lake Rd, Boise, ID, 83702, United States","Confirmed",'
            '"Mug","0.00","0.00","","INV-7","","1","","41.00","6 Lake Rd","Unit 3","Boise","ID","83702","United States",'
            '"2085550123","","","US","Credit"',
        ),
        (
            "Mina Cole | mina@example.com | +12085550123",
            "  shipping | 6 Lake Rd | Unit 3 | Boise | ID | 83702 | US",
            "  paypal:7AB001 | completed | 42.5 USD | 2026-01-15T13:57:10Z",
        ),
    ),
    Sample(
        "paypal in german",
        "orders",
        "PayPal",
        "DE",
        '"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Absender E-Mail-Adresse","Empfänger '
        'E-Mail-Adresse","Transaktionscode","Lieferadresse","Artikelbezeichnung","Rechnungsnummer","Guthaben","Auswirkung auf Guthaben"',
        (
            '"05.01.2026","10:20:30","Europe/Berlin","Mina Kohl","Website-Zahlung","Abgeschlossen","EUR","1.119,00","-3,00","1.116,00",'
            '"mina@example.com","shop@example.com","7AB001","Mina Kohl, Am See 6, 50667 Köln","Tasse","RE-7","1.116,00","Haben"',
            '"06.01.2026","10:20:30","Europe/Berlin","Mina Kohl","Rückzahlung","Abgeschlossen","EUR","-19,00","0,50","-18,50",'
            '"shop@example.com","mina@example.com","7AB002","","Tasse","RE-7","1.097,50","Soll"',
        ),
        (
            "Mina Kohl | mina@example.com",
            "  paypal:7AB001 | completed | 1119 EUR | 2026-01-05T09:20:30Z",
            "  paypal:7AB002 | completed | -19 EUR | 2026-01-06T09:20:30Z",
        ),
    ),
    Sample(
        "razorpay",
        "orders",
        "Razorpay",
        "IN",
        "id,amount,currency,status,order_id,invoice_id,method,amount_refunded,refund_status,captured,description,email,contact,notes,"
        "fee,tax,created_at",
        (
            "pay_1,700.00,INR,failed,order_2,,upi,0.00,,0,Tea,mina@example.com,+919876543211,[],0,0,15/01/2026 10:01:12",
            "pay_2,700.00,INR,captured,order_2,,upi,0.00,,1,Tea,mina@example.com,+919876543211,[],14,2,15/01/2026 10:11:12",
        ),
        (
            "mina | mina@example.com | +919876543211",
            "  razorpay:pay_1 | failed | 700 INR | 2026-01-15T10:01:12Z",
            "  razorpay:pay_2 | paid | 700 INR | 2026-01-15T10:11:12Z",
        ),
    ),
    Sample(
        "stripe payments",
        "orders",
        "Stripe",
        "US",
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,Converted "
        "Currency,Fee,Card Name,Customer ID,Customer Email,Description,Shipping Name,Shipping Address Line1,Shipping Address "
        "City,Shipping Address State,Shipping Address Postal Code,Shipping Address Country,Status,Invoice ID",
        (
            "py_01,2026-01-15 18:37:41,61.00,0.00,usd,true,61.00,0.00,usd,2.07,Mina Cole,cus_9,mina@example.com,Mug,Mina Cole,6 "
            "Lake Rd,Boise,ID,83702,US,Paid,",
            "py_02,2026-01-16 18:37:41,100.00,0.00,eur,true,108.00,0.00,usd,2.07,Mina Cole,cus_9,mina@example.com,Cup,,,,,,,Paid,",
        ),
        (
            "Mina Cole | mina@example.com | stripe:cus_9",
            "  shipping | Mina Cole | 6 Lake Rd | Boise | ID | 83702 | US",
            "  stripe:py_01 | paid | 61 USD | 2026-01-15T18:37:41Z",
            "  stripe:py_02 | paid | 100 EUR | 2026-01-16T18:37:41Z",
        ),
    ),
    Sample(
        "square",
        "orders",
        "Square",
        "US",
        "Date,Time,Gross Sales,Discounts,Net Sales,Tax,Tip,Partial Refunds,Total Collected,Source,Card,Cash,Transaction ID,"
        "Payment ID,Location,Customer ID,Customer Name,Customer Reference ID",
        ("01/15/2026,21:18:15,$20.00,$0.00,$20.00,$1.60,$0.00,$0.00,$21.60,Register,$21.60,$0.00,T0001,P1,Main,C77,Abe Finch,",),
        (
            "Abe Finch | square:C77",
            "  square:T0001 | paid | 21.6 USD | 2026-01-15T21:18:15Z",
        ),
    ),
    Sample(
        "square customers",
        "customers",
        "Square",
        "US",
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,Street Address 2,City,State,"
        "Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,Last Visit,Transaction Count,Lifetime Spend,Email "
        "Subscription Status,Instant Profile",
        (
            "R1,Abe,Finch,abe@example.com,'+12085550123,A,Finch Co,2 Fir Ln,Apt 9,Salem,OR,97301,,likes tea,C77,Directory,2024-05-06,"
            "2026-01-15,4,$120.00,subscribed,No",
            ",Dot,Ames,dot@example.com,,,,,,,,,,,C78,Instant Profile,2024-06-07,2024-06-07,1,$12.00,unsubscribed,Yes",
        ),
        (
            "Abe Finch | abe@example.com | +12085550123 | accepts marketing | square:C77 | likes tea | 2024-05-06",
            "  shipping | Finch Co | 2 Fir Ln | Apt 9 | Salem | OR | 97301 | US",
            "Dot Ames | dot@example.com | square:C78 | 2024-06-07",
        ),
    ),
    Sample(
        "patreon",
        "customers",
        "Patreon",
        "US",
        "Name,Email,Discord,Patron Status,Follows You,Free Member,Free Trial,Lifetime Amount,Pledge Amount,Charge Frequency,Tier,"
        "Addressee,Street,City,State,Zip,Country,Phone,Patronage Since Date,Last Charge Date,Last Charge Status,Additional "
        "Details,User ID,Last Updated,Currency,Max Posts,Access Expiration,Next Charge Date",
        (
            "Jo Marsh,jo@example.com,jo#1,Active patron,No,No,No,120.00,5.00,monthly,Gold,Jo Marsh,2 Fir Ln,Salem,OR,97301,US,"
            "(503) 555-0142,2025-03-01 10:00:00,2026-01-01,Paid,,9911,2026-01-02,USD,,,",
        ),
        (
            "Jo Marsh | jo@example.com | +15035550142 | patreon:9911 | 2025-03-01",
            "  shipping | Jo Marsh | 2 Fir Ln | Salem | OR | 97301 | US",
        ),
    ),
    Sample(
        "eventbrite orders",
        "orders",
        "Eventbrite",
        "US",
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,Currency,"
        "Total Paid,Fees Paid,Attendee Status,Home Address 1,Home Address 2,Home City,Home State,Home Zip,Home Country,Cell Phone",
        (
            "8001,2026-01-15 10:00:00,Ula,Beck,ula@example.com,1,,VIP,551,,Credit Card,USD,25.00,2.00,Refunded,1 Gate St,,Tulsa,"
            "OK,74103,US,(918) 555-0142",
        ),
        (
            "Ula Beck | ula@example.com | +19185550142",
            "  shipping | 1 Gate St | Tulsa | OK | 74103 | US",
            "  eventbrite:8001 | refunded | 25 USD | 2026-01-15T10:00:00Z",
        ),
    ),
    Sample(
        "eventbrite customers",
        "customers",
        "Eventbrite",
        "US",
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Barcode #,Attendee Status,Home Address 1,"
        "Home City,Home State,Home Zip,Home Country,Cell Phone",
        ("8001,2026-01-15 10:00:00,Ula,Beck,ula@example.com,1,VIP,551,1,Attending,1 Gate St,Tulsa,OK,74103,US,(918) 555-0142",),
        (
            "Ula Beck | ula@example.com | +19185550142",
            "  shipping | 1 Gate St | Tulsa | OK | 74103 | US",
        ),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_payments_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
