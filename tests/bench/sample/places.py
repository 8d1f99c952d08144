"""List cities with their states, localities and pincodes, and the forms of addresses."""

from typing import NamedTuple


class City(NamedTuple):
    name: str
    state: str
    localities: tuple[tuple[str, str], ...]


class Address(NamedTuple):
    address1: str
    address2: str
    city: str
    state: str
    pincode: str
    country: str = "IN"


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";"))


def _city(name: str, state: str, localities: str) -> City:
    pairs = (part.rpartition(" ") for part in _split(localities))
    return City(name, state, tuple((locality, pincode) for locality, _, pincode in pairs))


_CITIES = (
    _city(
        "Mumbai",
        "Maharashtra",
        """Andheri West 400058; Bandra West 400050; Powai 400076; Dadar West 400028; Borivali West 400092; Chembur 400071; Colaba
        400005; Ghatkopar East 400077""",
    ),
    _city("Pune", "Maharashtra", "Kothrud 411038; Koregaon Park 411001; Aundh 411007; Baner 411045; Viman Nagar 411014; Hadapsar 411028"),
    _city("Nagpur", "Maharashtra", "Dharampeth 440010; Sadar 440001; Ramdaspeth 440010"),
    _city("Nashik", "Maharashtra", "College Road 422005; Gangapur Road 422013"),
    _city("Thane", "Maharashtra", "Ghodbunder Road 400607; Naupada 400602"),
    _city(
        "New Delhi",
        "Delhi",
        """Karol Bagh 110005; Lajpat Nagar 110024; Hauz Khas 110016; Saket 110017; Vasant Kunj 110070; Dwarka Sector 10 110075; Greater
        Kailash I 110048""",
    ),
    _city("Delhi", "Delhi", "Rohini Sector 7 110085; Pitampura 110034; Chandni Chowk 110006; Mayur Vihar Phase I 110091"),
    _city("Gurugram", "Haryana", "DLF Phase 1 122002; Sector 56 122011"),
    _city("Faridabad", "Haryana", "Sector 15 121007; NIT 121001"),
    _city("Noida", "Uttar Pradesh", "Sector 62 201309; Sector 18 201301"),
    _city("Lucknow", "Uttar Pradesh", "Gomti Nagar 226010; Hazratganj 226001; Aliganj 226024; Indira Nagar 226016"),
    _city("Kanpur", "Uttar Pradesh", "Swaroop Nagar 208002; Kakadeo 208025"),
    _city("Varanasi", "Uttar Pradesh", "Lanka 221005; Sigra 221010"),
    _city("Prayagraj", "Uttar Pradesh", "Civil Lines 211001"),
    _city("Agra", "Uttar Pradesh", "Dayal Bagh 282005; Civil Lines 282002"),
    _city("Jaipur", "Rajasthan", "C-Scheme 302001; Malviya Nagar 302017; Vaishali Nagar 302021; Mansarovar 302020; Raja Park 302004"),
    _city("Udaipur", "Rajasthan", "Hiran Magri 313002; Ambamata 313001"),
    _city("Jodhpur", "Rajasthan", "Sardarpura 342003; Ratanada 342001"),
    _city("Bhopal", "Madhya Pradesh", "Arera Colony 462016; M.P. Nagar 462011"),
    _city("Indore", "Madhya Pradesh", "Vijay Nagar 452010; New Palasia 452001"),
    _city("Raipur", "Chhattisgarh", "Shankar Nagar 492007; Civil Lines 492001"),
    _city("Dehradun", "Uttarakhand", "Rajpur Road 248001; Vasant Vihar 248006"),
    _city("Shimla", "Himachal Pradesh", "Chhota Shimla 171002; Mall Road 171001"),
    _city("Srinagar", "Jammu and Kashmir", "Rajbagh 190008; Lal Chowk 190001"),
    _city("Ahmedabad", "Gujarat", "Navrangpura 380009; Satellite 380015; Bodakdev 380054; Maninagar 380008; Paldi 380007"),
    _city("Surat", "Gujarat", "Adajan 395009; Vesu 395007"),
    _city("Vadodara", "Gujarat", "Alkapuri 390007; Fatehgunj 390002"),
    _city("Rajkot", "Gujarat", "Kalawad Road 360005; Sadar Bazar 360001"),
    _city(
        "Bengaluru",
        "Karnataka",
        """Indiranagar 560038; Koramangala 560034; Jayanagar 560041; Malleshwaram 560003; Whitefield 560066; HSR Layout 560102;
        Basavanagudi 560004""",
    ),
    _city("Mysuru", "Karnataka", "Gokulam 570002; Saraswathipuram 570009"),
    _city("Mangaluru", "Karnataka", "Kadri 575002; Bejai 575004"),
    _city("Hubballi", "Karnataka", "Vidyanagar 580021; Keshwapur 580023"),
    _city(
        "Chennai", "Tamil Nadu", "T. Nagar 600017; Mylapore 600004; Adyar 600020; Anna Nagar 600040; Velachery 600042; Besant Nagar 600090"
    ),
    _city("Coimbatore", "Tamil Nadu", "R.S. Puram 641002; Peelamedu 641004; Saibaba Colony 641011"),
    _city("Madurai", "Tamil Nadu", "K.K. Nagar 625020; S.S. Colony 625016"),
    _city("Tiruchirappalli", "Tamil Nadu", "Thillai Nagar 620018; Srirangam 620006"),
    _city("Puducherry", "Puducherry", "White Town 605001; Lawspet 605008"),
    _city(
        "Hyderabad",
        "Telangana",
        "Banjara Hills 500034; Jubilee Hills 500033; Gachibowli 500032; Kukatpally 500072; Madhapur 500081; Begumpet 500016",
    ),
    _city("Secunderabad", "Telangana", "Marredpally 500026; Paradise Circle 500003"),
    _city("Warangal", "Telangana", "Hanamkonda 506001; Kazipet 506003"),
    _city("Vijayawada", "Andhra Pradesh", "Benz Circle 520010; Governorpet 520002"),
    _city("Visakhapatnam", "Andhra Pradesh", "M.V.P. Colony 530017; Dwaraka Nagar 530016"),
    _city("Tirupati", "Andhra Pradesh", "Balaji Colony 517502; K.T. Road 517501"),
    _city("Guntur", "Andhra Pradesh", "Brodipet 522002; Arundelpet 522002"),
    _city("Kochi", "Kerala", "Kadavanthra 682020; Fort Kochi 682001; Edappally 682024; Panampilly Nagar 682036"),
    _city("Thiruvananthapuram", "Kerala", "Pattom 695004; Kowdiar 695003; Vazhuthacaud 695014"),
    _city("Kozhikode", "Kerala", "Nadakkavu 673011; Chevayur 673017"),
    _city("Thrissur", "Kerala", "Poonkunnam 680002; East Fort 680005"),
    _city(
        "Kolkata",
        "West Bengal",
        "Salt Lake Sector I 700064; Ballygunge 700019; Gariahat 700029; Park Street 700016; Behala 700034; Jadavpur 700032",
    ),
    _city("Howrah", "West Bengal", "Shibpur 711102; Santragachi 711104"),
    _city("Siliguri", "West Bengal", "Hakimpara 734001; Pradhan Nagar 734003"),
    _city("Bhubaneswar", "Odisha", "Saheed Nagar 751007; Jayadev Vihar 751013; Patia 751024"),
    _city("Cuttack", "Odisha", "Buxi Bazar 753001; Badambadi 753009"),
    _city("Guwahati", "Assam", "Zoo Road 781024; Uzan Bazar 781001; Dispur 781006"),
    _city("Jorhat", "Assam", "Gar Ali 785001; Tarajan 785001"),
    _city("Shillong", "Meghalaya", "Laitumkhrah 793003; Police Bazar 793001"),
    _city("Patna", "Bihar", "Boring Road 800001; Kankarbagh 800020; Rajendra Nagar 800016"),
    _city("Ranchi", "Jharkhand", "Lalpur 834001; Doranda 834002"),
    _city("Jamshedpur", "Jharkhand", "Bistupur 831001; Kadma 831005"),
    _city("Ludhiana", "Punjab", "Model Town 141002; Sarabha Nagar 141001"),
    _city("Amritsar", "Punjab", "Ranjit Avenue 143001; Lawrence Road 143001"),
    _city("Jalandhar", "Punjab", "Model Town 144003; Civil Lines 144001"),
    _city("Chandigarh", "Chandigarh", "Sector 17-C 160017; Sector 22-B 160022; Sector 8-B 160009"),
    _city("Panaji", "Goa", "Altinho 403001; Fontainhas 403001"),
    _city("Margao", "Goa", "Fatorda 403602; Aquem 403601"),
    _city("Mapusa", "Goa", "Khorlim 403507; Feira Baixa 403507"),
)
CITIES = {city.name: city for city in _CITIES}

