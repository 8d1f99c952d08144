"""List people written by hand: customers abroad, people with two profiles, companies, and notes.

The phones abroad are from ranges kept for fiction, or the examples that stand in numbering plans.
"""

from typing import NamedTuple

from tests.bench.sample.places import Address


class Known(NamedTuple):
    first: str
    last: str
    email: str
    phone: str
    address: Address


def _known(text: str) -> tuple[Known, ...]:
    rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return tuple(Known(first, last, email, phone, Address(*address)) for first, last, email, phone, *address in rows)


ABROAD = _known(
    """
    Emily | Carter | emily.carter@example.com | +12125550143 | 418 West 46th Street, Apt 3B | | New York | NY | 10036 | US
    Anand | Krishnan | anand.k@example.net | +14085550117 | 1020 Bryant Way | Unit 7 | Sunnyvale | CA | 94087 | US
    Meera | Patel | meera.patel.nj@example.com | +17325550168 | 77 Oak Tree Road | | Edison | NJ | 08820 | US
    Tyler | O'Brien | tyler.obrien@example.org | | 2300 Lakeshore Drive | | Chicago | IL | 60614 | US
    Oliver | Thompson | oliver.thompson@example.org | +442079460123 | 24 Camden High Street | Flat 2 | London | England | NW1 0JH | GB
    Priti | Chauhan | priti.chauhan@example.net | +441164960871 | 156 Belgrave Road | | Leicester | England | LE4 5AT | GB
    Fiona | MacLeod | fiona.macleod@example.com | +441314960452 | 9 Marchmont Crescent | | Edinburgh | Scotland | EH9 1HN | GB
    Käthe | Schröder | kaethe.schroeder@example.org | +493023125044 | Schönhauser Allee 112 | | Berlin | Berlin | 10439 | DE
    Björn | Weiß | bjoern.weiss@example.net | +498999998217 | Türkenstraße 58 | 2. Stock | München | Bayern | 80799 | DE
    Hélène | Lefèvre | helene.lefevre@example.com | +33199001234 | 17 rue des Écoles | Bâtiment B | Paris | Île-de-France | 75005 | FR
    François | Bérard | francois.berard@example.org | +33465710258 | 8 cours Lafayette | | Lyon | Auvergne-Rhône-Alpes | 69003 | FR
    Åsa | Lindström | asa.lindstrom@example.net | +46701740612 | Götgatan 71 | lgh 1203 | Stockholm | Stockholms län | 116 21 | SE
    Göran | Sjöberg | goran.sjoberg@example.com | +46313900624 | Övre Husargatan 20 | | Göteborg | Västra Götalands län | 413 14 | SE
    Yuki | Tanaka | yuki.tanaka@example.com | | 2-11-3 Meguro | Maison Meguro 402 | Meguro-ku | Tokyo | 153-0063 | JP
    健一 | 佐藤 | kenichi.sato@example.org | +81312345678 | 北区梅田1-3-1 | | 大阪市 | 大阪府 | 530-0001 | JP
    Fatima | Al Mansoori | f.almansoori@example.net | +971501234567 | Villa 14, Al Wasl Road | Jumeirah 1 | Dubai | Dubai | 00000 | AE
    Rajiv | Menon | rajiv.menon.ae@example.com | | Apt 1204, Al Nahda Tower | Hamdan Street | Abu Dhabi | Abu Dhabi | 00000 | AE
    Wei Ling | Tan | weiling.tan@example.org | +6581234567 | Blk 214 Serangoon Avenue 4 | #08-112 | Singapore | Singapore | 550214 | SG
    Suresh | Pillai | suresh.pillai.sg@example.com | | 31 Race Course Road | #02-05 | Singapore | Singapore | 218564 | SG
    """
)

# Each group is one person, as typed at two occasions.
TWINS = (
    _known(
        """
        Priyanka | Deshmukh | priyanka.d@example.com | +919638412075 | Flat 12, Sahyadri | Karve Road, Kothrud | Pune | Maharashtra | 411038
        Priyanka | Deshmuk | | +919638412075 | 12 Sahyadri | Karve Rd, Kothrud | Pune | Maharashtra | 411038
        Priynka | Deshmukh | priyankad@example.com | | Flat 12, Sahyadri | Karve Road, Kothrud | Pune | Maharashtra | 411038
        """
    ),
    _known(
        """
        Lakshmi | Narayanan | lakshmi.n@example.in | +919115260348 | New No. 41, Kutchery Road | Mylapore | Chennai | Tamil Nadu | 600004
        Laxmi | Narayanan | lakshmin@example.in | +919115260384 | 41 Kutcheri Road | Mylapore | Chennai | Tamil Nadu | 600004
        """
    ),
    _known(
        """
        Jürgen | Müller | j.mueller@example.org | +496990009137 | Große Bockenheimer Straße 33 | | Frankfurt am Main | Hessen | 60313 | DE
        Juergen | Mueller | juergen.mueller@example.org | +496990009137 | Grosse Bockenheimer Str. 33 | | Frankfurt | Hessen | 60313 | DE
        """
    ),
)

COMPANIES = (
    "Bose Brothers Book Stall",
    "Himalaya Gift House",
    'Hotel "Sea Pearl"',
    "Kaveri Handlooms",
    "Malabar Spice Traders",
    "Meher Textiles Pvt. Ltd.",
    "Nandini Boutique",
    "Patel, Shah & Co.",
    "Rao Home Stores LLP",
    "Sundaram & Sons",
)

NOTES = (
    "Prefers delivery after 6 pm, never on Tuesdays",
    'Asked for the card to read "Happy Anniversary, Ma & Baba"',
    "Parcel came back twice.\nCall before dispatch; the guard does not take deliveries.",
    "Gift wrap on every order",
    "Met at the Surajkund fair, wants the block-print catalogue",
    "Allergic to wool; suggest cotton",
    "Pays by UPI only",
    'Goes by "Babu" on the phone',
    "COD refused in March 2025, prepaid only",
    "हिन्दी में बात करना पसंद करते हैं",
    "Sends presents to Salem every Pongal",
    "Wants a GST invoice, with every order",
    "Birthday 14 August, send the coupon a week before",
    "Size 38, slim fit",
)
