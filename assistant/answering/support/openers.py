"""Words that open a sentence with a capital and are no names."""

OPENERS = frozenset(
    """above accordingly according across actual additional additionally administration advisers after
    afterwards agenda agreement aid aides allies almost alone along already altogether always amid analysts
    another answer any anyone anything apart approval approximately area argument arms around article
    articles artillery aside asked aspects assistance attempts attendance attention authorities authority
    aware background ballots barely based because beyond bilateral bodies border borders bread briefly
    broadly business capital care ceasefire central certain chair chairman chancellor change chapter chief
    children cities citizens civil claims clearly climate close closer coal collective commenting committee
    common communique compared compliance concern concerned concerning conference confidence conflict
    congress consensus consequently consultations contact control cooperation coordination copies corn costs
    council countries country critics crucially current currently custom data date deadline debate debt
    decades decision delegates delegation deliberations demand democracy department deputies deputy despite
    details development dialogue differences diplomacy diplomats disarmament disputes doctors documents
    domestic double draft drafting due duty earlier early east economic economy editors education efforts
    elections elsewhere employment energy enough entry equally equipment escalation especially essentially
    europe evening event eventually ever everybody everyone everything evidence exact example except
    exchange experts exports extra facts family farmers father federal fewer fighting figures finally
    finance financial first five flights following food for force forces foreign former fortunately forty
    four free freedom friday full fuel fund funds furthermore future gas general generally given global gold
    good goods government governments governors gradually grain grant great ground group groups guards half
    health help hence high higher home hope hostages hours house human hundreds hunger immediately
    implementation imports inclusion increasingly indeed independence industry inflation information
    initially inspection inspectors inside instead institutions international interest investment issues
    joint journalists judges judging justice key labour land language large largely last late later latest
    law lawmakers lawyers leaders leadership leading legislation legal less lessons let life likewise little
    local long longer low lower lunch majority man many market mass matters may mayor meanwhile meat media
    mediation mediators meetings member membership members men merely military milk ministers minister
    ministries ministry minutes mission missions mister moments money monitoring monitors month months
    moreover mother much multilateral namely national nations naturally nearly necessary negotiation
    negotiations negotiators neighbours nearby nevertheless new news newspapers next nine nobody nominally
    none nonetheless north notably note nothing notwithstanding nowhere nuclear numbers observers obviously
    occasionally officers official officials officially oil old only opening opponents opposition order
    ordinary organisation organisations organizers originally otherwise outside over overall page paper
    paragraph paragraphs parliament part participants participation parties partly partners party past
    payment peace peacekeepers pensioners people perhaps period permanent personally phase phone plans point
    points police policy politically politicians poor poorer population possible possibly postponement
    poverty power practice precisely preparations president presidents press pressure previously price
    prices prime principle prior prisoners private probably problems procedure production progress proposals
    prospects protection protest protesters provided provision public publicly quick quickly quite quorum
    rain rather ratification readers reaction recent recently recognition refugees regarding regardless
    regional relations relatively relief religious repeatedly replies reply reporters reports
    representatives republics research residents resolution respect responsibility restoration result
    results rice rich right rights rising roads roughly rules sadly safety sales sanctions scholars schools
    scientists seats second secretary section security seemingly seldom self senators senior separate
    separately series settlement seven several shipments short shortly similarly simply simultaneously six
    slowly smaller snow social society soldiers sometimes somewhat soon sources south sovereignty speakers
    speaking special specialists specifically speech spending spokesmen spokesman stability staff start
    state statement statements states steel still strategic strictly strikes strong students subsequently
    success such suddenly sugar summit supply support supporters sure surprisingly surveys suspension talks
    tanks tariffs tax taxes teachers technical technically technology ten tens tensions territory text
    thanks thereafter thereby therefore thereupon third thirty thousands three throughout time times today
    together tomorrow tonight top total totally trade traditionally training transport travel treaties
    treaty troops trust turning twelve twenty twice two typically ultimately under unfortunately unlike
    until upper use usually various verification victims video violence virtually visitors volunteers voters
    votes voting war warning water ways weapons weather week weeks west whatever whenever wherever whether
    wider wine winter withdrawal witnesses women wood words work workers world worldwide year years
    yesterday yet young youth zero""".split()
)
SAID_OF_ONE = frozenset(
    """said says was is has had will would told added did does also and asked signed agreed met became
    stressed noted called rejected refused proposed announced welcomed warned argued insisted expressed
    emphasised emphasized described urged visited arrived served won lost led made gave took held joined
    left opened presented chaired voted accused denied thanked replied declared explained confirmed wants
    wanted plans planned may might could can should must hosts hosted ratified adopted pledged promised
    demanded supported opposed suspended withdrew began ended remains remained supports opposes demands
    proposes accepted offered received sent paid bought sold built spent introduced approved condemned
    criticised criticized praised recalled reported stated claimed hoped believes believed thinks thought
    never not then later first again too itself himself herself tabled submitted circulated endorsed backed
    blocked vetoed abstained objected agreed decided promised recognised recognized invited mentioned raised
    spoke spoken answered wrote write writes observed commented concluded suggested recommended considers
    considered expects expected intends intended continues continued hailed regretted vowed threatened
    deployed moved sought seeks who""".split()
)
"""Words that follow the name of one person, state or body more often than a common word that opens a sentence."""

_COMMON_ENDS = (
    "ing", "tion", "sion", "tions", "sions", "ment", "ments", "ness", "ity", "ities", "ance", "ances", "ence", "ences",
    "ers", "ors", "ists", "ists", "ants", "ents", "ees", "ships", "ship", "ures", "ly", "ally", "ives", "isms", "als",
    "ians",
)  # fmt: skip
_SHORTEST = 6


def looks_common(word: str) -> bool:
    """Whether a word of a sentence's beginning, in plain lower case, is a common one by the list or by its end."""
    return word in OPENERS or (len(word) >= _SHORTEST and word.endswith(_COMMON_ENDS) and word != "beijing")
