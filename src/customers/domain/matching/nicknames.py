"""Short forms of given names."""

_SHORT_FORMS = """
alexander alex xander sasha|andrew andy drew|anthony tony|benjamin ben benny|charles charlie chuck|christopher chris topher
christina tina chris|daniel dan danny|david dave|deborah debbie deb|edward ed eddie ted|elizabeth liz beth betty lizzie eliza
frederick fred freddie|gregory greg|henry harry hank|james jim jimmy jamie|jennifer jen jenny|john jack johnny|joseph joe joey
joshua josh|katherine kate kathy katie kathryn|lawrence larry|leonard leo len|margaret maggie meg peggy|matthew matt|michael mike mick
nicholas nick nicky|patricia pat patty tricia|patrick pat paddy|peter pete|philip phil|rebecca becky|richard rick dick rich
robert bob bobby rob robbie|ronald ron|samuel sam sammy|stephen steve|susan sue suzy|theodore ted theo|thomas tom tommy
timothy tim|victoria vicky|william bill billy will liam|zachary zach|venkatesh venkat|venkataraman venkat|krishnamurthy krishna
subramaniam subbu mani|lakshmi lachmi|rajendra raj rajen|rajesh raj|surendra suren|sanjay sanju|vijay viju|ramachandran ram
balasubramaniam bala balu|jagadish jaggi|gurpreet guri|harpreet harry|manpreet manu|abhishek abhi|aditya adi|siddharth sid
"""
_SHORT: dict[str, frozenset[str]] = {}
for _group in _SHORT_FORMS.replace("\n", "|").split("|"):
    for _name in _group.split():
        _SHORT[_name] = _SHORT.get(_name, frozenset()) | frozenset(_group.split())


def is_short_form(first: str, second: str) -> bool:
    """Return whether a given name is a short form of another: Bob of Robert."""
    return second in _SHORT.get(first, ())
