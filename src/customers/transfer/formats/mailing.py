"""The formats of mailing lists and newsletters, with consent in columns of their own."""

from customers.transfer.formats.base import ImportFormat

FORMATS = (
    ImportFormat(
        "mailchimp",
        "Mailchimp",
        customer_headers="memberrating; optintime; leid; euid; confirmtime; unsubtime; cleantime",
        customer_names={
            "leid": "",
            "euid": "external_id",
            "memberrating": "",
            "status": "accepts_marketing",
            "lastchanged": "",
            "region": "",
            "cc": "",
        },
    ),
    ImportFormat(
        "klaviyo",
        "Klaviyo",
        customer_headers="klaviyoid; emailmarketingconsent; organization title email; emailsuppressions",
        customer_names={
            "klaviyoid": "external_id",
            "id": "",
            "externalid": "",
            "source": "",
            "title": "",
            "smsmarketingconsent": "",
            "smsmarketingconsenttimestamp": "",
            "smsmarketingconsentsource": "",
            "smsmarketingconsentmethod": "",
            "smssuppressions": "",
            "firstactive": "",
            "lastactive": "",
        },
    ),
    # https://help.brevo.com/hc/en-us/articles/208729849 and https://developers.brevo.com/reference/request-contact-export
    ImportFormat(
        "brevo",
        "Brevo",
        customer_headers="email addedtime modifiedtime; emailblacklist; extid landlinenumber",
        customer_names={"contactid": "external_id", "extid": "", "sms": "phone", "smsblacklist": "", "addedtime": "created_at"},
    ),
    # https://v3.developer.constantcontact.com/api_guide/export_contacts.html
    ImportFormat(
        "constant-contact",
        "Constant Contact",
        customer_headers="emailpermissionstatus; emaillists emailstatus",
        customer_names={"sourcename": "", "source": "", "emaillists": ""},
    ),
    # https://rest.cleverreach.com/explorer/v3 (receivers): `deactivated` is the time of an unsubscription.
    ImportFormat(
        "cleverreach",
        "CleverReach",
        customer_headers="registered activated deactivated",
        customer_names={"activated": "opted_in_at", "deactivated": "opted_out_at", "registered": "created_at", "source": ""},
    ),
    # The export of subscribers: the email is called "Subscriber", and "Subscribed" is a time.
    ImportFormat(
        "mailerlite",
        "MailerLite",
        customer_headers="subscriber optindate optinip; subscriber sent opens clicks; subscriber subscribed unsubscribed",
        customer_names={
            "subscriber": "email",
            "status": "accepts_marketing",
            "subscribed": "created_at",
            "confirmed": "",
            "optindate": "opted_in_at",
            "unsubscribed": "opted_out_at",
            "location": "",
        },
    ),
    # https://github.com/pentacent/keila
    ImportFormat(
        "keila",
        "Keila",
        customer_headers="email firstname lastname data status",
        customer_names={"data": "", "status": "accepts_marketing"},
    ),
    # https://github.com/TryGhost/Members (packages/members-csv)
    ImportFormat(
        "ghost",
        "Ghost",
        customer_headers="subscribedtoemails complimentaryplan; subscribedtoemails stripecustomerid",
        customer_names={"id": "external_id", "stripecustomerid": ""},
    ),
    # https://github.com/TryGhost/migrate (packages/mg-substack). An active subscription is one that is paid for, no consent.
    ImportFormat(
        "substack",
        "Substack",
        customer_headers="activesubscription emaildisabled; activesubscription expiry",
        customer_names={"activesubscription": "", "emaildisabled": "opted_out"},
    ),
)
