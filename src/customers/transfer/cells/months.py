"""The names of months as the files of shops have them, in full, inflected and short.

A word of two months is in none of them, and a date with it is refused: "listopada" is November in Polish and October in Croatian.
Source: the Gregorian calendars of the Unicode Common Locale Data Repository.
"""

from customers.domain.text import fold

# English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech, Slovak, Hungarian,
# Romanian, Turkish, Indonesian, Russian, Ukrainian, Bulgarian, Greek.
_WORDS = {
    1: "january, jan, januar, jänner, jän, janvier, janv, enero, ene, gennaio, gen, janeiro, januari, tammikuu, tammikuuta, tammi,"
    " styczeń, stycznia, sty, leden, ledna, led, január, januára, ianuarie, ian, ocak, oca, январь, января, янв, січень, січня, січ,"
    " януари, ян, ιανουαρίου, ιανουάριος, ιαν",
    2: "february, feb, februar, février, févr, fév, febrero, febbraio, fevereiro, fev, februari, helmikuu, helmikuuta, helmi, luty,"
    " lutego, lut, únor, února, úno, február, februára, febr, februarie, şubat, şub, февраль, февраля, фев, февр, лютий, лютого, лют,"
    " февруари, φεβρουαρίου, φεβρουάριος, φεβ",
    3: "march, mar, märz, mär, mrz, mars, marzo, março, maart, mrt, marts, maaliskuu, maaliskuuta, maalis, marzec, marca, březen, března,"
    " bře, marec, március, márc, martie, mart, maret, март, марта, мар, березень, березня, бер, μαρτίου, μάρτιος, μαρ",
    4: "april, apr, avril, avr, abril, abr, aprile, huhtikuu, huhtikuuta, huhti, kwiecień, kwietnia, kwi, duben, dubna, dub, apríl,"
    " apríla, április, ápr, aprilie, nisan, nis, апрель, апреля, апр, квітень, квітня, квіт, април, απριλίου, απρίλιος, απρ",
    5: "may, mai, mayo, maggio, mag, maio, mei, maj, toukokuu, toukokuuta, touko, maja, květen, května, kvě, máj, mája, május, máj,"
    " mayıs, май, мая, травень, травня, трав, μαΐου, μάιος, μαι",
    6: "june, jun, juni, juin, junio, giugno, giu, junho, kesäkuu, kesäkuuta, kesä, czerwiec, czerwca, cze, červen, června, čvn, jún,"
    " júna, június, jún, iunie, iun, haziran, haz, июнь, июня, июн, червень, червня, черв, юни, ιουνίου, ιούνιος, ιουν",
    7: "july, jul, juli, juillet, juil, julio, luglio, lug, julho, heinäkuu, heinäkuuta, heinä, lipiec, lipca, červenec, července,"
    " čvc, júl, júla, július, iulie, iul, temmuz, tem, июль, июля, июл, липень, липня, лип, юли, ιουλίου, ιούλιος, ιουλ",
    8: "august, aug, août, aoû, agosto, ago, augustus, augusti, elokuu, elokuuta, elo, sierpień, sierpnia, sie, srpen, srpna,"
    " augusta, augusztus, ağustos, ağu, agustus, agu, agt, август, августа, авг, серпень, серпня, серп, αυγούστου, αύγουστος, αυγ",
    9: "september, sep, sept, septembre, septiembre, setiembre, settembre, set, setembro, syyskuu, syyskuuta, syys, wrzesień, września,"
    " wrz, září, zář, septembra, szeptember, szept, septembrie, eylül, eyl, сентябрь, сентября, сен, сент, вересень, вересня, вер,"
    " септември, септ, σεπτεμβρίου, σεπτέμβριος, σεπ",
    10: "october, oct, oktober, okt, octobre, octubre, ottobre, ott, outubro, out, lokakuu, lokakuuta, loka, październik,"
    " października, paź, říjen, října, říj, október, októbra, octombrie, ekim, eki, октябрь, октября, окт, жовтень, жовтня, жовт,"
    " октомври, οκτωβρίου, οκτώβριος, οκτ",
    11: "november, nov, novembre, noviembre, novembro, marraskuu, marraskuuta, marras, listopadu, novembra, noiembrie, noi, kasım,"
    " kas, nopember, ноябрь, ноября, ноя, нояб, листопад, листопада, ноември, νοεμβρίου, νοέμβριος, νοε",
    12: "december, dec, dezember, dez, décembre, déc, diciembre, dic, dicembre, dezembro, desember, des, joulukuu, joulukuuta, joulu,"
    " grudzień, grudnia, gru, prosinec, prosince, pro, decembra, decembrie, aralık, ara, декабрь, декабря, дек, грудень, грудня, груд,"
    " декември, δεκεμβρίου, δεκέμβριος, δεκ",
}
_NUMBERS = {fold(word): number for number, words in _WORDS.items() for word in words.split(",")}


def month_of(name: str) -> int | None:
    """Return the number of a month by its name, in any case and without accents, None for other words."""
    return _NUMBERS.get(fold(name))
