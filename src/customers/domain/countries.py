"""Country codes of two letters, from codes or names."""

from functools import lru_cache

from customers.domain.text import closest_match, fold, quote_value

# Characters of the longer codes.
_CODE = 3

# Code of two letters, code of three, names: in English and in the languages of shops' exports.
_NAMES = """
AD AND Andorra; AE ARE United Arab Emirates|UAE; AF AFG Afghanistan; AG ATG Antigua and Barbuda; AI AIA Anguilla; AL ALB Albania; AM ARM
Armenia; AO AGO Angola; AQ ATA Antarctica; AR ARG Argentina; AS ASM American Samoa; AT AUT Austria|Österreich; AU AUS Australia; AW ABW
Aruba; AX ALA Åland Islands; AZ AZE Azerbaijan; BA BIH Bosnia and Herzegovina; BB BRB Barbados; BD BGD Bangladesh; BE BEL
Belgium|België|Belgique|Belgien; BF BFA Burkina Faso; BG BGR Bulgaria|България; BH BHR Bahrain; BI BDI Burundi; BJ BEN Benin; BL BLM St.
Barthélemy|Saint Barthélemy; BM BMU Bermuda; BN BRN Brunei|Brunei Darussalam; BO BOL Bolivia|Bolivia, Plurinational State of; BQ BES
Caribbean Netherlands|Bonaire, Sint Eustatius and Saba; BR BRA Brazil|Brasil; BS BHS Bahamas; BT BTN Bhutan; BV BVT Bouvet Island; BW
BWA Botswana; BY BLR Belarus; BZ BLZ Belize; CA CAN Canada; CC CCK Cocos Islands; CD COD Congo - Kinshasa|Congo, The Democratic Republic of
the|Democratic Republic of the Congo|Congo, Democratic Republic of the; CF CAF Central African Republic; CG COG Congo -
Brazzaville|Congo|Republic of the Congo; CH CHE Switzerland|Schweiz|Suisse|Svizzera; CI CIV Côte d'Ivoire|Ivory Coast|Cote d'Ivoire; CK
COK Cook Islands; CL CHL Chile; CM CMR Cameroon; CN CHN China|PRC|People's Republic of China|中国; CO COL Colombia; CR CRI Costa Rica; CU
CUB Cuba; CV CPV Cape Verde|Cabo Verde; CW CUW Curaçao; CX CXR Christmas Island; CY CYP Cyprus; CZ CZE Czechia|Czech Republic|Česko; DE
DEU Germany|Deutschland|Alemania|Allemagne|Tyskland; DJ DJI Djibouti; DK DNK Denmark|Danmark|Dänemark; DM DMA Dominica; DO DOM Dominican
Republic; DZ DZA Algeria; EC ECU Ecuador; EE EST Estonia|Eesti; EG EGY Egypt; EH ESH Western Sahara; ER ERI Eritrea; ES ESP
Spain|España|Spanien|Espagne; ET ETH Ethiopia; FI FIN Finland|Suomi|Finnland; FJ FJI Fiji; FK FLK Falkland Islands; FM FSM
Micronesia|Micronesia, Federated States of; FO FRO Faroe Islands; FR FRA France|Frankreich|Francia|Frankrike; GA GAB Gabon; GB GBR
United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Reino Unido; GD GRD Grenada; GE GEO Georgia; GF GUF
French Guiana; GG GGY Guernsey; GH GHA Ghana; GI GIB Gibraltar; GL GRL Greenland; GM GMB Gambia; GN GIN Guinea; GP GLP Guadeloupe; GQ
GNQ Equatorial Guinea; GR GRC Greece|Ελλάδα|Hellas; GS SGS South Georgia and South Sandwich Islands|South Georgia and the South Sandwich
Islands; GT GTM Guatemala; GU GUM Guam; GW GNB Guinea-Bissau; GY GUY Guyana; HK HKG Hong Kong; HM HMD Heard and McDonald Islands|Heard
Island and McDonald Islands; HN HND Honduras; HR HRV Croatia|Hrvatska; HT HTI Haiti; HU HUN Hungary|Magyarország; ID IDN Indonesia; IE
IRL Ireland|Éire|Republic of Ireland; IL ISR Israel; IM IMN Isle of Man; IN IND India|Bharat|भारत; IO IOT British Indian Ocean
Territory; IQ IRQ Iraq; IR IRN Iran|Iran, Islamic Republic of; IS ISL Iceland|Ísland; IT ITA Italy|Italia|Italien|Italie; JE JEY Jersey;
JM JAM Jamaica; JO JOR Jordan; JP JPN Japan|Nippon|日本; KE KEN Kenya; KG KGZ Kyrgyzstan; KH KHM Cambodia; KI KIR Kiribati; KM COM
Comoros; KN KNA St. Kitts and Nevis|Saint Kitts and Nevis; KP PRK North Korea|Korea, Democratic People's Republic of; KR KOR South
Korea|Korea, Republic of|Korea|Republic of Korea|Korea South; KW KWT Kuwait; KY CYM Cayman Islands; KZ KAZ Kazakhstan; LA LAO Laos|Lao
People's Democratic Republic; LB LBN Lebanon; LC LCA St. Lucia|Saint Lucia; LI LIE Liechtenstein; LK LKA Sri Lanka; LR LBR Liberia; LS
LSO Lesotho; LT LTU Lithuania|Lietuva; LU LUX Luxembourg; LV LVA Latvia|Latvija; LY LBY Libya; MA MAR Morocco; MC MCO Monaco; MD MDA
Moldova|Moldova, Republic of; ME MNE Montenegro; MF MAF St. Martin; MG MDG Madagascar; MH MHL Marshall Islands; MK MKD North
Macedonia|Macedonia; ML MLI Mali; MM MMR Myanmar|Burma; MN MNG Mongolia; MO MAC Macao|Macau; MP MNP Northern Mariana Islands; MQ MTQ
Martinique; MR MRT Mauritania; MS MSR Montserrat; MT MLT Malta; MU MUS Mauritius; MV MDV Maldives; MW MWI Malawi; MX MEX Mexico|México;
MY MYS Malaysia; MZ MOZ Mozambique; NA NAM Namibia; NC NCL New Caledonia; NE NER Niger; NF NFK Norfolk Island; NG NGA Nigeria; NI NIC
Nicaragua; NL NLD Netherlands|Nederland|Holland|The Netherlands|Niederlande|Pays-Bas; NO NOR Norway|Norge|Norwegen; NP NPL Nepal; NR NRU
Nauru; NU NIU Niue; NZ NZL New Zealand; OM OMN Oman; PA PAN Panama; PE PER Peru; PF PYF French Polynesia; PG PNG Papua New Guinea; PH
PHL Philippines; PK PAK Pakistan; PL POL Poland|Polska|Polen; PM SPM St. Pierre and Miquelon|Saint Pierre and Miquelon; PN PCN Pitcairn
Islands|Pitcairn; PR PRI Puerto Rico; PS PSE Palestinian Territories|Palestine, State of|Palestine; PT PRT Portugal; PW PLW Palau; PY
PRY Paraguay; QA QAT Qatar; RE REU Réunion; RO ROU Romania|România; RS SRB Serbia|Srbija; RU RUS Russia|Russian Federation|Россия; RW
RWA Rwanda; SA SAU Saudi Arabia; SB SLB Solomon Islands; SC SYC Seychelles; SD SDN Sudan; SE SWE Sweden|Sverige|Schweden|Suecia; SG SGP
Singapore; SH SHN St. Helena|Saint Helena, Ascension and Tristan da Cunha; SI SVN Slovenia|Slovenija; SJ SJM Svalbard and Jan Mayen; SK
SVK Slovakia|Slovensko; SL SLE Sierra Leone; SM SMR San Marino; SN SEN Senegal; SO SOM Somalia; SR SUR Suriname; SS SSD South Sudan; ST
STP São Tomé and Príncipe|Sao Tome and Principe; SV SLV El Salvador; SX SXM Sint Maarten; SY SYR Syria|Syrian Arab Republic; SZ SWZ
Eswatini|Swaziland; TC TCA Turks and Caicos Islands; TD TCD Chad; TF ATF French Southern Territories; TG TGO Togo; TH THA Thailand; TJ
TJK Tajikistan; TK TKL Tokelau; TL TLS Timor-Leste; TM TKM Turkmenistan; TN TUN Tunisia; TO TON Tonga; TR TUR Türkiye|Turkey|Turkiye; TT
TTO Trinidad and Tobago; TV TUV Tuvalu; TW TWN Taiwan|Taiwan, Province of China; TZ TZA Tanzania|Tanzania, United Republic of; UA UKR
Ukraine|Україна; UG UGA Uganda; UM UMI U.S. Outlying Islands|United States Minor Outlying Islands; US USA United States|United States of
America|USA|U.S.|U.S.A.|America|Estados Unidos|Vereinigte Staaten; UY URY Uruguay; UZ UZB Uzbekistan; VA VAT Vatican City|Holy See; VC
VCT St. Vincent and Grenadines|Saint Vincent and the Grenadines; VE VEN Venezuela|Venezuela, Bolivarian Republic of; VG VGB British
Virgin Islands|Virgin Islands, British; VI VIR U.S. Virgin Islands|Virgin Islands, U.S.; VN VNM Vietnam|Viet Nam; VU VUT Vanuatu; WF WLF
Wallis and Futuna; WS WSM Samoa; XK XKX Kosovo; YE YEM Yemen; YT MYT Mayotte; ZA ZAF South Africa; ZM ZMB Zambia; ZW ZWE Zimbabwe
"""


