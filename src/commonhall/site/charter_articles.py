"""The articles of the standard charter, as data: what each says, and what it grants.

`charters.py` makes the grants of a founding from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Whom an article names together: the bodies that answer cases, and these with the Council.
ANSWERING, ACTING = "answering", "acting"


@dataclass(frozen=True)
class Article:
    """What it says in both languages, and whom it grants what.

    powers: body, or ANSWERING or ACTING → the powers it gets. rights: right → kinds of subject.
    deadlines: duty → days. thresholds: (what, per cent, at least). founding: it gives the first
    mandates. set_up: it ends when the place is set up. asks_first: those concerned come before.
    """

    number: int
    en: str
    zh: str
    powers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rights: dict[str, tuple[str, ...]] = field(default_factory=dict)
    deadlines: dict[str, int] = field(default_factory=dict)
    thresholds: tuple[tuple[str, int, int], ...] = ()
    founding: bool = False
    set_up: bool = False
    asks_first: bool = False


ARTICLES = (
    Article(
        1,
        "All public power comes from the residents. A body holds it only by a mandate, for a "
        "term, and it can be recalled.",
        "一切公共权力来自居民。机构凭授权在任期内行使权力，授权可以撤回。",
        founding=True,
    ),
    Article(
        2,
        "Everybody may say what is needed, and shall have an answer.",
        "人人有权提出需要，并应得到答复。",
        rights={"raise-cases": ("person", "organisation")},
        deadlines={"answer-cases": 14},
    ),
    Article(
        3,
        "Residents take part in their own name, once confirmed as residents. What the hall holds "
        "about them is theirs: they may have it, and have it erased.",
        "居民经确认后，以本人名义参与。本平台所存有关居民的资料属于居民本人：居民可以取得，也可以"
        "要求删除。",
        rights={"take-part": ("person",), "erase-own-data": ("person",), "vote": ("person",)},
    ),
    Article(
        4,
        "Everybody may found organisations and speak through them.",
        "人人可以成立社会组织，并通过组织表达意见。",
        rights={"associate": ("person", "organisation")},
    ),
    Article(
        5,
        "Whoever acts for the public declares their interests.",
        "代表公众行事的人应当申报利益关系。",
        rights={"declare-interests": ("office", "person")},
    ),
    Article(
        6,
        "The bodies named here answer cases, pass them on to whoever is competent, and name the "
        "source of what keeps coming back.",
        "本条所列机构答复事项，将事项转交有权机构，并认定反复出现的问题的根源。",
        powers={ANSWERING: ("answer-cases", "pass-on-cases", "name-sources")},
    ),
    Article(
        7,
        "The Residents' Office confirms residents and recognises organisations.",
        "居民事务处确认居民身份，认可社会组织。",
        powers={"hall": ("verify-residents", "recognise-organisations")},
    ),
    Article(
        8,
        "The Council adopts local rules, grants competences, gives and recalls mandates, "
        "establishes bodies, fills offices and sets the categories of cases.",
        "议会制定地方规则，授予职权，给予和撤回授权，设立机构，任命职务，设定事项类别。",
        powers={
            "council": (
                "adopt-local-rules",
                "grant-competences",
                "give-mandates",
                "establish-bodies",
                "fill-offices",
                "set-categories",
                "set-territory",
            )
        },
    ),
    Article(
        9,
        "While the hall is being set up, its System may bring in places, bodies, categories and "
        "the cases of earlier systems as reported facts.",
        "在筹建期间，系统可以导入地域、机构、类别以及原有系统中的事项，作为转报的事实。",
        powers={
            "system": ("set-territory", "set-categories", "import-cases", "import-conversations")
        },
        set_up=True,
    ),
    Article(
        10,
        "The Council puts questions and budgets to the vote of the residents and is bound by the "
        "result. Each office votes in the open.",
        "议会将问题和预算交由居民投票，并受结果约束。各职务公开表决。",
        powers={"council": ("hold-votes", "vote-in-body")},
    ),
    Article(
        11,
        "Votes close on their day and are counted as the law says; timers and tellers do it, not "
        "those who are elected.",
        "投票按期截止，依法计票；由定时程序和监票人执行，而非由当选者执行。",
        powers={"system": ("close-votes", "count-votes")},
    ),
    Article(
        12,
        "Before the Council decides about a matter, those concerned are asked.",
        "议会就某事作出决定之前，应当先征求相关各方意见。",
        powers={"council": ("decide-matters",)},
        asks_first=True,
    ),
    Article(
        13,
        "An independent reviewer may annul what was decided against the law.",
        "独立复核机构可以撤销违法作出的决定。",
        powers={"reviewer": ("review-decisions",)},
    ),
    Article(
        14,
        "Those concerned are asked in time: the bodies named here hold conversations with "
        "arguments of all sides, put up draft texts and convene round tables. They answer what "
        "all sides share. A conversation runs for at least seven days; timers close it, if nobody "
        "else does.",
        "应当及时征求相关各方意见：本条所列机构举行附有各方论据的意见征询，公布草案，召集圆桌会议"
        "，并答复各方的共识。意见征询至少进行七天；无人结束的，由定时程序结束。",
        powers={
            ACTING: (
                "hold-conversations",
                "write-drafts",
                "convene-round-tables",
                "moderate-conversations",
            ),
            "system": ("hold-conversations",),
        },
        deadlines={"ask-those-concerned": 7},
    ),
    Article(
        15,
        "Residents, organisations with standing and officials take part as equals: they vote, "
        "write statements, comment, amend, and sit at round tables.",
        "居民、经认可的社会组织和公职人员平等参与：可以表决、提出意见、评论、提出修正案，并参加圆"
        "桌会议。",
        rights={"take-part-in-conversations": ("person", "organisation", "office")},
    ),
    Article(
        16,
        "Whoever's words were hidden may appeal once; another body decides.",
        "言论被隐藏的人可以申诉一次，由另一机构决定。",
        powers={
            "council": ("review-moderation",),
            "hall": ("review-moderation",),
            "reviewer": ("review-moderation",),
        },
    ),
    Article(
        17,
        "What is too little for all is given by a rule stated beforehand, and panels are drawn by "
        "lot. The bodies named here hold such lotteries; residents may enter them.",
        "不足以人人享有的，按事先公布的规则分配；公民评议组以抽签产生。本条所列机构举办抽签，居民"
        "可以参加。",
        powers={ACTING: ("hold-lotteries", "confirm-claims")},
        rights={"enter-lotteries": ("person",)},
    ),
    Article(
        18,
        "Lists are frozen before the seed is known. Timers freeze and draw, not those who hold "
        "the lottery; where the seed is a public draw, another body enters it.",
        "名单在种子公开之前冻结。冻结和抽签由定时程序执行，而非由举办机构执行；以公开摇号为种子的"
        "，由另一机构录入。",
        powers={
            "system": ("close-lotteries", "draw-lotteries"),
            "council": ("enter-seeds",),
            "hall": ("enter-seeds",),
            "reviewer": ("enter-seeds",),
        },
    ),
    Article(
        19,
        "The bodies named here may survey the residents. Whoever is confirmed may answer, once, "
        "and nobody may learn what somebody answered.",
        "本条所列机构可以对居民进行调查。经确认的居民可以作答一次，任何人不得知悉个人的回答。",
        powers={ACTING: ("hold-surveys",), "system": ("hold-surveys",)},
        rights={"answer-surveys": ("person",)},
    ),
    Article(
        20,
        "What everybody needs to live and to grow is kept above floors that the Council sets. A "
        "broken floor is mended first, by the body named for it and in the days set for it.",
        "人人生存与发展所需，不得低于议会设定的底线。底线被突破的，由指定机构在规定天数内优先修复"
        "。",
        powers={"council": ("set-minimum-standards",), "system": ("raise-alarms",)},
    ),
    Article(
        21,
        "The bodies named here say in public what they offer, to whom and how well, and report "
        "what is measured.",
        "本条所列机构公开其提供的服务、对象和标准，并报告测量结果。",
        powers={ACTING: ("set-services", "report-values")},
    ),
    Article(
        22,
        "The Council plans in the open. What residents chose by vote enters the plan by itself.",
        "议会公开制定计划。居民投票选定的项目自动列入计划。",
        powers={"council": ("set-plans",), "system": ("carry-out-votes",)},
    ),
    Article(
        23,
        "The bodies named here carry the plan out, say for when they promise it, pay, and give "
        "contracts and grants after an open call, with reasons.",
        "本条所列机构执行计划，承诺完成日期，付款，并在公开征集后附理由授予合同和资助。",
        powers={ACTING: ("carry-out-plans", "spend", "award-contracts")},
    ),
    Article(
        24,
        "The Council may hand functions over to organisations with standing, with money, a "
        "standard and a term, and take them back with reasons.",
        "议会可以将职能连同资金、标准和期限移交给经认可的社会组织，并可附理由收回。",
        powers={"council": ("transfer-functions",)},
    ),
    Article(
        25,
        "Organisations and offices may ask for hands; whoever comes is counted.",
        "社会组织和职务可以招募人手；参加者予以计数。",
        rights={"offer-shifts": ("organisation", "office")},
    ),
    Article(
        26,
        "Whoever is affected by a public act may appeal it within thirty days, in their own name "
        "or through an organisation with standing. A body that had no part in it decides within "
        "thirty days, with public reasons; what it finds against the law is annulled.",
        "受公共行为影响的人，可以在三十天内以本人名义或者通过经认可的社会组织提出申诉。由未参与该"
        "行为的机构在三十天内作出决定并公开理由；违法的行为予以撤销。",
        rights={"appeal": ("person", "organisation")},
        deadlines={"appeal": 30, "decide-appeal": 30},
    ),
    Article(
        27,
        "Everybody may challenge a rule or a power that goes further than it must. Whoever "
        "adopted it, or the Council, answers within sixty days: it is kept with reasons, made "
        "simpler, handed over, or ended on a named day.",
        "人人可以质疑超出必要限度的规则或权力。制定该规则的机构或议会在六十天内答复：附理由保留、"
        "予以简化、移交，或者在指定日期终止。",
        rights={"challenge-rules": ("person", "organisation")},
        deadlines={"answer-challenge": 60},
    ),
    Article(
        28,
        "Residents may petition for the recall of a mandate. If five in a hundred of the "
        "confirmed residents of its place, and at least ten, sign within ninety days, the Council "
        "recalls it or says why not within thirty days.",
        "居民可以请求撤回授权。该地已确认居民的百分之五且不少于十人在九十天内签名的，议会应当在三"
        "十天内撤回授权或者说明理由。",
        rights={"petition-recall": ("person",)},
        deadlines={"sign-recall": 90, "answer-recall": 30},
        thresholds=(("recall-mandate", 5, 10),),
    ),
    Article(
        29,
        "What the law demands of a body and is not done in time is put on the record by timers, "
        "not by those who are late.",
        "机构未按期履行法定职责的，由定时程序记录在案，而非由逾期者自行记录。",
        powers={"system": ("watch-deadlines",)},
    ),
    Article(
        30,
        "The Reviewer, who answers no cases and carries out no plan, sets how the town is "
        "measured. Whoever is measured does not set the measure.",
        "独立复核人不办理事项、不执行计划，由其规定如何衡量本地。被衡量者不得自定标准。",
        powers={"reviewer": ("set-evaluation",)},
    ),
    Article(
        31,
        "What was measured appears on its day, by the clock. Nobody can hold it back, hide it or "
        "change it.",
        "衡量结果按期由定时程序公布。任何人不得扣压、隐瞒或更改。",
        powers={"system": ("publish-editions",)},
    ),
    Article(
        32,
        "Everybody in office marks their own hall honestly, with evidence. Bodies and "
        "organisations answer in public what was measured.",
        "任职者如实自评本机构并附证据。机构和社会组织公开回应衡量结果。",
        rights={"assess-own-hall": ("office",), "reply-to-editions": ("office", "organisation")},
    ),
)
