"""Words that the stemmer of a language joins with quite different ones, or tears apart."""

from collections.abc import Mapping

_ENGLISH = {
    "officer": "officer officers", "reporter": "reporter reporters", "informant": "informant informants",
    "authority": "authority authorities", "rights": "rights", "executive": "executive executives",
    "campaigner": "campaigner campaigners", "organiser": "organiser organisers organizer organizers",
    "publisher": "publisher publishers", "broadcaster": "broadcaster broadcasters", "posts": "posts",
    "arms": "arms", "tracker": "tracker trackers", "leaker": "leaker leakers", "important": "important",
    "university": "university universities", "missing": "missing", "capitol": "capitol",
    "defender": "defender defenders", "refugee": "refugee refugees", "journalism": "journalism",
    "fined": "fined fines", "tried": "tried", "freed": "freed", "intelligence": "intelligence",
    "marches": "marches marching marched", "execute": "executed executing executes execute",
    "exploit": "exploit exploits exploited", "general": "general generals", "extremism": "extremism extremist extremists", "questioned": "questioned",
    "critic-": "critic critics", "relative": "relative relatives", "medic-": "medic medics",
    "hospital": "hospital hospitals", "memorial": "memorial memorials", "stoning": "stoning stoned",
    "severely": "severely", "corporal": "corporal", "regulator": "regulator regulators",
}  # fmt: skip

_RUSSIAN = {
    # joined with others: суд, след, рано, правило, плен, мат, мёд, рад, резать, лето, акт, вера, кора, род, данные
    "судить": "судить судит судят судил судила судили судимый", "судья": "судья судьи судье судью судьей судей судьям судьями судьях",
    "следить": "следить следит следят следил следила следили", "ранен": "ранен ранена ранено ранены",
    "право": "право права праву правом праве прав правам правами правах",
    "пленный": "пленный пленного пленному пленным пленном пленные пленных пленными",
    "мать": "мать матери матерью матерей матерям матерями матерях", "медиа": "медиа", "радио": "радио",
    "режим": "режим режима режиму режимом режиме режимы режимов", "лето": "лето летом",
    "активы": "активы активов активам активами активах", "корь": "корь корью", "роды": "роды родов родах",
    "верующий": "верующий верующего верующему верующим верующие верующих верующими",
    "друг": "друзья друзей друзьям друзьями друзьях", "дан": "дан дана дано даны",
    # torn apart: the form without an ending, or one that looks like a verb's
    "пытк": "пыток", "слежк": "слежек", "блокировк": "блокировок", "высылк": "высылок", "поставк": "поставок",
    "утечк": "утечек", "проверк": "проверок", "прослушк": "прослушек", "переписк": "переписок", "повестк": "повесток",
    "листовк": "листовок", "лодк": "лодок", "чистк": "чисток", "тюрьм": "тюрем", "активистк": "активисток",
    "журналистк": "журналисток", "девушк": "девушек", "девочк": "девочек", "подростк": "подросток", "ребенк": "ребенок",
    "беженц": "беженец", "списк": "список", "рынк": "рынок", "украинц": "украинец", "палестинц": "палестинец",
    "чеченц": "чеченец", "дет": "детьми", "люд": "людьми", "граждан": "граждан", "россиян": "россиян россиянин",
    "защит": "защите", "систем": "систем", "церкв": "церковь церковью", "убит": "убит убита убито убиты",
    "трибунал": "трибунал трибунала трибуналы трибунале", "архив": "архив архива архивы архиве",
    "обмен": "обмен обмена обмены обмене", "роман": "роман романа романе романы",
}  # fmt: skip

#: Language → word as folded → the stem it has instead: officer is no office, rights are no right; «судят» is no «суд»,
#: and «пыток» is the plural of «пытка».
OWN_STEMS: Mapping[str, Mapping[str, str]] = {
    language: {form: own for own, forms in table.items() for form in forms.split()}
    for language, table in {"en": _ENGLISH, "ru": _RUSSIAN}.items()
}
