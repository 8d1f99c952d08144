"""Codes of states, provinces and prefectures, from codes or names."""

from functools import lru_cache

from customers.domain.text import comparison_key, fold

# By country: the code of ISO 3166-2 without the country's, then names and other codes in use. The codes and first names are those
# of ISO 3166-2 in pycountry 26.2; the others are English names, names in use before, and codes of shops and of the post.
_REGIONS = {
    "AE": """
AJ Ajmān; AZ Abū Z̧aby|Abu Dhabi; DU Dubayy|Dubai; FU Al Fujayrah|Fujairah; RK Ra's al Khaymah|Ras Al Khaimah; SH Ash
Shāriqah|Sharjah; UQ Umm al Qaywayn|Umm Al Quwain
    """,
    "AR": """
A Salta; B Buenos Aires|Provincia de Buenos Aires; C Ciudad Autónoma de Buenos Aires|CABA|Capital Federal|Ciudad de Buenos Aires; D
San Luis; E Entre Ríos; F La Rioja; G Santiago del Estero; H Chaco; J San Juan; K Catamarca; L La Pampa; M Mendoza; N Misiones; P
Formosa; Q Neuquén; R Río Negro; S Santa Fe; T Tucumán; U Chubut; V Tierra del Fuego; W Corrientes; X Córdoba; Y Jujuy; Z Santa Cruz
    """,
    "AT": """
1 Burgenland|B; 2 Kärnten|Carinthia|K; 3 Niederösterreich|Lower Austria|NÖ; 4 Oberösterreich|Upper Austria|OÖ; 5 Salzburg|S; 6
Steiermark|Styria|ST; 7 Tirol|Tyrol|T; 8 Vorarlberg|V; 9 Wien|Vienna|W
    """,
    "AU": """
ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland; SA South Australia; TAS Tasmania; VIC
Victoria; WA Western Australia
    """,
    "BR": """
AC Acre; AL Alagoas; AM Amazonas; AP Amapá; BA Bahia; CE Ceará; DF Distrito Federal; ES Espírito Santo; GO Goiás; MA Maranhão; MG
Minas Gerais; MS Mato Grosso do Sul; MT Mato Grosso; PA Pará; PB Paraíba; PE Pernambuco; PI Piauí; PR Paraná; RJ Rio de Janeiro; RN
Rio Grande do Norte; RO Rondônia; RR Roraima; RS Rio Grande do Sul; SC Santa Catarina; SE Sergipe; SP São Paulo; TO Tocantins
    """,
    "CA": """
AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador|Newfoundland|NF; NS Nova Scotia; NT
Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island|PEI; QC Quebec|PQ; SK Saskatchewan; YT Yukon|Yukon Territory
    """,
    "CH": """
AG Aargau; AI Appenzell Innerrhoden; AR Appenzell Ausserrhoden; BE Berne|Bern; BL Basel-Landschaft; BS Basel-Stadt|Basel City; FR
Fribourg|Freiburg; GE Genève|Geneva|Genf; GL Glarus; GR Graubünden|Grisons; JU Jura; LU Luzern|Lucerne; NE Neuchâtel|Neuenburg; NW
Nidwalden; OW Obwalden; SG Sankt Gallen|Saint Gallen; SH Schaffhausen; SO Solothurn; SZ Schwyz; TG Thurgau; TI Ticino|Tessin; UR Uri;
VD Vaud|Waadt; VS Valais|Wallis; ZG Zug; ZH Zürich|Zuerich
    """,
    "CL": """
AI Aisén del General Carlos Ibañez del Campo|Aysén; AN Antofagasta; AP Arica y Parinacota; AR La Araucanía; AT Atacama; BI Biobío; CO
Coquimbo; LI Libertador General Bernardo O'Higgins|O'Higgins; LL Los Lagos; LR Los Ríos; MA Magallanes; ML Maule; NB Ñuble; RM Región
Metropolitana de Santiago|Región Metropolitana|Santiago; TA Tarapacá; VS Valparaíso
    """,
    "CN": """
AH Anhui|Anhui Sheng; BJ Beijing|Beijing Shi; CQ Chongqing|Chongqing Shi; FJ Fujian|Fujian Sheng; GD Guangdong|Guangdong Sheng; GS
Gansu|Gansu Sheng; GX Guangxi|Guangxi Zhuangzu Zizhiqu; GZ Guizhou|Guizhou Sheng; HA Henan|Henan Sheng; HB Hubei|Hubei Sheng; HE
Hebei|Hebei Sheng; HI Hainan|Hainan Sheng; HL Heilongjiang|Heilongjiang Sheng; HN Hunan|Hunan Sheng; JL Jilin|Jilin Sheng; JS
Jiangsu|Jiangsu Sheng; JX Jiangxi|Jiangxi Sheng; LN Liaoning|Liaoning Sheng; NM Nei Mongol|Nei Mongol Zizhiqu|Inner Mongolia; NX
Ningxia|Ningxia Huizu Zizhiqu; QH Qinghai|Qinghai Sheng; SC Sichuan|Sichuan Sheng; SD Shandong|Shandong Sheng; SH Shanghai|Shanghai
Shi; SN Shaanxi|Shaanxi Sheng; SX Shanxi|Shanxi Sheng; TJ Tianjin|Tianjin Shi; TW Taiwan|Taiwan Sheng; XJ Xinjiang|Xinjiang Uygur
Zizhiqu; XZ Xizang|Xizang Zizhiqu|Tibet; YN Yunnan|Yunnan Sheng; ZJ Zhejiang|Zhejiang Sheng
    """,
    "CO": """
AMA Amazonas; ANT Antioquia; ARA Arauca; ATL Atlántico; BOL Bolívar; BOY Boyacá; CAL Caldas; CAQ Caquetá; CAS Casanare; CAU Cauca; CES
Cesar; CHO Chocó; COR Córdoba; CUN Cundinamarca; DC Distrito Capital de Bogotá|Bogotá|Bogota DC; GUA Guainía; GUV Guaviare; HUI Huila;
LAG La Guajira; MAG Magdalena; MET Meta; NAR Nariño; NSA Norte de Santander; PUT Putumayo; QUI Quindío; RIS Risaralda; SAN Santander;
SAP San Andrés, Providencia y Santa Catalina|San Andrés; SUC Sucre; TOL Tolima; VAC Valle del Cauca; VAU Vaupés; VID Vichada
    """,
    "DE": """
BB Brandenburg; BE Berlin; BW Baden-Württemberg|Baden-Wuerttemberg; BY Bayern|Bavaria; HB Bremen; HE Hessen|Hesse; HH Hamburg; MV
Mecklenburg-Vorpommern|Mecklenburg-Western Pomerania; NI Niedersachsen|Lower Saxony; NW Nordrhein-Westfalen|North
Rhine-Westphalia|NRW; RP Rheinland-Pfalz|Rhineland-Palatinate; SH Schleswig-Holstein; SL Saarland; SN Sachsen|Saxony; ST
Sachsen-Anhalt|Saxony-Anhalt; TH Thüringen|Thuringia
    """,
    "ES": """
A Alicante|Alacant; AB Albacete; AL Almería; AV Ávila; B Barcelona; BA Badajoz; BI Bizkaia|Vizcaya; BU Burgos; C A Coruña|La
Coruña|Coruña; CA Cádiz; CC Cáceres; CO Córdoba; CR Ciudad Real; CS Castellón|Castelló; CU Cuenca; GC Las Palmas; GI Girona|Gerona; GR
Granada; GU Guadalajara; H Huelva; HU Huesca; J Jaén; L Lleida|Lérida; LE León; LO La Rioja; LU Lugo; M Madrid; MA Málaga; MU Murcia;
NA Navarra|Nafarroa; O Asturias; OR Ourense|Orense; P Palencia; PM Illes Balears|Baleares|Islas Baleares|Balears|IB; PO Pontevedra; S
Cantabria; SA Salamanca; SE Sevilla|Seville; SG Segovia; SO Soria; SS Gipuzkoa|Guipúzcoa; T Tarragona; TE Teruel; TF Santa Cruz de
Tenerife|Tenerife; TO Toledo; V Valencia; VA Valladolid; VI Álava|Araba; Z Zaragoza|Saragossa; ZA Zamora
    """,
    "ID": """
AC Aceh; BA Bali; BB Kepulauan Bangka Belitung; BE Bengkulu; BT Banten; GO Gorontalo; JA Jambi; JB Jawa Barat|West Java; JI Jawa
Timur|East Java; JK Jakarta Raya|Jakarta; JT Jawa Tengah|Central Java; KB Kalimantan Barat; KI Kalimantan Timur; KR Kepulauan Riau; KS
Kalimantan Selatan; KT Kalimantan Tengah; KU Kalimantan Utara; LA Lampung; MA Maluku; MU Maluku Utara; NB Nusa Tenggara Barat; NT Nusa
Tenggara Timur; PA Papua; PB Papua Barat; PD Papua Barat Daya; PE Papua Pegunungan; PS Papua Selatan; PT Papua Tengah; RI Riau; SA
Sulawesi Utara; SB Sumatera Barat|West Sumatra; SG Sulawesi Tenggara; SN Sulawesi Selatan; SR Sulawesi Barat; SS Sumatera
Selatan|South Sumatra; ST Sulawesi Tengah; SU Sumatera Utara|North Sumatra; YO Yogyakarta
    """,
    "IE": """
CE Clare; CN Cavan; CO Cork; CW Carlow; D Dublin; DL Donegal; G Galway; KE Kildare; KK Kilkenny; KY Kerry; LD Longford; LH Louth; LK
Limerick; LM Leitrim; LS Laois; MH Meath; MN Monaghan; MO Mayo; OY Offaly; RN Roscommon; SO Sligo; TA Tipperary; WD Waterford; WH
Westmeath; WW Wicklow; WX Wexford
    """,
    "IN": """
AN Andaman and Nicobar Islands|Andaman & Nicobar; AP Andhra Pradesh; AR Arunāchal Pradesh; AS Assam; BR Bihār; CG
Chhattīsgarh|Chattisgarh|CT; CH Chandīgarh; DH Dādra and Nagar Haveli and Damān and Diu|Dadra and Nagar Haveli|Daman and Diu|DN|DD; DL
Delhi|New Delhi|NCT of Delhi; GA Goa; GJ Gujarāt; HP Himāchal Pradesh; HR Haryāna; JH Jhārkhand; JK Jammu and Kashmīr|Jammu & Kashmir;
KA Karnātaka; KL Kerala; LA Ladākh; LD Lakshadweep; MH Mahārāshtra; ML Meghālaya; MN Manipur; MP Madhya Pradesh; MZ Mizoram; NL
Nāgāland; OD Odisha|Orissa|OR; PB Punjab; PY Puducherry|Pondicherry; RJ Rājasthān; SK Sikkim; TN Tamil Nādu; TR Tripura; TS
Telangāna|TG; UK Uttarākhand|Uttaranchal|UT|UA; UP Uttar Pradesh; WB West Bengal
    """,
    "IT": """
AG Agrigento; AL Alessandria; AN Ancona; AP Ascoli Piceno; AQ L'Aquila; AR Arezzo; AT Asti; AV Avellino; BA Bari; BG Bergamo; BI
Biella; BL Belluno; BN Benevento; BO Bologna; BR Brindisi; BS Brescia; BT Barletta-Andria-Trani; BZ Bolzano|Bozen|South Tyrol|Alto
Adige; CA Cagliari; CB Campobasso; CE Caserta; CH Chieti; CL Caltanissetta; CN Cuneo; CO Como; CR Cremona; CS Cosenza; CT Catania; CZ
Catanzaro; EN Enna; FC Forlì-Cesena|FO; FE Ferrara; FG Foggia; FI Firenze|Florence; FM Fermo; FR Frosinone; GE Genova|Genoa; GO
Gorizia; GR Grosseto; IM Imperia; IS Isernia; KR Crotone; LC Lecco; LE Lecce; LI Livorno; LO Lodi; LT Latina; LU Lucca; MB Monza e
Brianza|Monza Brianza; MC Macerata; ME Messina; MI Milano|Milan; MN Mantova|Mantua; MO Modena; MS Massa-Carrara; MT Matera; NA
Napoli|Naples; NO Novara; NU Nuoro; OR Oristano; PA Palermo; PC Piacenza; PD Padova|Padua; PE Pescara; PG Perugia; PI Pisa; PN
Pordenone; PO Prato; PR Parma; PT Pistoia; PU Pesaro e Urbino|PS|Pesaro Urbino; PV Pavia; PZ Potenza; RA Ravenna; RC Reggio Calabria;
RE Reggio Emilia; RG Ragusa; RI Rieti; RM Roma|Rome; RN Rimini; RO Rovigo; SA Salerno; SI Siena; SO Sondrio; SP La Spezia; SR
Siracusa|Syracuse; SS Sassari; SU Sud Sardegna; SV Savona; TA Taranto; TE Teramo; TN Trento; TO Torino|Turin; TP Trapani; TR Terni; TS
Trieste; TV Treviso; UD Udine; VA Varese; VB Verbano-Cusio-Ossola; VC Vercelli; VE Venezia|Venice; VI Vicenza; VR Verona; VT Viterbo;
VV Vibo Valentia
    """,
    "JP": """
01 Hokkaido|北海道; 02 Aomori|青森県; 03 Iwate|岩手県; 04 Miyagi|宮城県; 05 Akita|秋田県; 06
Yamagata|山形県; 07 Fukushima|福島県; 08 Ibaraki|茨城県; 09 Tochigi|栃木県; 10 Gunma|群馬県; 11
Saitama|埼玉県; 12 Chiba|千葉県; 13 Tokyo|東京都; 14 Kanagawa|神奈川県; 15 Niigata|新潟県; 16 Toyama|富山県;
17 Ishikawa|石川県; 18 Fukui|福井県; 19 Yamanashi|山梨県; 20 Nagano|長野県; 21 Gifu|岐阜県; 22
Shizuoka|静岡県; 23 Aichi|愛知県; 24 Mie|三重県; 25 Shiga|滋賀県; 26 Kyoto|京都府; 27 Osaka|大阪府; 28
Hyogo|兵庫県; 29 Nara|奈良県; 30 Wakayama|和歌山県; 31 Tottori|鳥取県; 32 Shimane|島根県; 33 Okayama|岡山県;
34 Hiroshima|広島県; 35 Yamaguchi|山口県; 36 Tokushima|徳島県; 37 Kagawa|香川県; 38 Ehime|愛媛県; 39
Kochi|高知県; 40 Fukuoka|福岡県; 41 Saga|佐賀県; 42 Nagasaki|長崎県; 43 Kumamoto|熊本県; 44 Oita|大分県; 45
Miyazaki|宮崎県; 46 Kagoshima|鹿児島県; 47 Okinawa|沖縄県
    """,
    "MX": """
AGU Aguascalientes|AGS; BCN Baja California|BC; BCS Baja California Sur; CAM Campeche|CAMP; CHH Chihuahua|CHIH; CHP Chiapas|CHIS; CMX
Ciudad de México|Distrito Federal|CDMX|DF|Mexico City; COA Coahuila de Zaragoza|Coahuila|COAH; COL Colima; DUR Durango|DGO; GRO
Guerrero; GUA Guanajuato|GTO; HID Hidalgo|HGO; JAL Jalisco; MEX México|Estado de México|Mexico State; MIC Michoacán de
Ocampo|Michoacán|MICH; MOR Morelos; NAY Nayarit; NLE Nuevo León|NL; OAX Oaxaca; PUE Puebla; QUE Querétaro|QRO; ROO Quintana Roo|Q ROO;
SIN Sinaloa; SLP San Luis Potosí; SON Sonora; TAB Tabasco; TAM Tamaulipas|TAMPS; TLA Tlaxcala|TLAX; VER Veracruz de Ignacio de la
Llave|Veracruz; YUC Yucatán; ZAC Zacatecas
    """,
    "MY": """
01 Johor|JHR; 02 Kedah|KDH; 03 Kelantan|KTN; 04 Melaka|MLK|Malacca; 05 Negeri Sembilan|NSN; 06 Pahang|PHG; 07 Pulau Pinang|PNG|Penang;
08 Perak|PRK; 09 Perlis|PLS; 10 Selangor|SGR; 11 Terengganu|TRG; 12 Sabah|SBH; 13 Sarawak|SWK; 14 Wilayah Persekutuan Kuala
Lumpur|KUL|Kuala Lumpur; 15 Wilayah Persekutuan Labuan|LBN|Labuan; 16 Wilayah Persekutuan Putrajaya|PJY|Putrajaya
    """,
    "NG": """
AB Abia; AD Adamawa; AK Akwa Ibom; AN Anambra; BA Bauchi; BE Benue; BO Borno; BY Bayelsa; CR Cross River; DE Delta; EB Ebonyi; ED Edo;
EK Ekiti; EN Enugu; FC Abuja Federal Capital Territory|Federal Capital Territory|FCT|Abuja; GO Gombe; IM Imo; JI Jigawa; KD Kaduna; KE
Kebbi; KN Kano; KO Kogi; KT Katsina; KW Kwara; LA Lagos; NA Nasarawa; NI Niger; OG Ogun; ON Ondo; OS Osun; OY Oyo; PL Plateau; RI
Rivers; SO Sokoto; TA Taraba; YO Yobe; ZA Zamfara
    """,
    "NL": """
DR Drenthe; FL Flevoland; FR Fryslân|Friesland; GE Gelderland; GR Groningen; LI Limburg; NB Noord-Brabant|North Brabant; NH
Noord-Holland|North Holland; OV Overijssel; UT Utrecht; ZE Zeeland; ZH Zuid-Holland|South Holland
    """,
    "NZ": """
AUK Auckland; BOP Bay of Plenty; CAN Canterbury; CIT Chatham Islands Territory; GIS Gisborne; HKB Hawke's Bay; MBH Marlborough; MWT
Manawatū-Whanganui; NSN Nelson; NTL Northland; OTA Otago; STL Southland; TAS Tasman; TKI Taranaki; WGN Greater Wellington; WKO
Waikato; WTC West Coast
    """,
    "PE": """
AMA Amazonas; ANC Ancash; APU Apurímac; ARE Arequipa; AYA Ayacucho; CAJ Cajamarca; CAL El Callao; CUS Cusco; HUC Huánuco; HUV
Huancavelica; ICA Ica; JUN Junín; LAL La Libertad; LAM Lambayeque; LIM Lima; LMA Municipalidad Metropolitana de Lima; LOR Loreto; MDD
Madre de Dios; MOQ Moquegua; PAS Pasco; PIU Piura; PUN Puno; SAM San Martín; TAC Tacna; TUM Tumbes; UCA Ucayali
    """,
    "PT": """
01 Aveiro; 02 Beja; 03 Braga; 04 Bragança; 05 Castelo Branco; 06 Coimbra; 07 Évora; 08 Faro; 09 Guarda; 10 Leiria; 11 Lisboa|Lisbon;
12 Portalegre; 13 Porto; 14 Santarém; 15 Setúbal; 16 Viana do Castelo; 17 Vila Real; 18 Viseu; 20 Região Autónoma dos Açores|Azores;
30 Região Autónoma da Madeira|Madeira
    """,
    "RO": """
AB Alba; AG Argeș; AR Arad; B București|Bucharest; BC Bacău; BH Bihor; BN Bistrița-Năsăud; BR Brăila; BT Botoșani; BV Brașov; BZ
Buzău; CJ Cluj; CL Călărași; CS Caraș-Severin; CT Constanța; CV Covasna; DB Dâmbovița; DJ Dolj; GJ Gorj; GL Galați; GR Giurgiu; HD
Hunedoara; HR Harghita; IF Ilfov; IL Ialomița; IS Iași; MH Mehedinți; MM Maramureș; MS Mureș; NT Neamț; OT Olt; PH Prahova; SB Sibiu;
SJ Sălaj; SM Satu Mare; SV Suceava; TL Tulcea; TM Timiș; TR Teleorman; VL Vâlcea; VN Vrancea; VS Vaslui
    """,
    "TH": """
10 Krung Thep Maha Nakhon|Bangkok; 11 Samut Prakan; 12 Nonthaburi; 13 Pathum Thani; 14 Phra Nakhon Si Ayutthaya; 15 Ang Thong; 16 Lop
Buri; 17 Sing Buri; 18 Chai Nat; 19 Saraburi; 20 Chon Buri; 21 Rayong; 22 Chanthaburi; 23 Trat; 24 Chachoengsao; 25 Prachin Buri; 26
Nakhon Nayok; 27 Sa Kaeo; 30 Nakhon Ratchasima; 31 Buri Ram; 32 Surin; 33 Si Sa Ket; 34 Ubon Ratchathani; 35 Yasothon; 36 Chaiyaphum;
37 Amnat Charoen; 38 Bueng Kan; 39 Nong Bua Lam Phu; 40 Khon Kaen; 41 Udon Thani; 42 Loei; 43 Nong Khai; 44 Maha Sarakham; 45 Roi Et;
46 Kalasin; 47 Sakon Nakhon; 48 Nakhon Phanom; 49 Mukdahan; 50 Chiang Mai; 51 Lamphun; 52 Lampang; 53 Uttaradit; 54 Phrae; 55 Nan; 56
Phayao; 57 Chiang Rai; 58 Mae Hong Son; 60 Nakhon Sawan; 61 Uthai Thani; 62 Kamphaeng Phet; 63 Tak; 64 Sukhothai; 65 Phitsanulok; 66
Phichit; 67 Phetchabun; 70 Ratchaburi; 71 Kanchanaburi; 72 Suphan Buri; 73 Nakhon Pathom; 74 Samut Sakhon; 75 Samut Songkhram; 76
Phetchaburi; 77 Prachuap Khiri Khan; 80 Nakhon Si Thammarat; 81 Krabi; 82 Phangnga; 83 Phuket; 84 Surat Thani; 85 Ranong; 86 Chumphon;
90 Songkhla; 91 Satun; 92 Trang; 93 Phatthalung; 94 Pattani; 95 Yala; 96 Narathiwat; S Phatthaya
    """,
    "US": """
AA Armed Forces Americas; AE Armed Forces Europe; AK Alaska; AL Alabama; AP Armed Forces Pacific; AR Arkansas; AS American Samoa; AZ
Arizona; CA California; CO Colorado; CT Connecticut; DC District of Columbia|Washington DC; DE Delaware; FL Florida; GA Georgia; GU
Guam; HI Hawaii; IA Iowa; ID Idaho; IL Illinois; IN Indiana; KS Kansas; KY Kentucky; LA Louisiana; MA Massachusetts; MD Maryland; ME
Maine; MI Michigan; MN Minnesota; MO Missouri; MP Northern Mariana Islands; MS Mississippi; MT Montana; NC North Carolina; ND North
Dakota; NE Nebraska; NH New Hampshire; NJ New Jersey; NM New Mexico; NV Nevada; NY New York; OH Ohio; OK Oklahoma; OR Oregon; PA
Pennsylvania; PR Puerto Rico; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UM United States Minor
Outlying Islands; UT Utah; VA Virginia; VI Virgin Islands, U.S.|Virgin Islands; VT Vermont; WA Washington; WI Wisconsin; WV West
Virginia; WY Wyoming
    """,
    "ZA": """
EC Eastern Cape; FS Free State; GP Gauteng|GT; KZN Kwazulu-Natal|NL; LP Limpopo; MP Mpumalanga; NC Northern Cape; NW North-West; WC
Western Cape
    """,
}


def region_code(country: str | None, text: str) -> str | None:
    """Return the code of a region of a country, from a code or a name; None for another text, or a country that is not in the table."""
    return _codes(country).get(comparison_key(text)) if country in _REGIONS else None


def region_spellings(text: str, country: str | None = None) -> list[str]:
    """Return the folded names and codes of the regions that a text names, of one country or of any; the text is one of them."""
    spellings = [fold(text)]
    for code in [country] if country in _REGIONS else _REGIONS if country is None else ():
        region = _codes(code).get(comparison_key(text))
        spellings += map(fold, _spellings(code).get(region, ()) if region else ())
    return list(dict.fromkeys(spellings))


@lru_cache(maxsize=32)
def _codes(country: str) -> dict[str, str]:
    """Return the codes of the regions of a country by the keys of their names and codes."""
    return {comparison_key(text): code for code, texts in _spellings(country).items() for text in texts}


@lru_cache(maxsize=32)
def _spellings(country: str) -> dict[str, tuple[str, ...]]:
    """Return the codes and names of the regions of a country by their codes."""
    entries = (entry.split(" ", 1) for entry in " ".join(_REGIONS[country].split()).split("; "))
    return {code: (code, f"{country}-{code}", *names.split("|")) for code, names in entries}
