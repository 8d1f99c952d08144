"""Files of accounting and business programs: customers, and invoices as orders."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "zoho books customers",
        "customers",
        "Zoho Books or Invoice",
        "IN",
        "Contact ID,Display Name,Company Name,Contact Type,First Name,Last Name,EmailID,Phone,MobilePhone,GST Treatment,Billing "
        "Attention,Billing Address,Billing Street2,Billing City,Billing State,Billing Country,Billing Code,Shipping Address,"
        "Shipping City,Shipping State,Shipping Country,Shipping Code,Status,Customer Sub Type",
        (
            "11,Menon Tea,Menon Tea LLP,customer,Ravi,Menon,ravi@example.com,,098765 43210,consumer,Ravi,1 MG Road,,Pune,"
            "Maharashtra,India,411001,2 MG Road,Pune,Maharashtra,India,411002,Active,business",
            "12,Umber Retail,,customer,,,umber@example.com,,,consumer,,,,,,,,,,,,,Active,business",
        ),
        (
            "Ravi Menon | ravi@example.com | +919876543210 | zoho-books:11",
            "  billing | Ravi | 1 MG Road | Pune | Maharashtra | 411001 | IN",
            "  shipping | 2 MG Road | Pune | Maharashtra | 411002 | IN",
            "Umber Retail | umber@example.com | zoho-books:12",
        ),
    ),
    Sample(
        "zoho invoices",
        "orders",
        "Zoho Books or Invoice",
        "IN",
        "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Customer Number,Due Date,Currency Code,"
        "Exchange Rate,SubTotal,Total,Balance,Item Name,Quantity,Item Price,Item Total,Billing Address,Billing City,Billing "
        "State,Billing Country,Billing Code,Primary Contact EmailID",
        (
            "2026-01-15,9001,INV-000004,Paid,11,Menon Tea,CUS-12,2026-02-15,INR,1,100.00,118.00,0,Tea,1,50,50,1 MG Road,Pune,MH,"
            "India,411001,ravi@example.com",
            "2026-01-15,9001,INV-000004,Paid,11,Menon Tea,CUS-12,2026-02-15,INR,1,100.00,118.00,0,Cup,1,50,50,1 MG Road,Pune,MH,"
            "India,411001,ravi@example.com",
            "2026-01-16,9002,INV-000005,Void,11,Menon Tea,CUS-12,2026-02-15,INR,1,100.00,118.00,0,Cup,1,50,50,1 MG Road,Pune,MH,"
            "India,411001,ravi@example.com",
        ),
        (
            "Menon Tea | ravi@example.com | zoho-books:11",
            "  billing | 1 MG Road | Pune | MH | 411001 | IN",
            "  zoho-books:INV-000004 | paid | 118 INR | 2026-01-15T00:00:00Z",
            "  zoho-books:INV-000005 | cancelled | 118 INR | 2026-01-16T00:00:00Z",
        ),
    ),
    Sample(
        "freshbooks clients",
        "customers",
        None,
        "US",
        "Organization,First Name,Last Name,Email,Phone,Address Line 1,Address Line 2,City,Province/State,Country,Postal Code,Notes",
        ("Pike Co,Oda,Pike,oda@example.com,(503) 555-0142,5 Dock St,,Salem,OR,United States,97301,pays late",),
        (
            "Oda Pike | oda@example.com | +15035550142 | pays late",
            "  shipping | Pike Co | 5 Dock St | Salem | OR | 97301 | US",
        ),
    ),
    Sample(
        "freshbooks invoices",
        "orders",
        "FreshBooks",
        "US",
        "Client Name,Invoice #,Date Issued,Date Due,Invoice Status,Date Paid,Item Name,Item Description,Rate,Quantity,Discount "
        "Percentage,Line Subtotal,Tax 1 Type,Tax 1 Amount,Line Total,Currency",
        ("Oda Pike,0000021,2026-01-15,2026-02-15,paid,2026-01-20,Design,Logo,75.00,1,0,75.00,,0,75.00,USD",),
        (
            "Oda Pike",
            "  freshbooks:0000021 | paid | 75 USD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "wave customers",
        "customers",
        "Wave",
        "CA",
        "customer_name,email,contact_first_name,contact_last_name,customer_currency,account_number,phone,fax,mobile,toll_free,"
        "website,country,province/state,address_line_1,address_line_2,city,postal_code/zip_code,shipping_address,ship-to_contact,"
        "ship-to_country,ship-to_province/state,ship-to_address_line_1,ship-to_address_line_2,ship-to_city,"
        "ship-to_postal_code/zip_code,ship-to_phone,delivery_instructions",
        (
            "Lake Studio,hello@example.com,Jamie,Rivers,CAD,,416-555-0100,,,,,Canada,Ontario,8 King St,,Toronto,M5H 1A1,True,Sam "
            "Rivers,Canada,Ontario,9 Queen St,,Toronto,M5H 2B2,416-555-0101,",
            "Pine Ltd,pine@example.com,,,CAD,,,,,,,Canada,,3 Elm St,,Ottawa,K1A 0B1,False,,,,,,,,,",
        ),
        (
            "Jamie Rivers | hello@example.com | +14165550100",
            "  shipping | 8 King St | Toronto | Ontario | M5H 1A1 | CA",
            "  shipping | Sam Rivers | 9 Queen St | Toronto | Ontario | M5H 2B2 | CA | +14165550101",
            "Pine Ltd | pine@example.com",
            "  shipping | 3 Elm St | Ottawa | K1A 0B1 | CA",
        ),
    ),
    Sample(
        "xero contacts",
        "customers",
        "Xero",
        "NZ",
        "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,POAddressLine2,POCity,PORegion,"
        "POPostalCode,POCountry,SAAttentionTo,SAAddressLine1,SACity,SARegion,SAPostalCode,SACountry,PhoneNumber,FaxNumber,"
        "MobileNumber,TaxNumber,Website",
        (
            "Kobe Ltd,KOB1,kobe@example.com,Ana,Kobe,,1 Queen St,,Auckland,,1010,New Zealand,,2 Port Rd,Nelson,,7010,New Zealand,"
            "09 300 1234,,,,",
            "Cafe Blue,,blue@example.com,,,,,,,,,,,,,,,,,,,,",
        ),
        (
            "Ana Kobe | kobe@example.com | +6493001234 | xero:KOB1",
            "  billing | 1 Queen St | Auckland | 1010 | NZ",
            "  shipping | 2 Port Rd | Nelson | 7010 | NZ",
            "Cafe Blue | blue@example.com",
        ),
    ),
    Sample(
        "xero invoices",
        "orders",
        "Xero",
        "NZ",
        "ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,InvoiceNumber,Reference,InvoiceDate,"
        "DueDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,Description,Quantity,UnitAmount,LineAmount,Currency,Type,Status",
        (
            "Kobe Ltd,kobe@example.com,1 Queen St,Auckland,,1010,New Zealand,INV-0101,PO 9,15 Jan 2026,14 Feb 2026,230.00,30.00,"
            "230.00,0.00,Tea,1,100,100,NZD,Sales invoice,Paid",
            "Kobe Ltd,kobe@example.com,1 Queen St,Auckland,,1010,New Zealand,INV-0101,PO 9,15 Jan 2026,14 Feb 2026,230.00,30.00,"
            "230.00,0.00,Cup,1,100,100,NZD,Sales invoice,Paid",
        ),
        (
            "Kobe Ltd | kobe@example.com",
            "  billing | 1 Queen St | Auckland | 1010 | NZ",
            "  xero:INV-0101 | paid | 230 NZD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "quickbooks customers",
        "customers",
        "QuickBooks",
        "US",
        "Customer full name,Email,Company name,Bill address,Ship address,Phone",
        ("Tia Wade,tia@example.com,Wade Co,9 Mill St Salem OR 97301,9 Mill St Salem OR 97301,503-555-0142",),
        (
            "Tia Wade | tia@example.com | +15035550142",
            "  billing | 9 Mill St Salem OR 97301 | US",
            "  shipping | 9 Mill St Salem OR 97301 | US",
        ),
    ),
    Sample(
        "quickbooks sales",
        "orders",
        "QuickBooks",
        "US",
        "Transaction date,Transaction type,Num,Customer full name,Memo/Description,Quantity,Sales price,Amount,Balance",
        ('01/31/2026,Invoice,509,Tia Wade,Kibble,45.00,58.64,"2,638.80","2,638.80"',),
        (
            "Tia Wade",
            "  quickbooks:509 | paid | 2638.8 USD | 2026-01-31T00:00:00Z",
        ),
    ),
    Sample(
        "odoo partners",
        "customers",
        "Odoo",
        "US",
        "id,name,email,phone,mobile,street,street2,city,state_id,zip,country_id,company_name,category_id,comment,create_date",
        (
            '41,Uma Voss,uma@example.com,(503) 555-0142,,6 Fern St,,Salem,Oregon,97301,United States,Voss Co,"tea,vip",rings,'
            "2026-01-02 10:00:00",
        ),
        (
            "Uma Voss | uma@example.com | +15035550142 | odoo:41 | tea, vip | rings | 2026-01-02",
            "  shipping | Voss Co | 6 Fern St | Salem | Oregon | 97301 | US",
        ),
    ),
    Sample(
        "odoo sales",
        "orders",
        "Odoo",
        "US",
        "name,date_order,partner_id,partner_id/email,user_id,currency_id,amount_untaxed,amount_total,state,invoice_status",
        ("S00021,2026-01-15 10:00:00,Uma Voss,uma@example.com,Bo,USD,90.00,99.00,draft,no",),
        (
            "Uma Voss | uma@example.com",
            "  odoo:S00021 | draft | 99 USD | 2026-01-15T10:00:00Z",
        ),
    ),
    Sample(
        "odoo labels",
        "orders",
        "Odoo",
        "US",
        "Order Reference,Creation Date,Customer,Salesperson,Total,Status,Invoice Status",
        ("S00021,2026-01-15 10:00:00,Uma Voss,Bo,99.00,Cancelled,Nothing to Invoice",),
        (
            "Uma Voss",
            "  odoo:S00021 | cancelled | 99 USD | 2026-01-15T10:00:00Z",
        ),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_accounting_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
