"""Words for how far something has come, from talk to treaty, and which of them bear each other out."""

_FORMS = {
    "ratify": "ratify ratifies ratified ratifying ratification",
    "sign": "sign signs signed signing signature signatures signatory signatories",
    "initial": "initialled initialed",
    "adopt": "adopt adopts adopted adopting adoption",
    "approve": "approve approves approved approving approval authorise authorised authorize authorized",
    "pass": "passed",
    "enact": "enact enacts enacted enacting",
    "conclude": "conclude concludes concluded concluding conclusion",
    "decide": "decide decides decided deciding decision decisions resolve resolves resolved",
    "agree": "agree agrees agreed agreeing agreement agreements accord consensus settle settled",
    "accept": "accept accepts accepted accepting acceptance",
    "endorse": "endorse endorses endorsed endorsing endorsement",
    "order": "order orders ordered ordering",
    "pledge": "pledge pledges pledged pledging promise promises promised promising vow vows vowed undertake undertook "
    "undertaken commit commits committed committing commitment commitments guarantee guarantees guaranteed",
    "support": "support supports supported supporting back backs backed backing favour favours favoured",
    "welcome": "welcome welcomes welcomed welcoming hail hails hailed praise praised",
    "plan": "plan plans planned planning intend intends intended intending intention expect expects expected expecting "
    "schedule scheduled due envisage envisaged foresee foreseen prepare prepares prepared preparing",
    "hope": "hope hopes hoped hoping want wants wanted wish wished aim aims aimed seek seeks sought seeking",
    "demand": "demand demands demanded demanding insist insists insisted insisting",
    "urge": "urge urges urged urging press presses pressed appeal appeals appealed appealing call calls called calling",
    "ask": "ask asks asked asking request requests requested requesting invite invites invited inviting",
    "propose": "propose proposes proposed proposing proposal proposals suggest suggests suggested suggesting "
    "suggestion recommend recommends recommended recommending recommendation table tabled submit submits submitted "
    "submitting offer offers offered offering draft drafts drafted",
    "discuss": "discuss discusses discussed discussing discussion discussions debate debates debated debating talks "
    "negotiate negotiates negotiated negotiating negotiation negotiations raise raised",
    "consider": "consider considers considered considering consideration examine examines examined examining review "
    "reviews reviewed reviewing study studied studying weigh weighed",
    "note": "note notes noted noting",
    "reject": "reject rejects rejected rejecting rejection refuse refuses refused refusing refusal decline veto vetoes "
    "vetoed dismiss dismisses dismissed",
    "oppose": "oppose opposes opposed opposing opposition object objects objected objecting objection objections",
    "criticise": "criticise criticised criticize criticized condemn condemns condemned condemning denounce denounced",
    "suspend": "suspend suspends suspended suspending suspension halt halts halted freeze froze frozen",
    "cancel": "cancel cancels cancelled canceled terminate terminates terminated terminating termination abandon "
    "abandoned scrap scrapped",
    "postpone": "postpone postpones postponed postponing postponement delay delays delayed defer deferred adjourn "
    "adjourned",
    "require": "required requires require requiring obliged obliges oblige obligatory mandatory compulsory",
    "will": "will shall",
    "would": "would",
    "should": "should must ought",
    "may": "may might could can possible possibly perhaps maybe likely probable probably potential potentially",
}
LEMMAS = {form: lemma for lemma, forms in _FORMS.items() for form in forms.split()}
"""The lemma of every form."""

_BORNE_OUT = {
    "ratify": "",
    "sign": "ratify conclude",
    "initial": "sign",
    "adopt": "approve pass enact",
    "approve": "adopt pass enact ratify endorse accept",
    "pass": "adopt approve enact",
    "enact": "adopt pass",
    "conclude": "sign ratify agree adopt",
    "decide": "adopt agree approve order enact conclude pass",
    "agree": "sign ratify adopt conclude decide accept approve endorse pass initial",
    "accept": "agree adopt approve endorse sign ratify",
    "endorse": "adopt approve accept support ratify",
    "order": "decide",
    "pledge": "agree sign",
    "support": "endorse adopt approve accept agree sign ratify welcome",
    "welcome": "endorse support",
    "plan": "decide agree pledge will would order sign adopt",
    "hope": "plan demand urge ask propose",
    "demand": "",
    "urge": "demand ask",
    "ask": "urge demand propose",
    "propose": "urge demand ask",
    "discuss": "consider propose",
    "consider": "discuss plan",
    "note": "welcome discuss consider",
    "reject": "oppose",
    "oppose": "reject criticise",
    "criticise": "reject oppose",
    "suspend": "",
    "cancel": "",
    "postpone": "",
    "require": "should demand order decide agree plan will pledge",
    "will": "would plan decide agree pledge order sign adopt should",
    "would": "will plan agree decide pledge may should propose hope",
    "should": "demand urge will would propose",
    "may": "would will plan consider should",
}
BORNE_OUT = {lemma: frozenset({lemma, *others.split()}) for lemma, others in _BORNE_OUT.items()}
"""For each lemma, those that make it true: "agreed" is true of what was signed, not of what was proposed."""

FIRM = frozenset(
    """ratify sign initial adopt approve enact conclude decide agree accept endorse order pledge reject
    require suspend cancel postpone""".split()
)
"""What a passage has to say in one way or another when a sentence says so."""

WEAK = frozenset("may plan hope reject oppose criticise cancel suspend postpone".split())
"""What makes another standing of the same thing wrong: "supported" is not said of what was opposed."""

LOOSE = frozenset("would should note".split())
"""What is said in too many senses to be checked by itself."""

UNDONE = frozenset(
    "plan hope demand urge ask propose consider may should would reject oppose postpone cancel suspend".split()
)
"""What bears on words that have not come true by it: "proposed to withdraw" is no withdrawal."""

NOUNS = frozenset(
    """ratification signature signatures signatory signatories adoption approval conclusion decision
    decisions agreement agreements accord consensus acceptance endorsement commitment commitments intention
    proposal proposals suggestion recommendation discussion discussions talks negotiation negotiations
    consideration rejection refusal opposition objection objections suspension termination postponement
    potential can due back backing order orders table study press schedule draft drafts initial note notes
    sign signs review reviews delay delays debate debates request requests demand demands offer offers plan
    plans support call calls appeal appeals pass object objects aim aims hope hopes wish veto promise
    promises guarantee guarantees raise will resolve settle likely possible probable refuse refuses refused
    refusing decline""".split()
)
"""Forms that are nouns or of other use: as such they bear a sentence out, and are not themselves checked."""
