"""Files of shop systems, with the columns that each documents."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "wix contacts",
        "customers",
        "Wix",
        "US",
        "First Name,Last Name,Email 1,Phone 1,Email 2,Phone 2,Address 1 - Type,Address 1 - Street,Address 1 - City,Address 1 - "
        "State/Region,Address 1 - Zip,Address 1 - Country,Company,Labels,Email subscriber status,SMS subscriber status,Last "
        "Activity,Last Activity Date (UTC+0),Source,Language,Created At (UTC+0)",
        (
            "Nora,Quill,nora@example.com,(212) 555-0123,,,Home,4 Elm St,Austin,TX,78701,United States,Quill Ltd,regular;tea,"
            "Subscribed,Never subscribed,Placed an order,2026-02-01 10:00,Orders,en,2026-01-10 16:35",
            "Otis,Ray,,,otis@example.com,(212) 555-0144,,,,,,,,,Unsubscribed,,,,,,2026-01-11 08:00",
        ),
        (
            "Nora Quill | nora@example.com | +12125550123 | accepts marketing | regular, tea | 2026-01-10",
            "  shipping | Quill Ltd | 4 Elm St | Austin | TX | 78701 | US",
            "Otis Ray | otis@example.com | +12125550144 | 2026-01-11",
        ),
    ),
    Sample(
        "wix orders",
        "orders",
        "Wix",
        "US",
        "Order number,Date created,Time,Fulfill by,Total order quantity,Contact email,Note from customer,Item,SKU,Qty,Price,"
        "Delivery method,Delivery time,Recipient name,Recipient phone,Recipient company name,Delivery country,Delivery state,"
        "Delivery city,Delivery address,Delivery zip/postal code,Billing name,Billing phone,Billing company name,Billing country,"
        "Payment status,Payment method,Coupon code,Gift card amount,Shipping rate,Total tax,Total,Currency,Refunded amount,"
        "Fulfillment status",
        (
            "10001,Jan 15 2026,9:30 AM,,2,nora@example.com,,Mug,M1,1,10.00,Standard,,Nora Quill,(212) 555-0123,,United States,TX,"
            "Austin,4 Elm St,78701,Nora Quill,,,United States,Paid,Card,,0,5.00,1.00,26.00,USD,6.00,Fulfilled",
            "10001,Jan 15 2026,9:30 AM,,2,nora@example.com,,Cup,C1,1,10.00,Standard,,Nora Quill,(212) 555-0123,,United States,TX,"
            "Austin,4 Elm St,78701,Nora Quill,,,United States,Paid,Card,,0,5.00,1.00,26.00,USD,6.00,Fulfilled",
        ),
        (
            "Nora Quill | nora@example.com | +12125550123",
            "  shipping | Nora Quill | 4 Elm St | Austin | TX | 78701 | US | +12125550123",
            "  wix:10001 | paid | 26 USD | refunded 6 | 2026-01-15T09:30:00Z",
        ),
    ),
    Sample(
        "shopware 5 customers",
        "customers",
        "Shopware",
        "DE",
        "customernumber;email;password;encoder;billing_company;billing_salutation;billing_firstname;billing_lastname;"
        "billing_street;billing_zipcode;billing_city;phone;fax;billing_countryID;billing_stateID;ustid;shipping_firstname;"
        "shipping_lastname;shipping_street;shipping_zipcode;shipping_city;newsletter;customergroup;language;subshopID;active",
        (
            "20011;ida@example.com;x;bcrypt;Falk GmbH;ms;Ida;Falk;Ringweg 3;53111;Bonn;0228 9876543;;;;;Ida;Falk;Hafen 9;50667;"
            "Köln;1;EK;1;1;1",
        ),
        (
            "Ida Falk | ida@example.com | +492289876543 | accepts marketing | shopware:20011",
            "  billing | Ida Falk | Falk GmbH | Ringweg 3 | Bonn | 53111 | DE",
            "  shipping | Ida Falk | Hafen 9 | Köln | 50667 | DE",
        ),
    ),
    Sample(
        "shopware 5 addresses",
        "addresses",
        "Shopware",
        "DE",
        "customernumber;email;company;salutation;firstname;lastname;street;zipcode;city;countryID",
        ("20011;ida@example.com;Falk GmbH;ms;Ida;Falk;Ringweg 3;53111;Bonn;",),
        (
            "Ida | ida@example.com",
            "  shipping | Ida Falk | Falk GmbH | Ringweg 3 | Bonn | 53111 | DE",
        ),
    ),
    Sample(
        "shopware 6 customers",
        "customers",
        "Shopware",
        "DE",
        "id;customerNumber;email;firstName;lastName;company;newsletter;createdAt;defaultBillingAddress.firstName;"
        "defaultBillingAddress.lastName;defaultBillingAddress.street;defaultBillingAddress.zipcode;defaultBillingAddress.city;"
        "defaultShippingAddress.street;defaultShippingAddress.zipcode;defaultShippingAddress.city;"
        "defaultShippingAddress.phoneNumber",
        (
            "0f1e;10042;ida@example.com;Ida;Falk;Falk GmbH;0;2026-01-02 03:04:05;Ida;Falk;Ringweg 3;53111;Bonn;Hafen 9;50667;"
            "Köln;0221 1234567",
        ),
        (
            "Ida Falk | ida@example.com | +492211234567 | shopware:10042 | 2026-01-02",
            "  billing | Ida Falk | Ringweg 3 | Bonn | 53111 | DE",
            "  shipping | Hafen 9 | Köln | 50667 | DE | +492211234567",
        ),
    ),
    Sample(
        "shopware orders",
        "orders",
        "Shopware",
        "DE",
        "orderId;orderNumber;invoiceNumber;invoiceAmount;invoiceAmountNet;paymentName;paymentStatus;orderStatus;currency;"
        "currencyFactor;transactionId;orderTime;email;customerNumber;billingFirstName;billingLastName;billingStreet;"
        "billingZipCode;billingCity;billingPhone;billingCountry;shippingFirstName;shippingLastName;shippingStreet;"
        "shippingZipCode;shippingCity;shippingCountry",
        (
            "57;20001;9001;119.00;100.00;invoice;open;cancelled;EUR;1;;2026-01-15 10:00:00;ida@example.com;20011;Ida;Falk;"
            "Ringweg 3;53111;Bonn;0228 9876543;DE;Ida;Falk;Hafen 9;50667;Köln;DE",
        ),
        (
            "Ida Falk | ida@example.com | +492289876543 | shopware:20011",
            "  billing | Ida Falk | Ringweg 3 | Bonn | 53111 | DE | +492289876543",
            "  shipping | Ida Falk | Hafen 9 | Köln | 50667 | DE",
            "  shopware:20001 | cancelled | 119 EUR | 2026-01-15T10:00:00Z",
        ),
    ),
    Sample(
        "opencart customers",
        "customers",
        "OpenCart",
        "GB",
        "customer_id,customer_group_id,store_id,firstname,lastname,email,telephone,newsletter,address_id,ip,status,safe,code,date_added",
        ("31,1,0,Piers,Nye,piers@example.com,020 7946 0018,1,4,127.0.0.1,1,0,abc,2026-01-02 10:00:00",),
        ("Piers Nye | piers@example.com | +442079460018 | accepts marketing | opencart:31 | 2026-01-02",),
    ),
    Sample(
        "opencart orders",
        "orders",
        "OpenCart",
        "GB",
        "order_id,invoice_no,invoice_prefix,store_id,customer_id,firstname,lastname,email,telephone,payment_firstname,"
        "payment_lastname,payment_company,payment_address_1,payment_address_2,payment_city,payment_postcode,payment_country,"
        "payment_country_id,payment_zone,payment_method,payment_code,shipping_firstname,shipping_lastname,shipping_address_1,"
        "shipping_city,shipping_postcode,shipping_country,shipping_zone,shipping_code,comment,total,order_status,currency_code,"
        "currency_value,date_added",
        (
            "501,0,INV-26-,0,31,Piers,Nye,piers@example.com,020 7946 0018,Piers,Nye,,7 Hill Rd,,Leeds,LS1 4AB,United Kingdom,222,"
            "West Yorkshire,Card,cod,Piers,Nye,7 Hill Rd,Leeds,LS1 4AB,United Kingdom,West Yorkshire,flat.flat,,80.5000,Refunded,"
            "USD,1.25,2026-01-15 10:00:00",
        ),
        (
            "Piers Nye | piers@example.com | +442079460018 | opencart:31",
            "  shipping | Piers Nye | 7 Hill Rd | Leeds | West Yorkshire | LS1 4AB | GB",
            "  billing | Piers Nye | 7 Hill Rd | Leeds | West Yorkshire | LS1 4AB | GB",
            "  opencart:501 | refunded | 80.5 GBP | 2026-01-15T10:00:00Z",
        ),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_shops_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
