"""The names of countries in other languages than English, by code.

Those of all countries in German, French, Spanish, Italian, Dutch and Portuguese, and of the countries that shops deliver to most in
twenty-five more languages, as the Unicode CLDR has them; beside them the names in everyday use, and the letters on European vehicles.
"""

NAMES = """
AD Andorre|Andora|Ανδόρα|Андора|Андорра|アンドラ|安道尔|安道爾|안도라|อันดอร์รา|أندورا|אנדורה|एंडोरा; AE Vereinigte Arabische
Emirate|Émirats arabes unis|Emiratos Árabes Unidos|Emirati Arabi Uniti|Verenigde Arabische Emiraten|Emirados Árabes Unidos|Zjednoczone
Emiraty Arabskie|Förenade Arabemiraten|De Forenede Arabiske Emirater|De forente arabiske emirater|Arabiemiirikunnat|Spojené arabské
emiráty|Egyesült Arab Emírségek|Emiratele Arabe Unite|Ujedinjeni Arapski Emirati|Združeni arabski emirati|Birleşik Arap
Emirlikleri|Ηνωμένα Αραβικά Εμιράτα|Обединени арабски емирства|ОАЭ|Об'єднані Арабські
Емірати|アラブ首長国連邦|阿拉伯联合酋长国|阿拉伯聯合大公國|아랍에미리트|สหรัฐอาหรับเอมิเรตส์|Các Tiểu Vương quốc Ả Rập Thống
nhất|الإمارات العربية المتحدة|איחוד האמירויות הערביות|संयुक्त अरब अमीरात|VAE|EAU; AF Afganistán|Afeganistão; AG Antigua und
Barbuda|Antigua-et-Barbuda|Antigua y Barbuda|Antigua e Barbuda|Antigua en Barbuda; AI Anguila; AL
Albanien|Albanie|Albánsko|Albanija|Arnavutluk|Αλβανία|Албания|Албанія|アルバニア|阿尔巴尼亚|阿爾巴尼亞|알바니아|แอลเบเนีย|ألبانيا|אלבניה|अल्बानिया;
AM
Armenien|Arménie|Arménsko|Örményország|Armenija|Ermenistan|Αρμενία|Армения|Вірменія|アルメニア|亚美尼亚|亞美尼亞|아르메니아|อาร์เมเนีย|أرمينيا|ארמניה|आर्मेनिया;
AQ Antarktis|Antarctique|Antártida|Antartide; AR
Argentinien|Argentine|Argentinië|Argentyna|Argentiina|Arjantin|Αργεντινή|Аржентина|Аргентина|アルゼンチン|阿根廷|아르헨티나|อาร์เจนตินา|الأرجنتين|ארגנטינה|अर्जेंटीना;
AS Amerikanisch-Samoa|Samoa américaines|Samoa Americana|Samoa Americane|Amerikaans-Samoa; AT
Autriche|Oostenrijk|Österrike|Østrig|Itävalta|Rakousko|Rakúsko|Ausztria|Austrija|Avstrija|Avusturya|Αυστρία|Австрия|Австрія|オーストリア|奥地利|奧地利|오스트리아|ออสเตรีย|Áo|النمسا|אוסטריה|ऑस्ट्रिया|Republik
Österreich|A; AU
Australien|Australie|Ausztrália|Australija|Avstralija|Avustralya|Αυστραλία|Австралия|Австралія|オーストラリア|澳大利亚|澳洲|오스트레일리아|ออสเตรเลีย|Úc|أستراليا|אוסטרליה|ऑस्ट्रेलिया;
AX Ålandinseln|Îles Åland|Islas Aland|Isole Åland|Åland|Ilhas Aland; AZ
Aserbaidschan|Azerbaïdjan|Azerbaiyán|Azerbaigian|Azerbeidzjan|Azerbaijão|Azerbejdżan|Azerbajdzjan|Aserbajdsjan|Azerbaidžan|Ázerbájdžán|Azerbajdzsán|Azerbaycan|Αζερμπαϊτζάν|Азербайджан|アゼルバイジャン|阿塞拜疆|亞塞拜然|아제르바이잔|อาเซอร์ไบจาน|أذربيجان|אזרבייג׳ן|अज़रबैजान;
BA Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Herzegovina|Bosnia ed Erzegovina|Bosnië en Herzegovina|Bósnia e
Herzegovina|Bośnia i Hercegowina|Bosnien och Hercegovina|Bosnien-Hercegovina|Bosnia-Hercegovina|Bosnia ja Hertsegovina|Bosna a
Hercegovina|Bosznia-Hercegovina|Bosnia și Herțegovina|Bosna i Hercegovina|Bosna in Hercegovina|Bosna-Hersek|Βοσνία - Ερζεγοβίνη|Босна и
Херцеговина|Босния и Герцеговина|Боснія і Герцеговина|ボスニア・ヘルツェゴビナ|波斯尼亚和黑塞哥维那|波士尼亞與赫塞哥維納|보스니아
헤르체고비나|บอสเนียและเฮอร์เซโกวีนา|Bosnia và Herzegovina|البوسنة والهرسك|בוסניה והרצגובינה|बोस्निया और हर्ज़ेगोविना; BB Barbade; BD
Bangladesch|Bangladés; BE
Bélgica|Belgio|Belgia|Belgicko|Belgija|Belçika|Βέλγιο|Белгия|Бельгия|Бельгія|ベルギー|比利时|比利時|벨기에|เบลเยียม|Bỉ|بلجيكا|בלגיה|बेल्जियम|B;
BF Burquina Faso; BG
Bulgarien|Bulgarie|Bulgarije|Bulharsko|Bugarska|Bolgarija|Bulgaristan|Βουλγαρία|Болгария|Болгарія|ブルガリア|保加利亚|保加利亞|불가리아|บัลแกเรีย|بلغاريا|בולגריה|बुल्गारिया;
BH Bahreïn|Baréin|Bahrajn|Bahreyn|Μπαχρέιν|Бахрейн|バーレーン|巴林|바레인|บาห์เรน|البحرين|בחריין|बहरीन; BL San Bartolomé|São Bartolomeu;
BM Bermudes|Bermudas; BO
Bolivien|Bolivie|Boliwia|Bolivija|Bolivya|Βολιβία|Боливия|Болівія|ボリビア|玻利维亚|玻利維亞|볼리비아|โบลิเวีย|بوليفيا|בוליביה|बोलीविया;
BQ Karibische Niederlande|Pays-Bas caribéens|Caribe neerlandés|Caraibi Olandesi|Caribisch Nederland|Países Baixos Caribenhos; BR
Brasilien|Brésil|Brasile|Brazilië|Brazylia|Brasilia|Brazília|Brazilija|Brezilya|Βραζιλία|Бразилия|Бразилія|ブラジル|巴西|브라질|บราซิล|البرازيل|ברזיל|ब्राज़ील;
BS Bahama's; BT Bhoutan|Bután|Butão; BV Bouvetinsel|Île Bouvet|Isla Bouvet|Isola Bouvet|Bouveteiland|Ilha Bouvet; BW Botsuana; BY
Biélorussie|Bielorrusia|Bielorussia|Bielorrússia|Białoruś|Valko-Venäjä|Bělorusko|Bielorusko|Belarusz|Bjelorusija|Belorusija|Λευκορωσία|Беларус|Беларусь|Білорусь|ベラルーシ|白俄罗斯|白俄羅斯|벨라루스|เบลารุส|بيلاروس|בלארוס|बेलारूस|Белоруссия|Weißrussland;
BZ Belice; CA Kanada|Καναδάς|Канада|カナダ|加拿大|캐나다|แคนาดา|كندا|קנדה|कनाडा; CC Kokosinseln|Îles Cocos|Islas Cocos|Isole Cocos
(Keeling)|Cocoseilanden|Ilhas Cocos (Keeling); CD Kongo-Kinshasa|República Democrática del Congo; CF Zentralafrikanische
Republik|République centrafricaine|República Centroafricana|Repubblica Centrafricana|Centraal-Afrikaanse Republiek|República
Centro-Africana; CG Kongo-Brazzaville|República do Congo; CH
Suiza|Zwitserland|Suíça|Szwajcaria|Sveits|Sveitsi|Švýcarsko|Švajčiarsko|Svájc|Elveția|Švicarska|Švica|İsviçre|Ελβετία|Швейцария|Швейцарія|スイス|瑞士|스위스|สวิตเซอร์แลนด์|Thụy
Sĩ|سويسرا|שווייץ|स्विट्ज़रलैंड|Schweizerische Eidgenossenschaft|Confédération suisse; CI Costa d'Avorio|Ivoorkust|Costa do Marfim; CK
Cookinseln|Îles Cook|Islas Cook|Isole Cook|Cookeilanden|Ilhas Cook; CL
Chili|Cile|Şili|Χιλή|Чили|Чилі|チリ|智利|칠레|ชิลี|تشيلي|צ׳ילה|चिली; CM Kamerun|Cameroun|Camerún|Kameroen|Camarões; CN
Chine|Cina|Chiny|Kina|Kiina|Kitajska|Çin|Κίνα|Китай|中國|중국|จีน|Trung Quốc|الصين|סין|चीन|Volksrepublik China|République populaire de
Chine|中华人民共和国; CO
Kolumbien|Colombie|Kolumbia|Kolumbie|Columbia|Kolumbija|Kolombiya|Κολομβία|Колумбия|Колумбія|コロンビア|哥伦比亚|哥倫比亞|콜롬비아|โคลอมเบีย|كولومبيا|קולומביה|कोलंबिया;
CR Kostaryka|Kostarika|Kosta Rika|Κόστα Ρίκα|Коста Рика|コスタリカ|哥斯达黎加|哥斯大黎加|코스타리카|คอสตาริกา|كوستاريكا|קוסטה
ריקה|कोस्टारिका; CU Kuba; CV Cap-Vert|Capo Verde|Kaapverdië; CW Curazao; CX Weihnachtsinsel|Île Christmas|Isla de Navidad|Isola
Christmas|Christmaseiland|Ilha Christmas; CY
Zypern|Chypre|Chipre|Cipro|Cypr|Cypern|Kypros|Kypr|Ciprus|Cipru|Cipar|Ciper|Kıbrıs|Κύπρος|Кипър|Кипр|Кіпр|キプロス|塞浦路斯|賽普勒斯|키프로스|ไซปรัส|Síp|قبرص|קפריסין|साइप्रस;
CZ
Tschechien|Tchéquie|Chequia|Cechia|Tsjechië|Tchéquia|Czechy|Tjeckien|Tjekkiet|Tsjekkia|Tšekki|Csehország|Cehia|Češka|Çekya|Τσεχία|Чехия|Чехія|チェコ|捷克|체코|เช็ก|Séc|التشيك|צ׳כיה|चेकिया|Tschechische
Republik|République tchèque|República Checa|Repubblica Ceca|Tsjechische Republiek|Tjeckiska republiken|Republika Czeska|Česká
republika|Чешская Республика; DE
Germania|Duitsland|Alemanha|Niemcy|Saksa|Německo|Németország|Njemačka|Nemčija|Almanya|Γερμανία|Германия|Німеччина|ドイツ|德国|德國|독일|เยอรมนี|Đức|ألمانيا|גרמניה|जर्मनी|Bundesrepublik
Deutschland|BRD|D|République fédérale d'Allemagne|República Federal de Alemania; DJ Dschibuti|Yibuti|Gibuti|Djibuti; DK
Dinamarca|Danimarca|Denemarken|Dania|Tanska|Dánsko|Danemarca|Danska|Danimarka|Δανία|Дания|Данія|デンマーク|丹麦|丹麥|덴마크|เดนมาร์ก|Đan
Mạch|الدانمرك|דנמרק|डेनमार्क; DM Dominique; DO Dominikanische Republik|République dominicaine|República Dominicana|Repubblica
Dominicana|Dominicaanse Republiek|Dominikana|Dominikanska republiken|Den Dominikanske Republik|Den dominikanske republikk|Dominikaaninen
tasavalta|Dominikánská republika|Dominikai Köztársaság|Dominik Cumhuriyeti|Δομινικανή Δημοκρατία|Доминиканска република|Доминиканская
Республика|Домініканська Республіка|ドミニカ共和国|多米尼加共和国|多明尼加共和國|도미니카 공화국|สาธารณรัฐโดมินิกัน|Cộng hòa
Dominica|جمهورية الدومينيكان|הרפובליקה הדומיניקנית|डोमिनिकन गणराज्य; DZ
Algerien|Algérie|Argelia|Algerije|Algieria|Algeriet|Alžírsko|Alžir|Alžirija|Cezayir|Αλγερία|Алжир|アルジェリア|阿尔及利亚|阿爾及利亞|알제리|แอลจีเรีย|الجزائر|אלג׳יריה|अल्जीरिया;
EC Équateur|Equador|Ekwador|Ekvádor|Ισημερινός|Еквадор|Эквадор|エクアドル|厄瓜多尔|厄瓜多|에콰도르|เอกวาดอร์|الإكوادور|אקוודור|इक्वाडोर;
EE
Estland|Estonie|Viro|Estonsko|Észtország|Estonija|Estonya|Εσθονία|Естония|Эстония|Естонія|エストニア|爱沙尼亚|愛沙尼亞|에스토니아|เอสโตเนีย|إستونيا|אסטוניה|एस्टोनिया;
EG Ägypten|Égypte|Egipto|Egitto|Egito|Egipt|Egypten|Egypti|Egyiptom|Egipat|Mısır|Αίγυπτος|Египет|Єгипет|エジプト|埃及|이집트|อียิปต์|Ai
Cập|مصر|מצרים|मिस्र; EH Westsahara|Sahara occidental|Sahara Occidentale|Westelijke Sahara|Saara Ocidental; ER Érythrée|Eritreia; ES
Spagna|Spanje|Espanha|Hiszpania|Spania|Espanja|Španělsko|Španielsko|Spanyolország|Španjolska|Španija|İspanya|Ισπανία|Испания|Іспанія|スペイン|西班牙|스페인|สเปน|Tây
Ban Nha|إسبانيا|ספרד|स्पेन|E|Reino de España; ET Äthiopien|Éthiopie|Etiopía; FI
Finlande|Finlandia|Finsko|Finnország|Finlanda|Finska|Finlandiya|Φινλανδία|Финландия|Финляндия|Фінляндія|フィンランド|芬兰|芬蘭|핀란드|ฟินแลนด์|Phần
Lan|فنلندا|פינלנד|फ़िनलैंड; FJ Fidschi|Fidji|Fiyi|Figi; FK Falklandinseln|Îles Malouines|Islas Malvinas|Isole
Falkland|Falklandeilanden|Ilhas Malvinas; FM Mikronesien|Micronésie; FO Färöer|Îles Féroé|Islas Feroe|Isole Fær Øer|Faeröer|Ilhas Faroé;
FR
Frankrijk|França|Francja|Frankrig|Ranska|Francie|Francúzsko|Franciaország|Franța|Francuska|Francija|Fransa|Γαλλία|Франция|Франція|フランス|法国|法國|프랑스|ฝรั่งเศส|Pháp|فرنسا|צרפת|फ़्रांस|F;
GA Gabun|Gabão; GB Vereinigtes Königreich|Royaume-Uni|Regno Unito|Verenigd Koninkrijk|Wielka
Brytania|Storbritannien|Storbritannia|Iso-Britannia|Spojené království|Spojené kráľovstvo|Egyesült Királyság|Regatul Unit|Ujedinjeno
Kraljevstvo|Združeno kraljestvo|Birleşik Krallık|Ηνωμένο Βασίλειο|Обединеното кралство|Великобритания|Велика
Британія|イギリス|英国|英國|영국|สหราชอาณาจักร|Vương quốc Anh|المملكة المتحدة|בריטניה|यूनाइटेड
किंगडम|Großbritannien|Schottland|Grande-Bretagne|Angleterre|Gran Bretaña|Inglaterra|Gran
Bretagna|Inghilterra|Groot-Brittannië|Engeland|Grã-Bretanha|Anglia|Velká Británie|Anglie|Büyük Britanya|İngiltere|Англия; GD
Grenade|Granada; GE
Georgien|Géorgie|Gruzja|Gruzie|Gruzínsko|Grúzia|Gruzija|Gürcistan|Γεωργία|Грузия|Грузія|ジョージア|格鲁吉亚|喬治亞|조지아|จอร์เจีย|جورجيا|גאורגיה|जॉर्जिया;
GF Französisch-Guayana|Guyane française|Guayana Francesa|Guyana Francese|Frans-Guyana|Guiana Francesa; GG Guernesey; GH Gana; GI
Gibilterra; GL Grönland|Groenland|Groenlandia; GM Gambie; GN Guinée|Guiné; GP Guadalupe|Guadalupa; GQ Äquatorialguinea|Guinée
équatoriale|Guinea Ecuatorial|Guinea Equatoriale|Equatoriaal-Guinea|Guiné Equatorial; GR
Griechenland|Grèce|Grecia|Griekenland|Grecja|Grekland|Grækenland|Kreikka|Řecko|Grécko|Görögország|Grčka|Grčija|Yunanistan|Гърция|Греция|Греція|ギリシャ|希腊|希臘|그리스|กรีซ|Hy
Lạp|اليونان|יוון|यूनान; GS Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud-et-les Îles Sandwich du Sud|Islas Georgia del
Sur y Sandwich del Sur|Georgia del Sud e Sandwich Australi|Zuid-Georgia en Zuidelijke Sandwicheilanden|Ilhas Geórgia do Sul e Sandwich
do Sul; GT Gwatemala|Gvatemala|Γουατεμάλα|Гватемала|グアテマラ|危地马拉|瓜地馬拉|과테말라|กัวเตมาลา|غواتيمالا|גואטמלה|ग्वाटेमाला; GW
Guinée-Bissau|Guinea-Bisáu|Guiné-Bissau; GY Guiana; HK Sonderverwaltungsregion Hongkong|R.A.S. chinoise de Hong Kong|RAE de Hong Kong
(China)|RAS di Hong Kong|Hongkong SAR van China|Hong Kong, RAE da China|SRA Hongkong (Chiny)|Hongkong SAR|SAR Hongkong|Hongkong SAR
Kina|Hongkong – Kiinan erityishallintoalue|Hongkong – ZAO Číny|Hongkong – OAO Číny|Hongkong KKT|R.A.S. Hong Kong, China|PUP Hong Kong
Kina|Posebno upravno območje Ljudske republike Kitajske Hongkong|Çin Hong Kong ÖİB|Χονγκ Κονγκ ΕΔΠ Κίνας|Хонконг, САР на Китай|Гонконг
(САР)|Гонконг, ОАР Китаю|中華人民共和国香港特別行政区|中国香港特别行政区|中國香港特別行政區|홍콩(중국
특별행정구)|เขตปกครองพิเศษฮ่องกงแห่งสาธารณรัฐประชาชนจีน|Đặc khu Hành chính Hồng Kông, Trung Quốc|هونغ كونغ الصينية (منطقة إدارية
خاصة)|הונג קונג (אזור מנהלי מיוחד של סין)|हाँग काँग (चीन विशेष प्रशासनिक क्षेत्र); HR
Kroatien|Croatie|Croacia|Croazia|Kroatië|Chorwacja|Kroatia|Chorvatsko|Horvátország|Hrvaška|Hırvatistan|Κροατία|Хърватия|Хорватия|Хорватія|クロアチア|克罗地亚|克羅埃西亞|크로아티아|โครเอเชีย|كرواتيا|קרואטיה|क्रोएशिया;
HU
Ungarn|Hongrie|Hungría|Ungheria|Hongarije|Węgry|Ungern|Unkari|Maďarsko|Ungaria|Mađarska|Madžarska|Macaristan|Ουγγαρία|Унгария|Венгрия|Угорщина|ハンガリー|匈牙利|헝가리|ฮังการี|هنغاريا|הונגריה|हंगरी;
ID
Indonesien|Indonésie|Indonezja|Indonézia|Indonezija|Endonezya|Ινδονησία|Индонезия|Індонезія|インドネシア|印度尼西亚|印尼|인도네시아|อินโดนีเซีย|إندونيسيا|אינדונזיה|इंडोनेशिया;
IE
Irland|Irlande|Irlanda|Ierland|Irlandia|Irlanti|Irsko|Írország|Irska|Ιρλανδία|Ирландия|Ірландія|アイルランド|爱尔兰|愛爾蘭|아일랜드|ไอร์แลนด์|أيرلندا|אירלנד|आयरलैंड|Republik
Irland; IL Israele|Izrael|İsrail|Ισραήλ|Израел|Израиль|Ізраїль|イスラエル|以色列|이스라엘|อิสราเอล|إسرائيل|ישראל|इज़राइल; IM Île de
Man|Isla de Man|Isola di Man|Ilha de Man; IN Indien|Inde|Indie|Intia|Indija|Hindistan|Ινδία|Индия|Індія|インド|印度|인도|อินเดีย|Ấn
Độ|الهند|הודו; IO Britisches Territorium im Indischen Ozean|Territoire britannique de l'océan Indien|Territorio Británico del Océano
Índico|Territorio Britannico dell'Oceano Indiano|Brits Indische Oceaanterritorium|Território Britânico do Oceano Índico; IQ
Irak|Iraque|Ιράκ|Ирак|Ірак|イラク|伊拉克|이라크|อิรัก|العراق|עיראק|इराक; IR
Irã|Ιράν|Иран|Іран|イラン|伊朗|이란|อิหร่าน|إيران|איראן|ईरान; IS
Islande|Islandia|Islanda|IJsland|Islanti|Izland|Islandija|İzlanda|Ισλανδία|Исландия|Ісландія|アイスランド|冰岛|冰島|아이슬란드|ไอซ์แลนด์|آيسلندا|איסלנד|आइसलैंड;
IT Włochy|Taliansko|Olaszország|Italija|İtalya|Ιταλία|Италия|Італія|イタリア|意大利|義大利|이탈리아|อิตาลี|إيطاليا|איטליה|इटली|I; JM
Jamaika|Jamaïque|Giamaica; JO
Jordanien|Jordanie|Jordania|Giordania|Jordánsko|Iordania|Jordanija|Ürdün|Ιορδανία|Йордания|Йорданія|ヨルダン|约旦|約旦|요르단|จอร์แดน|الأردن|ירדן|जॉर्डन;
JP Japon|Giappone|Japão|Japonia|Japani|Japonsko|Japonska|Japonya|Ιαπωνία|Япония|Японія|일본|ญี่ปุ่น|Nhật Bản|اليابان|יפן|जापान; KE
Kenia|Quênia|Keňa|Kenija|Κένυα|Кения|Кенія|ケニア|肯尼亚|肯亞|케냐|เคนยา|كينيا|קניה|केन्या; KG
Kirgisistan|Kirghizstan|Kirguistán|Kirghizistan|Kirgizië|Quirguistão; KH Kambodscha|Cambodge|Camboya|Cambogia|Cambodja|Camboja; KI
Quiribati; KM Komoren|Comores|Comoras|Comore|Comoren; KN St. Kitts und Nevis|Saint-Christophe-et-Niévès|San Cristóbal y Nieves|Saint
Kitts e Nevis|Saint Kitts en Nevis|São Cristóvão e Névis; KP Nordkorea|Corée du Nord|Corea del Norte|Corea del Nord|Noord-Korea|Coreia
do Norte; KR Südkorea|Corée du Sud|Corea del Sur|Corea del Sud|Zuid-Korea|Coreia do Sul|Korea
Południowa|Sydkorea|Sør-Korea|Etelä-Korea|Jižní Korea|Južná Kórea|Dél-Korea|Coreea de Sud|Južna Koreja|Güney Kore|Νότια Κορέα|Южна
Корея|Республика Корея|Південна Корея|韓国|韩国|南韓|대한민국|เกาหลีใต้|Hàn Quốc|كوريا الجنوبية|קוריאה הדרומית|दक्षिण कोरिया|Republik
Korea|Corée; KW Koweït|Koeweit|Kuwejt|Kuvajt|Kuvait|Kuweit|Kuveyt|Κουβέιτ|Кувейт|クウェート|科威特|쿠웨이트|คูเวต|الكويت|כווית|कुवैत; KY
Kaimaninseln|Îles Caïmans|Islas Caimán|Isole Cayman|Kaaimaneilanden|Ilhas Cayman; KZ
Kasachstan|Kazajistán|Kazakistan|Kazachstan|Cazaquistão|Kazakstan|Kasakhstan|Kazahsztán|Kazahstan|Καζακστάν|Казахстан|カザフスタン|哈萨克斯坦|哈薩克|카자흐스탄|คาซัคสถาน|كازاخستان|קזחסטן|कज़ाखस्तान;
LB Libanon|Liban|Líbano|Lübnan|Λίβανος|Ливан|Ліван|レバノン|黎巴嫩|레바논|เลบานอน|Li-băng|لبنان|לבנון|लेबनान; LC Sainte-Lucie|Santa
Lucía; LI
Lichtenštejnsko|Lichtenštajnsko|Lihtenštajn|Λιχτενστάιν|Лихтенщайн|Лихтенштейн|Ліхтенштейн|リヒテンシュタイン|列支敦士登|列支敦斯登|리히텐슈타인|ลิกเตนสไตน์|ليختنشتاين|ליכטנשטיין|लिचेंस्टीन;
LS Lesoto; LT
Litauen|Lituanie|Lituania|Litouwen|Litwa|Liettua|Litva|Litvánia|Litvanya|Λιθουανία|Литва|リトアニア|立陶宛|리투아니아|ลิทัวเนีย|ليتوانيا|ליטא|लिथुआनिया;
LU
Luxemburg|Luxemburgo|Lussemburgo|Luksemburg|Lucembursko|Luxembursko|Λουξεμβούργο|Люксембург|ルクセンブルク|卢森堡|盧森堡|룩셈부르크|ลักเซมเบิร์ก|لوكسمبورغ|לוקסמבורג|लग्ज़मबर्ग|L;
LV
Lettland|Lettonie|Letonia|Lettonia|Letland|Łotwa|Lotyšsko|Lettország|Letonya|Λετονία|Латвия|Латвія|ラトビア|拉脱维亚|拉脫維亞|라트비아|ลัตเวีย|لاتفيا|לטביה|लातविया;
LY Libyen|Libye|Libia|Libië; MA
Marokko|Maroc|Marruecos|Marocco|Marrocos|Maroko|Marocko|Fas|Μαρόκο|Мароко|Марокко|モロッコ|摩洛哥|모로코|โมร็อกโก|Ma-rốc|المغرب|מרוקו|मोरक्को;
MC Monako|Μονακό|Монако|モナコ|摩纳哥|摩納哥|모나코|โมนาโก|موناكو|מונקו|मोनाको; MD Republik
Moldau|Moldavie|Moldavia|Mołdawia|Moldavien|Moldavsko|Republica
Moldova|Moldavija|Μολδαβία|Молдова|モルドバ|摩尔多瓦|摩爾多瓦|몰도바|มอลโดวา|مولدوفا|מולדובה|मॉल्डोवा; ME Czarnogóra|Černá Hora|Čierna
Hora|Muntenegru|Crna Gora|Karadağ|Μαυροβούνιο|Черна гора|Черногория|Чорногорія|モンテネグロ|黑山|蒙特內哥羅|몬테네그로|มอนเตเนโกร|الجبل
الأسود|מונטנגרו|मोंटेनेग्रो; MF Saint-Martin|San Martín|São Martinho; MG Madagaskar; MH Marshallinseln|Îles Marshall|Islas
Marshall|Isole Marshall|Marshalleilanden|Ilhas Marshall; MK Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Macedonia del
Nord|Noord-Macedonië|Macedônia do Norte|Macedonia Północna|Nordmakedonien|Nord-Makedonia|Pohjois-Makedonia|Severní Makedonie|Severné
Macedónsko|Észak-Macedónia|Macedonia de Nord|Sjeverna Makedonija|Severna Makedonija|Kuzey Makedonya|Βόρεια Μακεδονία|Северна
Македония|Северная Македония|Північна Македонія|北マケドニア|北马其顿|北馬其頓|북마케도니아|มาซิโดเนียเหนือ|Bắc Macedonia|مقدونيا
الشمالية|מקדוניה הצפונית|उत्तरी मकदूनिया|Mazedonien|Macédoine; MM Myanmar (Birmanie)|Myanmar (Birmania)|Myanmar (Birma)|Mianmar
(Birmânia); MN Mongolei|Mongolie; MO Sonderverwaltungsregion Macau|R.A.S. chinoise de Macao|RAE de Macao (China)|RAS di Macao|Macau SAR
van China|Macau, RAE da China; MP Nördliche Marianen|Îles Mariannes du Nord|Islas Marianas del Norte|Isole Marianne
Settentrionali|Noordelijke Marianen|Ilhas Marianas do Norte; MQ Martinica; MR Mauretanien|Mauritanie; MT
Malte|Μάλτα|Малта|Мальта|マルタ|马耳他|馬爾他|몰타|มอลตา|مالطا|מלטה|माल्टा; MU Maurice|Mauricio; MV Malediven|Maldivas|Maldive|Maldiven;
MW Malaui; MX
Mexiko|Mexique|Messico|Meksyk|Meksiko|Mexic|Mehika|Meksika|Μεξικό|Мексико|Мексика|メキシコ|墨西哥|멕시코|เม็กซิโก|المكسيك|מקסיקו|मैक्सिको;
MY
Malaisie|Malasia|Maleisië|Malezja|Malesia|Malajsie|Malajzia|Malezija|Malezya|Μαλαισία|Малайзия|Малайзія|マレーシア|马来西亚|馬來西亞|말레이시아|มาเลเซีย|ماليزيا|מלזיה|मलेशिया;
MZ Mosambik|Mozambico|Moçambique; NA Namibie; NC Neukaledonien|Nouvelle-Calédonie|Nueva Caledonia|Nuova Caledonia|Nieuw-Caledonië|Nova
Caledônia; NF Norfolkinsel|Île Norfolk|Isla Norfolk|Isola Norfolk|Norfolk|Ilha Norfolk; NG
Nigérie|Nigerija|Nijerya|Νιγηρία|Нигерия|Нігерія|ナイジェリア|尼日利亚|奈及利亞|나이지리아|ไนจีเรีย|نيجيريا|ניגריה|नाइजीरिया; NL Países
Bajos|Paesi Bassi|Países Baixos|Holandia|Nederländerna|Nederlandene|Alankomaat|Nizozemsko|Holandsko|Hollandia|Țările de
Jos|Nizozemska|Hollanda|Κάτω Χώρες|Нидерландия|Нидерланды|Нідерланди|オランダ|荷兰|荷蘭|네덜란드|เนเธอร์แลนด์|Hà
Lan|هولندا|הולנד|नीदरलैंड|Königreich der Niederlande|Olanda|Holanda|Hollande|Голландия; NO
Norvège|Noruega|Norvegia|Noorwegen|Norwegia|Norja|Norsko|Norveška|Norveç|Νορβηγία|Норвегия|Норвегія|ノルウェー|挪威|노르웨이|นอร์เวย์|Na
Uy|النرويج|נורווגיה|नॉर्वे; NZ Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nuova Zelanda|Nieuw-Zeeland|Nova Zelândia|Nowa Zelandia|Nya
Zeeland|Uusi-Seelanti|Nový Zéland|Új-Zéland|Noua Zeelandă|Novi Zeland|Nova Zelandija|Yeni Zelanda|Νέα Ζηλανδία|Нова Зеландия|Новая
Зеландия|Нова Зеландія|ニュージーランド|新西兰|紐西蘭|뉴질랜드|นิวซีแลนด์|نيوزيلندا|ניו זילנד|न्यूज़ीलैंड; OM Omã; PA
Παναμάς|Панама|パナマ|巴拿马|巴拿馬|파나마|ปานามา|بنما|פנמה|पनामा; PE Pérou|Περού|Перу|ペルー|秘鲁|秘魯|페루|เปรู|بيرو|פרו|पेरू; PF
Französisch-Polynesien|Polynésie française|Polinesia Francesa|Polinesia Francese|Frans-Polynesië; PG
Papua-Neuguinea|Papouasie-Nouvelle-Guinée|Papúa Nueva Guinea|Papua Nuova Guinea|Papoea-Nieuw-Guinea|Papua-Nova Guiné; PH
Philippinen|Filipinas|Filippine|Filipijnen|Filipiny|Filippinerna|Filippinerne|Filippinene|Filippiinit|Fülöp-szigetek|Filipine|Filipini|Filipinler|Φιλιππίνες|Филипини|Филиппины|Філіппіни|フィリピン|菲律宾|菲律賓|필리핀|ฟิลิปปินส์|الفلبين|הפיליפינים|फ़िलिपींस;
PK Paquistão|Pakisztán|Πακιστάν|Пакистан|パキスタン|巴基斯坦|파키스탄|ปากีสถาน|باكستان|פקיסטן|पाकिस्तान; PL
Pologne|Polonia|Puola|Polsko|Lengyelország|Poljska|Polonya|Πολωνία|Полша|Польша|Польща|ポーランド|波兰|波蘭|폴란드|โปแลนด์|Ba
Lan|بولندا|פולין|पोलैंड; PM St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|San Pedro y Miquelón|Saint-Pierre e Miquelon|Saint-Pierre
en Miquelon|São Pedro e Miquelão; PN Pitcairninseln|Îles Pitcairn|Islas Pitcairn|Isole Pitcairn|Pitcairneilanden|Ilhas Pitcairn; PR
Porto Rico|Portorico; PS Palästinensische Autonomiegebiete|Territoires palestiniens|Territorios Palestinos|Territori
Palestinesi|Palestijnse gebieden; PT
Portogallo|Portugalia|Portugali|Portugalsko|Portugalska|Portekiz|Πορτογαλία|Португалия|Португалія|ポルトガル|葡萄牙|포르투갈|โปรตุเกส|Bồ
Đào Nha|البرتغال|פורטוגל|पुर्तगाल; PW Palaos; PY
Paraguai|Paragwaj|Paraguaj|Paragvaj|Παραγουάη|Парагвай|パラグアイ|巴拉圭|파라과이|ปารากวัย|باراغواي|פרגוואי|पराग्वे; QA
Katar|Catar|Κατάρ|Катар|カタール|卡塔尔|卡達|카타르|กาตาร์|قطر|קטאר|क़तर; RE La Réunion|Riunione|Reunião; RO
Rumänien|Roumanie|Rumanía|Roemenië|Romênia|Rumunia|Rumænien|Rumunsko|Rumunjska|Romunija|Romanya|Ρουμανία|Румъния|Румыния|Румунія|ルーマニア|罗马尼亚|羅馬尼亞|루마니아|โรมาเนีย|رومانيا|רומניה|रोमानिया;
RS
Serbien|Serbie|Servië|Sérvia|Srbsko|Szerbia|Sırbistan|Σερβία|Сърбия|Сербия|Сербія|セルビア|塞尔维亚|塞爾維亞|세르비아|เซอร์เบีย|صربيا|סרביה|सर्बिया;
RU
Russland|Russie|Rusia|Rusland|Rosja|Ryssland|Venäjä|Rusko|Oroszország|Rusija|Rusya|Ρωσία|Русия|Росія|ロシア|俄罗斯|俄羅斯|러시아|รัสเซีย|روسيا|רוסיה|रूस|Российская
Федерация|РФ|Russische Föderation|Fédération de Russie|Federación de Rusia; RW Ruanda; SA Saudi-Arabien|Arabie saoudite|Arabia
Saudí|Arabia Saudita|Saoedi-Arabië|Arabia Saudyjska|Saudiarabien|Saúdská Arábie|Saudská Arábia|Szaúd-Arábia|Saudijska Arabija|Saudova
Arabija|Suudi Arabistan|Σαουδική Αραβία|Саудитска Арабия|Саудовская Аравия|Саудівська
Аравія|サウジアラビア|沙特阿拉伯|沙烏地阿拉伯|사우디아라비아|ซาอุดีอาระเบีย|Ả Rập Xê-út|المملكة العربية السعودية|ערב הסעודית|सऊदी अरब;
SB Salomonen|Îles Salomon|Islas Salomón|Isole Salomone|Salomonseilanden|Ilhas Salomão; SC Seychellen|Seicheles; SD Soudan|Soedan|Sudão;
SE
Suède|Svezia|Zweden|Szwecja|Ruotsi|Švédsko|Svédország|Suedia|Švedska|İsveç|Σουηδία|Швеция|Швеція|スウェーデン|瑞典|스웨덴|สวีเดน|Thụy
Điển|السويد|שוודיה|स्वीडन; SG
Singapur|Singapour|Singapura|Szingapúr|Σιγκαπούρη|Сингапур|Сінгапур|シンガポール|新加坡|싱가포르|สิงคโปร์|سنغافورة|סינגפור|सिंगापुर; SH
Sainte-Hélène|Santa Elena|Sant'Elena|Sint-Helena|Santa Helena; SI
Slowenien|Slovénie|Eslovenia|Słowenia|Slovenien|Slovinsko|Szlovénia|Slovenya|Σλοβενία|Словения|Словенія|スロベニア|斯洛文尼亚|斯洛維尼亞|슬로베니아|สโลวีเนีย|سلوفينيا|סלובניה|स्लोवेनिया;
SJ Spitzbergen und Jan Mayen|Svalbard et Jan Mayen|Svalbard y Jan Mayen|Svalbard e Jan Mayen|Spitsbergen en Jan Mayen; SK
Slowakei|Slovaquie|Eslovaquia|Slovacchia|Slowakije|Słowacja|Slovakien|Slovakiet|Szlovákia|Slovacia|Slovačka|Slovaška|Slovakya|Σλοβακία|Словакия|Словаччина|スロバキア|斯洛伐克|슬로바키아|สโลวะเกีย|سلوفاكيا|סלובקיה|स्लोवाकिया|Slowakische
Republik|République slovaque|República Eslovaca|Slovenská republika; SL Sierra Leona|Serra Leoa; SM Saint-Marin|Άγιος Μαρίνος|Сан
Марино|サンマリノ|圣马力诺|聖馬利諾|산마리노|ซานมาริโน|سان مارينو|סן מרינו|सैन मेरीनो; SO Somalie; SR Surinam; SS Südsudan|Soudan du
Sud|Sudán del Sur|Sud Sudan|Zuid-Soedan|Sudão do Sul; ST São Tomé und Príncipe|Sao Tomé-et-Principe|Santo Tomé y Príncipe|São Tomé e
Príncipe|Sao Tomé en Principe; SV Salvador; SX Saint-Martin (partie néerlandaise); SY Syrien|Syrie|Siria; SZ Esuatini|Essuatíni; TC
Turks- und Caicosinseln|Îles Turques-et-Caïques|Islas Turcas y Caicos|Isole Turks e Caicos|Turks- en Caicoseilanden|Ilhas Turcas e
Caicos; TD Tschad|Tchad|Ciad|Tsjaad|Chade; TF Französische Süd- und Antarktisgebiete|Terres australes françaises|Territorios Australes
Franceses|Terre Australi Francesi|Franse Gebieden in de zuidelijke Indische Oceaan|Territórios Franceses do Sul; TH
Thaïlande|Tailandia|Thailandia|Tajlandia|Thaimaa|Thajsko|Thaiföld|Thailanda|Tajland|Tajska|Tayland|Ταϊλάνδη|Тайланд|Таїланд|タイ|泰国|泰國|태국|ไทย|Thái
Lan|تايلاند|תאילנד|थाईलैंड; TJ Tadschikistan|Tadjikistan|Tayikistán|Tagikistan|Tadzjikistan|Tadjiquistão; TL Timor oriental|Timor
Est|Oost-Timor; TM Turcomenistão; TN
Tunesien|Tunisie|Túnez|Tunesië|Tunezja|Tunisien|Tunisko|Tunézia|Tunis|Tunizija|Tunus|Τυνησία|Тунис|Туніс|チュニジア|突尼斯|突尼西亞|튀니지|ตูนิเซีย|تونس|תוניסיה|ट्यूनीशिया;
TR
Türkei|Turquie|Turquía|Turchia|Turkije|Turcja|Turkiet|Tyrkiet|Tyrkia|Turkki|Turecko|Törökország|Turcia|Turska|Turčija|Τουρκία|Турция|Туреччина|トルコ|土耳其|튀르키예|ตุรกี|Thổ
Nhĩ Kỳ|تركيا|טורקיה|तुर्किये; TT Trinidad und Tobago|Trinité-et-Tobago|Trinidad y Tobago|Trinidad e Tobago|Trinidad en Tobago; TW
Tajwan|Tchaj-wan|Tajvan|Tayvan|Ταϊβάν|Тайван|Тайвань|台湾|台灣|대만|ไต้หวัน|Đài Loan|تايوان|טייוואן|ताइवान; TZ Tansania|Tanzanie; UA
Ucrania|Ucraina|Oekraïne|Ukraina|Ukrajina|Ukrajna|Ukrayna|Ουκρανία|Украйна|ウクライナ|乌克兰|烏克蘭|우크라이나|ยูเครน|أوكرانيا|אוקראינה|यूक्रेन;
UG Ouganda|Oeganda; UM Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis|Islas menores alejadas de EE. UU.|Isole Minori
Esterne degli Stati Uniti|Kleine afgelegen eilanden van de Verenigde Staten|Ilhas Menores Distantes dos EUA; US États-Unis|Stati
Uniti|Verenigde Staten|Stany Zjednoczone|Yhdysvallat|Spojené státy|Egyesült Államok|Statele Unite ale Americii|Sjedinjene Američke
Države|Združene države Amerike|Amerika Birleşik Devletleri|Ηνωμένες Πολιτείες|Съединени щати|Соединенные Штаты|Сполучені
Штати|アメリカ合衆国|美国|美國|미국|สหรัฐอเมริกา|Hoa Kỳ|الولايات المتحدة|ארצות הברית|संयुक्त राज्य|Vereinigte Staaten von
Amerika|États-Unis d'Amérique|Estados Unidos de América|EE. UU.|EEUU|Stati Uniti d'America|Verenigde Staten van Amerika|Estados Unidos
da América|EUA|Förenta staterna|Amerikas förenta stater|Stany Zjednoczone Ameryki|Spojené státy americké|ABD|США|Соединенные Штаты
Америки|アメリカ|米国; UY
Uruguai|Urugwaj|Uruguaj|Urugvaj|Ουρουγουάη|Уругвай|ウルグアイ|乌拉圭|烏拉圭|우루과이|อุรุกวัย|أورغواي|אורוגוואי|उरूग्वे; UZ
Usbekistan|Ouzbékistan|Oezbekistan|Uzbequistão|Üzbegisztán|Özbekistan|Ουζμπεκιστάν|Узбекистан|ウズベキスタン|乌兹别克斯坦|烏茲別克|우즈베키스탄|อุซเบกิสถาน|أوزبكستان|אוזבקיסטן|उज़्बेकिस्तान;
VA Vatikanstadt|État de la Cité du Vatican|Ciudad del Vaticano|Città del Vaticano|Vaticaanstad|Cidade do Vaticano; VC St. Vincent und
die Grenadinen|Saint-Vincent-et-les Grenadines|San Vicente y las Granadinas|Saint Vincent e Grenadine|Saint Vincent en de Grenadines|São
Vicente e Granadinas; VE
Wenezuela|Βενεζουέλα|Венецуела|Венесуэла|Венесуела|ベネズエラ|委内瑞拉|委內瑞拉|베네수엘라|เวเนซุเอลา|فنزويلا|ונצואלה|वेनेज़ुएला; VG
Britische Jungferninseln|Îles Vierges britanniques|Islas Vírgenes Británicas|Isole Vergini Britanniche|Britse Maagdeneilanden|Ilhas
Virgens Britânicas; VI Amerikanische Jungferninseln|Îles Vierges des États-Unis|Islas Vírgenes de EE. UU.|Isole Vergini
Americane|Amerikaanse Maagdeneilanden|Ilhas Virgens Americanas; VN
Vietnã|Wietnam|Vijetnam|Βιετνάμ|Виетнам|Вьетнам|В'єтнам|ベトナム|越南|베트남|เวียดนาม|فيتنام|וייטנאם|वियतनाम; WF Wallis und
Futuna|Wallis-et-Futuna|Wallis y Futuna|Wallis e Futuna|Wallis en Futuna; XK
Kosowo|Koszovó|Kosova|Κοσσυφοπέδιο|Косово|コソボ|科索沃|코소보|โคโซโว|كوسوفو|קוסובו|कोसोवो; YE Jemen|Iêmen; ZA Südafrika|Afrique du
Sud|Sudáfrica|Zuid-Afrika|África do Sul|Republika Południowej Afryki|Sydafrika|Sør-Afrika|Etelä-Afrikka|Jihoafrická republika|Južná
Afrika|Dél-afrikai Köztársaság|Africa de Sud|Južnoafrička Republika|Južnoafriška republika|Güney Afrika|Νότια Αφρική|Южна
Африка|Южно-Африканская Республика|Південно-Африканська Республіка|南アフリカ|南非|남아프리카|แอฟริกาใต้|Nam Phi|جنوب أفريقيا|דרום
אפריקה|दक्षिण अफ़्रीका; ZM Sambia|Zambie; ZW Simbabwe|Zimbabue
"""
