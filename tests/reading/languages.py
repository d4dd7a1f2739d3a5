"""Some sentences in many languages, and the encodings that they were once written in."""

TEXTS = {
    "English": (
        "The minister’s report, published on Monday, says that the two sides had “agreed in principle”"
        " to a ceasefire – but that nobody had signed it. Observers counted more than 1,200 people who"
        " crossed the river in one week; the café at the border stayed open. “We won’t go back,” said"
        " one of them… The costs are put at £40 million, or about €46 million. Nobody doubts the figure."
    ),
    "French": (
        "Le ministre a déclaré que l’accord était conclu à Genève le 3 août, après des négociations très"
        " longues. Les délégués français n’ont pas caché leur déception : « Nous espérions un texte plus"
        " précis », a reconnu l’un d’eux. Où ira désormais l’argent promis aux régions touchées ? La"
        " réponse sera donnée à l’été prochain, peut-être même plus tôt, selon une source bien informée."
    ),
    "German": (
        "Der Minister erklärte, dass die Verhandlungen über das Abkommen fast abgeschlossen seien. Für"
        " die Städte an der Grenze bedeutet das größere Ausgaben, während die Länder weniger zahlen"
        " müssen. „Wir hätten früher anfangen sollen“, räumte er am Dienstag ein. Die Behörden zählten"
        " 1200 Flüchtlinge, die den Fluß überquert hatten; die Straße blieb geöffnet. Niemand weiß, wie"
        " es weitergeht."
    ),
    "Spanish": (
        "El ministro declaró que el acuerdo había sido alcanzado después de una larga negociación en la"
        " capital. ¿Quién pagará los daños? Según el informe, los municipios más pequeños recibirán"
        " menos dinero que el año pasado. «No esperábamos tanta lluvia», señaló la alcaldesa, que"
        " también pidió ayuda a la región. El próximo miércoles se reunirá la comisión técnica para"
        " discutir la situación."
    ),
    "Italian": (
        "Il ministro ha dichiarato che l’accordo è stato raggiunto dopo una lunga trattativa; perché sia"
        " valido, però, serve la firma di tutte le città. La comunità locale chiede più attenzione: «Non"
        " c’è più tempo», ha detto il sindaco lunedì. Già l’anno scorso la società aveva promesso di"
        " pagare metà dei danni, ma finora non si è visto nulla. La qualità dell’acqua resterà sotto"
        " controllo."
    ),
    "Portuguese": (
        "O ministro declarou que o acordo foi alcançado após longas negociações na capital. As"
        " populações mais pequenas não receberão o mesmo apoio que no ano passado, segundo o relatório."
        " «É uma decisão difícil, mas necessária», afirmou a presidente da câmara. A situação económica"
        " da região continua frágil; até ao próximo mês, a comissão irá apresentar as conclusões à"
        " direção-geral."
    ),
    "Swedish": (
        "Ministern förklarade att förhandlingarna om avtalet nästan är klara. För kommunerna vid gränsen"
        " betyder det högre utgifter, medan länen får betala mindre. ”Vi borde ha börjat tidigare”, sade"
        " han på tisdagen. Myndigheterna räknade till 1200 människor som hade gått över ån under en"
        " vecka; vägen förblev öppen. Ingen vet ännu hur det går för de små orterna på andra sidan sjön."
    ),
    "Danish": (
        "Ministeren forklarede, at forhandlingerne om aftalen næsten er færdige. For kommunerne ved"
        " grænsen betyder det højere udgifter, mens staten får råd til mere. »Vi burde være begyndt"
        " før«, sagde han på tirsdag. Myndighederne talte 1200 mennesker, som var gået over åen på en"
        " uge; vejen forblev åben. Ingen ved endnu, hvordan det vil gå for de små byer på den anden side"
        " af søen."
    ),
    "Polish": (
        "Minister oświadczył, że porozumienie zostało osiągnięte po długich negocjacjach w Gdańsku."
        " Mieszkańcy małych miast nie są jednak zadowoleni: „Nikt nas o zdanie nie zapytał” –"
        " powiedziała burmistrz. Według raportu szkody wyniosły więcej niż w zeszłym roku, a połowa"
        " pieniędzy wciąż nie została wypłacona. Następne spotkanie komisji odbędzie się w środę, jeśli"
        " pozwoli na to pogoda."
    ),
    "Czech": (
        "Ministr prohlásil, že dohody bylo dosaženo po dlouhém jednání v Brně. Obyvatelé menších měst"
        " však spokojeni nejsou: „Nikdo se nás na názor neptal,“ řekla starostka. Podle zprávy byly"
        " škody větší než v loňském roce a polovina peněz ještě nebyla vyplacena. Příští schůze výboru"
        " se uskuteční ve středu, pokud to počasí dovolí. Úřady napočítaly tisíc lidí, kteří přešli"
        " řeku."
    ),
    "Hungarian": (
        "A miniszter kijelentette, hogy a megállapodás hosszú tárgyalások után született meg Győrben. A"
        " kisebb városok lakói azonban nem elégedettek: „Senki sem kérdezte meg a véleményünket” –"
        " mondta a polgármesternő. A jelentés szerint a károk nagyobbak voltak, mint az előző évben, és"
        " a pénz felét még nem fizették ki. A bizottság következő ülése szerdán lesz, ha az időjárás"
        " engedi."
    ),
    "Croatian": (
        "Ministar je izjavio da je sporazum postignut nakon dugih pregovora u Osijeku. Stanovnici manjih"
        " mjesta ipak nisu zadovoljni: „Nitko nas nije pitao što mislimo“, rekla je načelnica općine."
        " Prema izvješću šteta je veća nego prošle godine, a polovica novca još nije isplaćena. Sljedeća"
        " sjednica odbora održat će se u srijedu, ako to vrijeme dopusti; tisuću ljudi prešlo je rijeku"
        " pješice."
    ),
    "Turkish": (
        "Bakan, anlaşmaya uzun görüşmelerden sonra varıldığını açıkladı. Küçük şehirlerde yaşayanlar ise"
        " memnun değil: “Bize kimse fikrimizi sormadı,” dedi belediye başkanı. Rapora göre zarar geçen"
        " yıldan daha büyük ve paranın yarısı hâlâ ödenmedi. Kurulun bir sonraki toplantısı, hava izin"
        " verirse çarşamba günü yapılacak. Yetkililer ırmağı geçen bin iki yüz kişi saydı; yol açık"
        " kaldı."
    ),
    "Lithuanian": (
        "Ministras pareiškė, kad susitarimas pasiektas po ilgų derybų Klaipėdoje. Tačiau mažesnių miestų"
        " gyventojai nėra patenkinti: „Niekas mūsų nuomonės neklausė“, – sakė merė. Pagal ataskaitą žala"
        " buvo didesnė negu praėjusiais metais, o pusė pinigų dar neišmokėta. Kitas komiteto posėdis"
        " įvyks trečiadienį, jeigu leis oras. Pareigūnai suskaičiavo tūkstantį žmonių, kurie perėjo upę."
    ),
    "Russian": (
        "Министр заявил, что соглашение было достигнуто в Минске после долгих переговоров о границе."
        " Жители небольших городов, однако, недовольны: «Нас никто не спросил», – сказала глава района."
        " По данным доклада, ущерб оказался больше, чем в прошлом году, а половина денег до сих пор не"
        " выплачена. Следующее заседание комиссии состоится в среду, если позволит погода."
    ),
    "Ukrainian": (
        "Міністр заявив, що угоди було досягнуто у Львові після тривалих переговорів про кордон."
        " Мешканці невеликих міст, однак, незадоволені: «Нас ніхто не запитав», – сказала голова"
        " громади. За даними звіту, збитки виявилися більшими, ніж торік, а половину грошей досі не"
        " виплачено. Наступне засідання комісії відбудеться в середу, якщо дозволить погода. Її рішення"
        " є остаточним."
    ),
    "Bulgarian": (
        "Министърът заяви, че споразумението е постигнато в Пловдив след дълги преговори за границата."
        " Жителите на малките градове обаче не са доволни: „Никой не ни попита“, каза кметицата. Според"
        " доклада щетите са по-големи от миналата година, а половината от парите още не са изплатени."
        " Следващото заседание на комисията ще се проведе в сряда, ако времето позволи."
    ),
    "Greek": (
        "Ο υπουργός δήλωσε ότι η συμφωνία επιτεύχθηκε στη Θεσσαλονίκη ύστερα από μακρές"
        " διαπραγματεύσεις. Οι κάτοικοι των μικρών πόλεων όμως δεν είναι ευχαριστημένοι: «Κανείς δεν μας"
        " ρώτησε», είπε η δήμαρχος. Σύμφωνα με την έκθεση οι ζημιές ήταν μεγαλύτερες από πέρυσι, και τα"
        " μισά χρήματα δεν έχουν ακόμη πληρωθεί. Η επόμενη συνεδρίαση της επιτροπής θα γίνει την"
        " Τετάρτη."
    ),
    "Hebrew": (
        'השר הודיע כי ההסכם הושג בחיפה לאחר משא ומתן ארוך על הגבול. תושבי הערים הקטנות אינם מרוצים: "אף'
        ' אחד לא שאל אותנו", אמרה ראש העיר. לפי הדוח הנזק היה גדול יותר מאשר בשנה שעברה, ומחצית הכסף'
        " עדיין לא שולמה. הישיבה הבאה של הוועדה תתקיים ביום רביעי, אם מזג האוויר יאפשר זאת. הרשויות ספרו"
        " אלף ומאתיים בני אדם אשר חצו את הנהר בשבוע אחד."
    ),
    "Arabic": (
        "أعلن الوزير أن الاتفاق تم التوصل إليه في عمان بعد مفاوضات طويلة حول الحدود. لكن سكان المدن"
        " الصغيرة غير راضين، وقالت رئيسة البلدية: لم يسألنا أحد عن رأينا. وبحسب التقرير كانت الأضرار"
        " أكبر من العام الماضي، ولم يدفع نصف المال حتى الآن. وسوف تعقد الجلسة القادمة للجنة يوم الأربعاء"
        " إذا سمح الطقس بذلك، كما أحصت السلطات ألف شخص عبروا النهر في أسبوع واحد."
    ),
    "Thai": (
        "รัฐมนตรีแถลงว่าข้อตกลงสำเร็จแล้วหลังจากการเจรจาที่ยาวนานเรื่องชายแดน แต่ชาวเมืองเล็กไม่พอใจ"
        " นายกเทศมนตรีกล่าวว่าไม่มีใครถามความเห็นของเรา ตามรายงานความเสียหายมากกว่าปีที่แล้ว"
        " และเงินครึ่งหนึ่งยังไม่ได้จ่าย"
        " การประชุมครั้งต่อไปของคณะกรรมการจะมีขึ้นในวันพุธถ้าอากาศเอื้ออำนวย"
    ),
    "Japanese": (
        "大臣は、国境をめぐる長い交渉の末に合意が成立したと発表した。しかし小さな町の住民は満足していない。「だれも私たちの意見を"
        "聞かなかった」と町長は語った。報告書によれば、被害は昨年より大きく、資金の半分はまだ支払われていない。次の委員会は、天候"
        "が許せば水曜日に開かれる予定である。当局は、一週間に川を渡った人を千二百人と数えた。道路は開いたままだった。"
    ),
    "Simplified Chinese": (
        "部长宣布，经过长时间的边界谈判，双方在上海达成了协议。但是小城市的居民并不满意，市长说：“没有人问过我们的意见。”根据报"
        "告，损失比去年更大，一半的钱还没有支付。如果天气允许，委员会的下一次会议将在星期三举行。当局统计，一个星期内有一千二百人"
        "过了河，道路仍然开放。没有人知道以后会怎么样，但是大家都希望情况能够好起来。"
    ),
    "Traditional Chinese": (
        "部長宣布，經過長時間的邊界談判，雙方在臺北達成了協議。但是小城市的居民並不滿意，市長說：「沒有人問過我們的意見。」根據報"
        "告，損失比去年更大，一半的錢還沒有支付。如果天氣允許，委員會的下一次會議將在星期三舉行。當局統計，一個星期內有一千二百人"
        "過了河，道路仍然開放。沒有人知道以後會怎麼樣，但是大家都希望情況能夠好起來。"
    ),
    "Korean": (
        "장관은 국경을 둘러싼 긴 협상 끝에 부산에서 합의가 이루어졌다고 발표했다. 그러나 작은 도시의 주민들은"
        " 만족하지 않는다. 시장은 “아무도 우리의 의견을 묻지 않았다”고 말했다. 보고서에 따르면 피해는 지난해보다"
        " 컸고, 돈의 절반은 아직 지급되지 않았다. 위원회의 다음 회의는 날씨가 허락하면 수요일에 열릴 예정이다."
        " 당국은 한 주 동안 강을 건넌 사람을 천이백 명으로 세었다."
    ),
}

