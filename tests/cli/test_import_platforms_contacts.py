"""Files of address books and of programs for contacts."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "google new",
        "customers",
        "Google Contacts",
        "CH",
        "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,"
        "Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 "
        "- Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
        "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address",
        (
            'Gret,,Imhof,,,,,Imhof AG,Owner,,knows Bo,,tea,* Work,gret@example.com,,,Work,031 319 09 60,,,Home,"Weg 2, Bern",Weg '
            "2,Bern,,BE,3011,CH,",
        ),
        (
            "Gret Imhof | gret@example.com | +41313190960 | tea | knows Bo",
            "  shipping | Imhof AG | Weg 2 | Bern | BE | 3011 | CH",
        ),
    ),
    Sample(
        "pipedrive",
        "customers",
        "Pipedrive",
        "DE",
        "Person - ID,Person - Name,Person - Label,Person - Organization,Person - Email - Work,Person - Email - Home,Person - Phone - "
        "Mobile,Person - Phone - Work,Person - Owner,Person - Marketing status,Person - Person created",
        (
            "12,Jane Doe,Hot lead,,jane@example.com,jd@example.com,0171 1112223,,Bob,Subscribed,2024-02-03 10:00:00",
            "13,John Roe,,,,john@example.com,,030 1234567,Bob,Unsubscribed,2024-02-04 10:00:00",
        ),
        (
            "Jane Doe | jane@example.com | +491711112223 | accepts marketing | pipedrive:12 | Hot lead | 2024-02-03",
            "John Roe | john@example.com | +49301234567 | pipedrive:13 | 2024-02-04",
        ),
    ),
    Sample(
        "google old",
        "customers",
        "Google Contacts",
        "CH",
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Nickname,Birthday,Gender,Location,Billing Information,"
        "Occupation,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,"
        "Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - "
        "PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Organization 1 - Type,Organization 1 - Name,"
        "Organization 1 - Title",
        ("Hans Jost,Hans,,Jost,,,,,,,,,,,,tea,* Home,hans@example.com,,,Mobile,079 264 88 66,Home,,Weg 3,Bern,,BE,3012,CH,,Jost AG,",),
        (
            "Hans Jost | hans@example.com | +41792648866 | tea",
            "  shipping | Jost AG | Weg 3 | Bern | BE | 3012 | CH",
        ),
    ),
    Sample(
        "outlook",
        "customers",
        "Outlook",
        "US",
        "First Name,Middle Name,Last Name,Title,Suffix,Web Page,Birthday,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,"
        "Primary Phone,Home Phone,Home Phone 2,Mobile Phone,Home Address,Home Street,Home Street 2,Home City,Home State,Home "
        "Postal Code,Home Country,Company Main Phone,Business Phone,Company,Job Title,Account,Business Address,Business Street,"
        "Business Street 2,Business City,Business State,Business Postal Code,Business Country,Other Phone,Other Street,Other "
        "City,Other State,Other Postal Code,Other Country,Categories",
        (
            'Ivo,,Kane,,,,,plays chess,ivo@example.com,,,,,,,"1 Low St, Reno",1 Low St,,Reno,NV,89501,US,,(775) 555-0142,Kane '
            "Inc,Owner,,,2 High St,Floor 3,Reno,NV,89502,US,,3 Mid St,Elko,NV,89801,US,tea;vip",
        ),
        (
            "Ivo Kane | ivo@example.com | +17755550142 | tea, vip | plays chess",
            "  shipping | 1 Low St | Reno | NV | 89501 | US",
            "  shipping | Kane Inc | 2 High St | Floor 3 | Reno | NV | 89502 | US",
            "  shipping | 3 Mid St | Elko | NV | 89801 | US",
        ),
    ),
    Sample(
        "thunderbird",
        "customers",
        "Thunderbird",
        "US",
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,"
        "Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,Work Address,Work "
        "Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department,Organization,Web Page 1,Web Page 2,Birth "
        "Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes",
        (
            "Lou,Dean,Lou Dean,,lou@example.com,,,(775) 555-0142,,,,,1 Low St,Flat 2,Reno,NV,89501,US,2 High St,,Elko,NV,89801,"
            "US,Cook,,Dean Co,,,,,,,,,,likes tea",
        ),
        (
            "Lou Dean | lou@example.com | +17755550142 | likes tea",
            "  shipping | 1 Low St | Flat 2 | Reno | NV | 89501 | US",
            "  shipping | Dean Co | 2 High St | Elko | NV | 89801 | US",
        ),
    ),
    Sample(
        "salesforce contacts",
        "customers",
        "Salesforce",
        "US",
        "Contact ID,Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,"
        "Mailing Zip/Postal Code,Mailing Country,Phone,Mobile Phone,Email,Email Opt Out,Account Owner,Lead Source",
        (
            "003A1,Ms.,Mae,Orr,Buyer,Orr Co,4 Main St,Fargo,ND,58102,United States,(701) 555-0142,,mae@example.com,1,Bo,Web",
            "003A2,,Ned,Poe,,,,,,,,,(701) 555-0143,ned@example.com,0,Bo,",
        ),
        (
            "Mae Orr | mae@example.com | +17015550142 | salesforce:003A1",
            "  shipping | Orr Co | 4 Main St | Fargo | ND | 58102 | US",
            "Ned Poe | ned@example.com | +17015550143 | salesforce:003A2",
        ),
    ),
    Sample(
        "salesforce api",
        "customers",
        "Salesforce",
        "US",
        "Id,IsDeleted,AccountId,LastName,FirstName,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,Phone,"
        "MobilePhone,Email,HasOptedOutOfEmail,CreatedDate",
        ("003A1,0,001A,Orr,Mae,4 Main St,Fargo,ND,58102,US,(701) 555-0142,,mae@example.com,1,2026-01-02T10:00:00.000Z",),
        (
            "Mae Orr | mae@example.com | +17015550142 | salesforce:003A1 | 2026-01-02",
            "  shipping | 4 Main St | Fargo | ND | 58102 | US",
        ),
    ),
    Sample(
        "salesforce accounts",
        "customers",
        "Salesforce (accounts)",
        "US",
        "Account ID,Account Name,Phone,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,Billing "
        "Country,Account Owner",
        ("001A,Orr Company,(701) 555-0142,4 Main St,Fargo,ND,58102,United States,Bo",),
        (
            "Orr Company | +17015550142 | salesforce:001A",
            "  billing | 4 Main St | Fargo | ND | 58102 | US",
        ),
    ),
    Sample(
        "salesforce orders",
        "orders",
        "Salesforce",
        "US",
        "Order Number,Account ID,Account Name,Order Start Date,Status,Total Amount,Currency ISO Code,Billing Street,Billing City,"
        "Created Date",
        ("00000101,001A,Orr Company,2026-01-15,Draft,99.00,USD,4 Main St,Fargo,2026-01-14",),
        (
            "Orr Company | salesforce:001A",
            "  billing | 4 Main St | Fargo | US",
            "  salesforce:00000101 | draft | 99 USD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "zoho crm",
        "customers",
        "Zoho CRM",
        "IN",
        "Record Id,Contact Owner,Lead Source,First Name,Last Name,Account Name,Email,Phone,Home Phone,Other Phone,Mobile,Created "
        "Time,Modified Time,Full Name,Mailing Street,Other Street,Mailing City,Other City,Mailing State,Mailing Zip,Mailing "
        "Country,Description,Email Opt Out,Tag",
        (
            "zcrm_1,Bo,Web,Ravi,Menon,Menon Tea,ravi@example.com,,,,098765 43210,2026-01-02 10:00:00,2026-01-03 10:00:00,Ravi "
            "Menon,1 MG Road,,Pune,,MH,411001,India,wholesale,true,tea",
        ),
        (
            "Ravi Menon | ravi@example.com | +919876543210 | zoho-crm:zcrm_1 | tea | wholesale | 2026-01-02",
            "  shipping | Menon Tea | 1 MG Road | Pune | MH | 411001 | IN",
        ),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_contacts_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
