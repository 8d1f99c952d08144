"""Files of mailing lists and newsletters, with their consent."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "brevo",
        "customers",
        "Brevo",
        "DE",
        "CONTACT ID;EMAIL;LASTNAME;FIRSTNAME;SMS;EXT_ID;WHATSAPP;LANDLINE_NUMBER;EMAIL_BLACKLIST;SMS_BLACKLIST;ADDED_TIME;MODIFIED_TIME",
        (
            "11;kai@example.com;Lorenz;Kai;+4915112345678;;;;false;false;2026-01-02 10:00:00;2026-01-03 10:00:00",
            "12;lea@example.com;Mohr;Lea;;;;0228 9876543;true;false;2026-01-02 11:00:00;2026-01-03 10:00:00",
        ),
        (
            "Kai Lorenz | kai@example.com | +4915112345678 | brevo:11 | 2026-01-02",
            "Lea Mohr | lea@example.com | +492289876543 | brevo:12 | 2026-01-02",
        ),
    ),
    Sample(
        "constant contact",
        "customers",
        "Constant Contact",
        "US",
        "Email address,First name,Last name,Company,Job title,Phone - home,Phone - mobile,Street address line 1 - Home,City - "
        "Home,State/Province - Home,Zip/Postal Code - Home,Country - Home,Email permission status,Tags,Email Lists,Source Name,"
        "Created At,Updated At",
        (
            'rex@example.com,Rex,Vane,Vane Co,Baker,(503) 555-0142,,12 Bay St,Salem,OR,97301,US,Unsubscribed,"regular,tea",Main,'
            "Website,2026-01-02 10:00:00,2026-01-03 10:00:00",
        ),
        (
            "Rex Vane | rex@example.com | +15035550142 | regular, tea | 2026-01-02",
            "  shipping | Vane Co | 12 Bay St | Salem | OR | 97301 | US",
        ),
    ),
    Sample(
        "keila",
        "customers",
        "Keila",
        "DE",
        "Email,First name,Last name,Data,Status",
        ("tom@example.com,Tom,Ebert,,unsubscribed",),
        ("Tom Ebert | tom@example.com",),
    ),
    Sample(
        "cleverreach",
        "customers",
        "CleverReach",
        "DE",
        "email;registered;activated;deactivated;source;firstname;lastname",
        (
            "ute@example.com;2024-01-02 10:00;2024-01-02 10:05;;Formular;Ute;Ebert",
            "jan@example.com;2024-01-02 10:00;2024-01-02 10:05;2024-03-04 08:00;Formular;Jan;Ebert",
        ),
        ("Ute Ebert | ute@example.com | accepts marketing | 2024-01-02", "Jan Ebert | jan@example.com | 2024-01-02"),
    ),
    Sample(
        "mailerlite",
        "customers",
        "MailerLite",
        "DE",
        "Subscriber,Status,Name,Last name,City,Country,Subscribed,Opt-in date,Opt-in IP,Unsubscribed,Sent,Opens,Clicks,Location",
        (
            "mia@example.com,Active,Mia,Moll,Ulm,Germany,2024-01-02 03:04:05,2024-01-02 03:05:00,1.1.1.1,,12,3,1,DE",
            "max@example.com,Unsubscribed,Max,,,,2024-01-02 03:04:05,,,2024-05-06 07:08:09,12,3,1,DE",
            "mo@example.com,Unconfirmed,Mo,,,,,,,,0,0,0,",
        ),
        (
            "Mia Moll | mia@example.com | accepts marketing | 2024-01-02",
            "  shipping | Ulm | DE",
            "Max | max@example.com | 2024-01-02",
            "Mo | mo@example.com",
        ),
    ),
    Sample(
        "ghost",
        "customers",
        "Ghost",
        "US",
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers",
        (
            '64a1,una@example.com,Una Park,met at fair,true,false,cus_1,2026-01-02T10:00:00.000Z,,"tea,vip",Gold',
            "64a2,van@example.com,Van Ode,,false,false,,2026-01-02T11:00:00.000Z,,,",
        ),
        (
            "Una Park | una@example.com | accepts marketing | ghost:64a1 | tea, vip | met at fair | 2026-01-02",
            "Van Ode | van@example.com | ghost:64a2 | 2026-01-02",
        ),
    ),
    Sample(
        "substack",
        "customers",
        "Substack",
        "US",
        "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at",
        (
            "xena@example.com,true,2026-12-01T00:00:00.000Z,monthly,false,2025-01-15T10:00:00.000Z,",
            "yuri@example.com,false,,,true,2025-02-15T10:00:00.000Z,",
        ),
        (
            "xena | xena@example.com | 2025-01-15",
            "yuri | yuri@example.com | 2025-02-15",
        ),
    ),
    Sample(
        "activecampaign",
        "customers",
        None,
        "US",
        "Email,First Name,Last Name,Phone,Organization,Tags",
        ('zoe@example.com,Zoe,Hart,(503) 555-0142,Hart Co,"tea,vip"',),
        ("Zoe Hart | zoe@example.com | +15035550142 | tea, vip",),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_mailing_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