BUILDINGS = _split(
    """Ashirwad Residency; Gulmohar Enclave; Green Park Apartments; Krishna Kunj; Lake View Apartments; Lotus Towers;
    Om Sai Apartments; Palm Grove; Royal Residency; Sai Krupa; Shanti Niketan; Shree Ganesh Apartments; Silver Oak Residency;
    Sunrise Heights; Vrindavan Society"""
)
STREETS = _split(
    """M.G. Road; Station Road; Temple Road; Nehru Road; Gandhi Road; Old Market Road; School Lane; Park Road; Subhash Marg; Tilak Road;
    Lake Road; College Lane; Post Office Road; Rajendra Prasad Road"""
)

# The two lines of an address. The fields: building, street, locality, and numbers that are small (s), middling (m) and large (l).
_USUAL = (
    ("Flat {l}, {building}", "{street}, {locality}"),
    ("{l}, {building}", "{locality}"),
    ("H.No. {m}, {street}", "{locality}"),
    ("{m}/{s}, {street}", "Near Post Office, {locality}"),
    ("Plot No. {m}, {street}", "{locality}"),
)
_FORMS = {
    "Maharashtra": (
        ("{l}, {building} CHS Ltd.", "{street}, {locality}"),
        ("Flat No. {s}, {building}", "Opp. Municipal Garden, {locality}"),
    ),
    "Gujarat": (("{s}, {building}", "Nr. {street} Crossing, {locality}"), ("B-{l}, {building}", "{locality}")),
    "Delhi": (("{s}-{m}, Second Floor", "{locality}"), ("DDA Flat {m}, Pocket {s}", "{locality}")),
    "Karnataka": (("#{m}, {s}th Cross, 2nd Main", "{locality}"), ("No. {m}/{s}, {building}", "{street}, {locality}")),
    "Tamil Nadu": (("Old No. {m}, New No. {l}, {street}", "{locality}"), ("{m}/{s}, South Mada Street", "{locality}")),
    "Telangana": (("H.No. {s}-2-{l}/{m}", "{locality}"), ("Flat {l}, {building}", "Road No. {s}, {locality}")),
    "Andhra Pradesh": (("D.No. {m}-{s}-{l}", "{street}, {locality}"), ("Flat {l}, {building}", "{locality}")),
    "Kerala": (("TC {m}/{l}, Lakshmi Vilas", "{locality} P.O."), ("Puthenveettil House, {street}", "{locality}")),
    "West Bengal": (("{m}B, {street}", "{locality}"), ("{s}/{m}, {street}, 2nd Floor", "{locality}")),
    "Goa": (("House No. {m}, Rose Villa", "{locality}"), ("H.No. E-{l}, Church Road", "{locality}")),
    "Chandigarh": (("SCO {m}, First Floor", "{locality}"), ("House No. {l}", "{locality}")),
}


def forms(state: str) -> tuple[tuple[str, str], ...]:
    """Return forms of the two lines of an address, those of the state repeated to be more frequent."""
    return _FORMS.get(state, ()) * 3 + _USUAL