def parse_country_name(text: str) -> str:
    """Return the ISO 3166 code of two letters of a country, from a code or a name.

    Raises:
        ValueError: the country is not known.
    """
    code = _find(text) or _find(text.partition("(")[0])  # "United States (US)"
    if code is None:
        raise ValueError(f"{quote_value(text)} is not a country by code or name")
    return code


def _find(text: str) -> str | None:
    code, key = text.strip().upper(), _key(text)
    return code if code in COUNTRIES else _by_name().get(key) or _by_name().get(code) or _by_other_name().get(key)


def suggest_country(text: str) -> str:
    """Return what to write instead of a text that is not a country."""
    likely = closest_match(_key(text), (name for name in _by_name() if len(name) > _CODE))
    return f"did you mean {likely.title()}, {_by_name()[likely]}?" if likely else "write a code such as IN, or a name such as India"


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in " ".join(_NAMES.split()).split("; "):
        code, longer, rest = entry.split(" ", 2)
        names |= dict.fromkeys((longer, *map(_key, rest.split("|"))), code)
    return names


@lru_cache(maxsize=1)
def _by_other_name() -> dict[str, str]:
    """Return the codes by the names in other languages, which few shops need."""
    from customers.domain.addresses.country_names import NAMES

    entries = (entry.partition(" ") for entry in " ".join(NAMES.split()).split("; "))
    return {_key(name): code for code, _, names in entries for name in names.split("|")}


def _key(text: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in fold(text))
    return " ".join(word for word in words.split() if word not in ("the", "of", "and"))


# The countries of ISO 3166-1, and XK, which is Kosovo's in use.
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK
CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR
TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())


def parse_country(text: str) -> str:
    """Return an ISO 3166 code of two letters in upper case.

    Raises:
        ValueError: the code is not known.
    """
    code = text.strip().upper()
    if code not in COUNTRIES:
        raise ValueError(f"{quote_value(text)} is not a country, which has an ISO 3166 code of two letters such as IN, DE or US")
    return code