ENCODINGS = {
    "English": "cp1252 mac-roman",
    "French": "cp1252 iso-8859-1 mac-roman cp850",
    "German": "cp1252 iso-8859-1 mac-roman cp850",
    "Spanish": "cp1252 iso-8859-1 mac-roman cp850",
    "Italian": "cp1252 iso-8859-1 mac-roman",
    "Portuguese": "cp1252 iso-8859-1 mac-roman",
    "Swedish": "cp1252 iso-8859-1 mac-roman cp850",
    "Danish": "cp1252 iso-8859-1 mac-roman",
    "Polish": "cp1250 iso-8859-2 cp852",
    "Czech": "cp1250 iso-8859-2 cp852",
    "Hungarian": "cp1250 iso-8859-2 cp852",
    "Croatian": "cp1250 iso-8859-2",
    "Turkish": "cp1254 iso-8859-9",
    "Lithuanian": "cp1257 iso-8859-13",
    "Russian": "cp1251 koi8-r cp866 iso-8859-5 mac-cyrillic",
    "Ukrainian": "cp1251 koi8-u",
    "Bulgarian": "cp1251 iso-8859-5",
    "Greek": "cp1253 iso-8859-7",
    "Hebrew": "cp1255 iso-8859-8",
    "Arabic": "cp1256 iso-8859-6",
    "Thai": "cp874",
    "Japanese": "shift_jis cp932 euc-jp iso-2022-jp",
    "Simplified Chinese": "gb2312 gbk gb18030",
    "Traditional Chinese": "big5 cp950",
    "Korean": "euc-kr cp949",
}
_PLAINER = str.maketrans(dict(zip("’‘“”„–—«»", '\'\'"""--""', strict=True)) | {"…": "...", "€": "EUR", "£": "GBP"})


def written(language, encoding, length=400):
    """A text and its bytes; with plainer signs when the encoding has not got them."""
    text = TEXTS[language][:length]
    try:
        return text, text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAINER), text.translate(_PLAINER).encode(encoding)
