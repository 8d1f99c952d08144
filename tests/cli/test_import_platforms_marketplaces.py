"""Files of marketplaces: orders that name their buyers by user names."""

import pytest

from tests.support.platforms import Sample, check_sample
from tests.support.program import Program

SAMPLES = (
    Sample(
        "etsy orders",
        "orders",
        "Etsy",
        "US",
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1,"
        "Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Order Shipping,"
        "Sales Tax,Order Total,Status,Card Processing Fees,Order Net,Buyer,Order Type,Payment Type",
        (
            "01/15/26,3301,wrenmakes,Wren Abbot,Wren,Abbot,2,Credit Card,01/17/26,9 Oak Ave,Apt 2,Ogden,UT,84403,United States,"
            "USD,40.00,,0,5.00,0,45.00,Paid,1.6,43.4,Wren Abbot (wrenmakes),online,online_cc",
        ),
        (
            "Wren Abbot | etsy:wrenmakes",
            "  shipping | 9 Oak Ave | Apt 2 | Ogden | UT | 84403 | US",
            "  etsy:3301 | paid | 45 USD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "etsy items",
        "orders",
        "Etsy (items of orders)",
        "US",
        "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Discount Amount,Order Shipping,Order Sales Tax,Item Total,Currency,"
        "Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,Ship Address1,Ship Address2,Ship City,Ship State,Ship "
        "Zipcode,Ship Country,Order ID,Variations,Order Type,Listings Type,Payment Type",
        (
            "01/15/26,Mug,wrenmakes,2,20.00,,0,5.00,0,40.00,USD,7001,55,01/15/26,01/17/26,Wren Abbot,9 Oak Ave,Apt 2,Ogden,UT,"
            "84403,United States,3301,,online,listing,online_cc",
        ),
        (
            "Wren Abbot | etsy:wrenmakes",
            "  shipping | Wren Abbot | 9 Oak Ave | Apt 2 | Ogden | UT | 84403 | US",
            "  etsy:3301 | paid | 40 USD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "ebay",
        "orders",
        "eBay",
        "US",
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,Buyer Address 2,Buyer "
        "City,Buyer State,Buyer Zip,Buyer Country,Ship To Name,Ship To Phone,Ship To Address 1,Ship To Address 2,Ship To City,"
        "Ship To State,Ship To Zip,Ship To Country,Item Number,Item Title,Quantity,Sold For,Total Price,Payment Method,Sale Date,"
        "Paid On Date,PayPal Transaction ID,Transaction ID,Tax City",
        (
            "104,12-00001-00001,lampfan,Gil Stone,gil@example.com,,3 Bay St,,Salem,OR,97301,United States,Gil Stone,+1 "
            "503-555-0142,3 Bay St,,Salem,OR,97301,United States,,,2,$30.00,$34.50,Card,15-Jan-26,15-Jan-26,,,",
            "104,12-00001-00001,lampfan,,,,,,,,,,,,,,,,,,777,Lamp,1,$15.00,,,15-Jan-26,,,88,",
        ),
        (
            "Gil Stone | gil@example.com | +15035550142 | ebay:lampfan",
            "  billing | 3 Bay St | Salem | OR | 97301 | US",
            "  shipping | Gil Stone | 3 Bay St | Salem | OR | 97301 | US | +15035550142",
            "  ebay:12-00001-00001 | paid | 34.5 USD | 2026-01-15T00:00:00Z",
        ),
    ),
    Sample(
        "amazon",
        "orders",
        "Amazon",
        "US",
        "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\t"
        "quantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tship-service-level\trecipient-name\tship-address-1\t"
        "ship-address-2\tship-city\tship-state\tship-postal-code\tship-country\tship-phone-number\tbill-address-1\tbill-city\t"
        "bill-state\tbill-postal-code\tbill-country\tsales-channel",
        (
            "111-0000001-0000001\t91\t2026-01-15T10:50:49-08:00\t2026-01-15T10:51:00-08:00\ttess@example.com\tTess Moor\t"
            "503-555-0142\tM1\tMug\t1\tUSD\t12.90\t0.00\t1.99\tStandard\tTess Moor\t5 Pine St\t\tReno\tNV\t89501\tUS\t"
            "503-555-0142\t8 Vine St\tReno\tNV\t89502\tUS\tAmazon.com",
        ),
        (
            "Tess Moor | tess@example.com | +15035550142",
            "  shipping | Tess Moor | 5 Pine St | Reno | NV | 89501 | US | +15035550142",
            "  billing | 8 Vine St | Reno | NV | 89502 | US",
            "  amazon:111-0000001-0000001 | paid | 12.9 USD | 2026-01-15T18:50:49Z",
        ),
    ),
    Sample(
        "tiktok",
        "orders",
        "TikTok Shop",
        "MY",
        "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,"
        "Variation,Quantity,SKU Subtotal After Discount,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,Cancelled "
        "Time,Buyer Message,Buyer Username,Recipient,Phone #,Country,Province,District,Detail Address,Additional address "
        "information,Payment Method,Package ID,Seller Note",
        (
            "576001,Completed,Delivered,,Normal,1,A1,Mug,Red,1,20.00,0,45.00,5.00,15/01/2026 10:00:00,15/01/2026 10:01:00,,,"
            "lina.h,Lina Hashim,+60123456789,Malaysia,Selangor,Klang,12 Jalan Satu,,Card,9,",
            "576001,Completed,Delivered,,Normal,2,A2,Cup,Red,1,20.00,0,45.00,5.00,15/01/2026 10:00:00,15/01/2026 10:01:00,,,"
            "lina.h,Lina Hashim,+60123456789,Malaysia,Selangor,Klang,12 Jalan Satu,,Card,9,",
        ),
        (
            "Lina Hashim | +60123456789 | tiktok:lina.h",
            "  shipping | Lina Hashim | 12 Jalan Satu | Selangor | MY",
            "  tiktok:576001 | completed | 45 MYR | refunded 5 | 2026-01-15T10:00:00Z",
        ),
    ),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_file_of_marketplaces_is_stored_whole(sqlite_customers: Program, sample: Sample) -> None:
    check_sample(sqlite_customers, sample)
