"""Strings that break programs, phones of every region, valid and invalid emails."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

# Between two letters, as most would be trimmed at the ends.
_AROUND = "a{}b"
_CONTROLS = [chr(code) for code in (*range(1, 0x20), 0x7F, *range(0x80, 0xA0))]
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2069\ufe0f\ufeff\ufffc"
)
_RARE = (
    "\ufffd\ufffe\uffff\U0001fffe\U0010ffff\ue000\U000e0001\U000e007f\u0378\ufdd0"
    "\U0001f600\U0001f3f4\u0300\u20dd\u0e4d\ufb01\u0130\u0131\u1e9e\u017f"
)
_WORDS = """
null NULL nil None undefined undef NaN nan inf Infinity -Infinity true false True yes no on off 0 -0 00 0.0 .5 5. 1e3 1E999
-1 +1 0x1F 0b1 0o7 1_000 1,000 1.000,00 ² ٣ ১২ Ⅷ ½ 1/2 9223372036854775807 9223372036854775808 -9223372036854775809
2147483648 99999999999999999999999999 0.1 1e-400 \\ \\\\ \\n \\N \\x00 \\u0000 \\0 / // . .. ... ../../etc/passwd /dev/null
C:\\Windows CON NUL COM1 ~ ~root $HOME ${HOME} $(id) `id` %s %n %d %% %00 %2e %(x)s {} {0} {x} {{}} {0.__class__} {{7*7}}
${7*7} <%= %> #{1} @@ @ # ## ; ;; , ,, | || & && ! !! ? * ** [ ] [] [[ ]] ( ) () { } < > << >> = == === + ++ - -- --- ' '' "
"" ` ' OR '1'='1 ';-- " OR 1=1 -- /* */ 0; 1;DROP '||' %27 _ % %_% like' \\' \\" '" "' ''' \"\"\" NEAR AND OR NOT AND* a* "a"
a:b a^2 {a b} a-b (a OR =1+1 +1+1 -1+1 @SUM(A1) =cmd|'/C calc'!A0 =HYPERLINK("http://x","y") \t=1 \r=1 '=1 '' '+1 ＝1 ﹦1 -2+3
+cmd @cmd |cmd %cmd =DDE("x") ;=1 ,=1 <b>x</b> <script>alert(1)</script> <!-- --> <![CDATA[x]]> &amp; &#0; &lt;
javascript:alert(1) <?xml?> <!DOCTYPE> [red]x[/red] [/] [/nope] [link=x]y[/link] :smile: [bold] \\[x] [@click=x] [[x]]
\x1b[31m \x1b]0;x\x07 \x1b[2J \x9b31m \x1b[6n \x1bP \x1bc \x1b]8;;http://x\x07y \x1b[?1049h \x08\x08 \x07 \r\n \v \f \x85
{"a":1} {"a": [1] ["a"] "a" [1,2] {"$gt":""} __proto__ constructor id ID self class def import lambda __init__ __class__
--help -h -o --json --yes - -- -x --x=y @file a,b a;b a|b a\tb "a,b" a""b "a a" 'a' sep=; a\nb a\r\nb \ufeffa SELECT 1 DROP
DELETE FROM customers WHERE 1=1 pg_sleep(9) ; sleep(9)# xp_cmdshell rowid oid ctid 2026-02-30 2026-13-01 0000-00-00
0001-01-01 9999-12-31 10000-01-01 1969-12-31 24:00 2026-01-01T25:00Z 2026-01-01T00:00:60Z now today tomorrow -1d 1767225600
01/02/03 a@b a@b.co @b.co a@ a@@b.co "a b"@c.co a@[127.0.0.1] a@b..co .a@b.co a.@b.co mailto:a@b.co A@B.CO a+b@c.co
a@xn--a.co ä@ö.de +91 +919876543210 00919876543210 tel:+1 911 + ++1 shopify:1 SHOPIFY:1 a: :a a::b a:b:c a;b:c http://x
ftp://x file:///etc/passwd sqlite:///x postgresql://u:p@h/d data:text/plain,x urn:x 018f3c1e-7b00-7000-8000-000000000001
00000000-0000-0000-0000-000000000000 ffffffff-ffff-ffff-ffff-ffffffffffff 018f3c1e7b00700080000000000000001
{018f3c1e-7b00-7000-8000-000000000001} 9.99999E+99 1.23E+11 Ω≈ç√∫ ¡™£¢∞§
¸˛Ç◊ı˜Â ЁЂЃЄЅІЇ ٠١٢٣ 田中さん ｱｲｳ
部落格 사회과학원 찦차를 表ポあ 丈 社會
Ⱥ ȺȺȾ ﷽ ﷺ بسم الله שלום תורה हिन\u094dदी क\u094dष
த\u0bcdர ไทย ကမ\u17d2ព\u17bbជា ႠႡႢ Ꭰ 𐐀𐐨 𝕬𝖇𝖈 𝟏𝟐 ｆｕｌｌ ①②
™ ẛ\u0323 ſ ß ẞ ﬃ Å Å e\u0301 \u00e9 A\u030a
\u212b \u1e9b\u0323 \u0344 \u0958 \u0915\u093c \uac00 \u1100\u1161 \u2126 \uf900 \ufb1d \u0f43 n\u0303o q\u0307\u0323
q\u0323\u0307 Z\u0351\u036b\u0343\u036a 👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 🇮🇳 👍🏽 1\ufe0f⃣ ☃ ❤\ufe0f
᚛ᚄᚓᚐᚋ ⠓⠑⠇⠇⠕ ᏣᎳᎩ \ufeffx \u0300 \u034f \u2066x\u2069 \u202eevil\u202c \u202ax\u202c ⁄
∕ ․ ‥ … ﹫ ＠ ﹪ ％ ＿ ＊
＇ ＂ ′ ″ ʼ ʻ ՚ ‘x’ “x” «x» ‐ ‑ ‒ – — ― − ﹣ －
""".strip()
_LONG = ["x" * 63, "x" * 64, "x" * 65, "x" * 255, "x" * 256, "é" * 255]
_LONG += ["\U0001f600" * 255, "e\u0301" * 255, "x" * 10_000, "x" * 10_001, "a\u0300" + "\u0301" * 500]
_LONG += [
    "(" * 300,
    "[" * 3000,
    "9" * 400,
    "a " * 500,
    "\u202e" * 40,
    "%" * 400,
    "_" * 400,
    "'" * 301,
    '"' * 301,
    "a@" + "b" * 300 + ".co",
    "=" * 300,
]
# Strings that JSON can hold, but no argument and no text file.
IN_JSON_ALONE = ["\x00", "a\x00b", "\ud800", "a\udfffb", "\udcff", "\ud83d", "\ude00\ud83d", "\udbff\udbff"]


@cache
def strings() -> Sequence[str]:
    """Return some 500 distinct strings that can be arguments."""
    texts = ["", " ", "\t", "\n", "\r\n", "  a  ", *_words()]
    texts += [_AROUND.format(character) for character in (*_CONTROLS, *_SPACES, *_INVISIBLE, *_RARE)]
    texts += _LONG
    return list(dict.fromkeys(texts))


def _words() -> Iterator[str]:
    for line in _WORDS.split("\n"):
        yield from line.split(" ")
        yield line[:60]


def sample(count: int, start: int = 0) -> list[str]:
    """Return some of the strings, from the whole list."""
    every = strings()
    return [every[(start + number * len(every) // count) % len(every)] for number in range(count)]


def stored(text: str) -> str:
    """Return a text as it is stored: NFC, trimmed."""
    return unicodedata.normalize("NFC", text).strip()


def phones() -> list[tuple[str, str]]:
    """Return example numbers of every kind and region, national and international, with their regions."""
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    numbers: dict[tuple[str, str], None] = {}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE):
            if example := phonenumbers.example_number_for_type(region, kind):
                for written in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.E164):
                    numbers[region, phonenumbers.format_number(example, written)] = None
    return list(numbers)


def emails() -> tuple[list[str], list[str]]:
    """Return valid and invalid emails."""
    names = [
        "a",
        "a.b",
        "a+b",
        "o'brien",
        "a_b",
        "1",
        "a-b",
        "x" * 64,
        "ä",
        "用户",
        "a!b",
        "a#b",
        "a$b%c",
        "a&b",
        "a*b",
        "a/b",
        "a=b",
        "a?b",
        "a^b",
        "{a}",
        "a|b",
        "~a",
    ]
    homes = [
        "example.com",
        "EXAMPLE.COM",
        "sub.example.co.in",
        "x-y.io",
        "1and1.de",
        "bücher.de",
        "xn--bcher-kva.de",
        "a.museum",
        "example.भारत",
        "b.c.d.org",
        "123.com",
        "a.africa",
    ]
    right = [f"{name}@{home}" for name in names for home in homes]
    bad_names = [
        "",
        ".a",
        "a.",
        "a..b",
        "a b",
        'a"b',
        "a,b",
        "a;b",
        "a<b",
        "a>b",
        "(a)",
        "a@b",
        "x" * 65,
        "a\tb",
        "a\x00b",
        "a\\b",
        "[a]",
        ":a",
    ]
    bad_homes = [
        "",
        "a",
        ".co",
        "a.",
        "a..co",
        "-a.co",
        "a-.co",
        "a_b.co",
        "a b.co",
        "x" * 64 + ".co",
        "1.2.3.4",
        "[1.2.3.4]",
        "localhost",
    ]
    wrong = [f"{name}@example.com" for name in bad_names] + [f"a@{home}" for home in bad_homes]
    wrong += ["a", "@", "a@b@c.co", "A <a@b.co>", "a@b.co, c@d.co", "mailto:a@b.co", " ", "a@b.co;c", "http://a@b.co"]
    return right, wrong
