"""Generate a shop of families, always the same: members share surname, phone and address, and some have duplicates."""

from collections.abc import Iterator
from random import Random

from tests.bench.sample.names import REGIONS
from tests.bench.sample.places import CITIES

SEED = 20261102
FIRST = sorted({name for region in REGIONS for name in region.first})
LAST = sorted({name for region in REGIONS for name in region.last})
PLACES = [(city.name, city.state, pincode) for city in CITIES.values() for _, pincode in city.localities]
NAMED = (
    "MG",
    "Station",
    "Gandhi",
    "Nehru",
    "Park",
    "Temple",
    "Lake",
    "Hill",
    "Church",
    "Market",
    "Shivaji",
    "Tilak",
    "Patel",
    "Bose",
    "Ring",
)
CALLED = ("Road", "Nagar", "Street", "Marg", "Colony")
PROVIDERS = ("gmail.com",) * 6 + ("yahoo.com", "outlook.com", "rediffmail.com")
SPELLINGS = (("aa", "a"), ("ee", "i"), ("oo", "u"), ("sh", "s"), ("th", "t"), ("v", "w"), ("ks", "x"), ("w", "v"), ("y", "i"))

Row = dict[str, str]


class Town:
    """A generator of families."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)
        # The n-th name is about a n-th as frequent as the first.
        self.first, self.last = (self.random.sample(names, len(names)) for names in (FIRST, LAST))
        self.taken: set[str] = set()

    def families(self) -> Iterator[Row]:
        """Yield profiles without end; those of one person have the same `cluster`."""
        random = self.random
        person = 0
        while True:
            surname, phone, home = self.surname(), self.phone(), self.home()
            names = dict.fromkeys(self.given() for _ in range(random.choices((1, 2, 3, 4), (55, 25, 12, 8))[0]))
            for name in names:
                last = surname if random.random() < 0.95 else self.surname()
                shared = random.random()
                own_phone = self.phone() if shared < 0.45 else phone if shared < 0.9 else ""
                email = self.email(name, last) if random.random() < 0.85 else ""
                profile = {"first_name": name, "last_name": last, "email": email, "phone": own_phone, **home, "cluster": str(person)}
                yield profile
                for _ in range(random.choices((0, 1, 2), (85, 13, 2))[0]):
                    yield self.duplicate(profile, phone)
                person += 1

    def duplicate(self, profile: Row, shared_phone: str) -> Row:
        """Return a second profile of a person, with changes and errors."""
        random, duplicate = self.random, dict(profile)
        draw = random.random()
        if draw < 0.2:
            duplicate["first_name"] = self.slip(profile["first_name"])
        elif draw < 0.4:
            duplicate["last_name"] = self.spell(profile["last_name"])
        elif draw < 0.5:
            duplicate["first_name"] = self.spell(profile["first_name"])
        elif draw < 0.58:
            duplicate["first_name"], duplicate["last_name"] = profile["last_name"], profile["first_name"]
        elif draw < 0.65:
            duplicate["first_name"] = profile["first_name"][0]
        duplicate["email"] = self.other_email(profile)
        if random.random() < 0.35:
            duplicate["phone"] = random.choice(("", self.phone(), shared_phone))
        draw = random.random()
        if draw < 0.15:
            duplicate |= self.home()
        elif draw < 0.35:
            duplicate["address1"] = profile["address1"].replace("Road", "Rd").replace("Street", "St").replace(",", "")
        elif draw < 0.5:
            duplicate["address1"] = self.slip(profile["address1"])
        elif draw < 0.6:
            duplicate |= dict.fromkeys(("address1", "city", "state", "pincode"), "")
        return duplicate

    def given(self) -> str:
        return self._often(self.first)

    def surname(self) -> str:
        return self._often(self.last)

    def _often(self, names: list[str]) -> str:
        # A tenth of the names gets a third of the draws.
        return names[int(len(names) * self.random.random() ** 2.1)]

    def phone(self) -> str:
        return f"+91{self.random.randrange(6_000_000_000, 9_999_999_999)}"

    def home(self) -> Row:
        city, state, pincode = self.random.choice(PLACES)
        street = f"{self.random.randrange(1, 400)}, {self.random.choice(NAMED)} {self.random.choice(CALLED)}"
        return {"address1": street, "city": city, "state": state, "pincode": pincode}

    def email(self, first: str, last: str) -> str:
        random = self.random
        first, last = ("".join(filter(str.isalpha, name)).lower() for name in (first, last))
        forms = (f"{first}.{last}{random.randrange(1, 999)}", f"{first}{random.randrange(1, 99)}", f"{first[0]}{last}", f"{first}.{last}")
        return self._free(random.choice(forms), random.choice((*PROVIDERS, f"{last}.in")))

    def other_email(self, profile: Row) -> str:
        draw, (local, _, domain) = self.random.random(), profile["email"].partition("@")
        if domain and draw < 0.2:
            return self._free(f"{local}+shop", domain)
        if domain == "gmail.com" and draw < 0.35:
            return self._free(f"{local[0]}.{local[1:].lstrip('.')}", domain)
        return self.email(profile["first_name"], profile["last_name"]) if draw < 0.6 else ""

    def _free(self, local: str, domain: str) -> str:
        while f"{local}@{domain}" in self.taken:
            local += str(self.random.randrange(10))
        self.taken.add(f"{local}@{domain}")
        return f"{local}@{domain}"

    def slip(self, text: str) -> str:
        """Return a text with two letters exchanged, or one missing, wrong or doubled."""
        if len(text) < 4:
            return text
        at = self.random.randrange(1, len(text) - 1)
        replacements = (text[at + 1] + text[at], "", self.random.choice("aeioustrnlm"), 2 * text[at])
        which = self.random.randrange(4)
        return text[:at] + replacements[which] + text[at + (2 if which == 0 else 1) :]

    def spell(self, text: str) -> str:
        """Return another spelling of a name."""
        pairs = [(first, second) for first, second in SPELLINGS if first in text[1:]]
        return text[0] + text[1:].replace(*self.random.choice(pairs), 1) if pairs else self.slip(text)


def households(size: int, seed: int = SEED) -> list[Row]:
    """Return a number of profiles in random order."""
    families = Town(seed).families()
    rows = [next(families) for _ in range(size)]
    Random(seed).shuffle(rows)
    return rows
