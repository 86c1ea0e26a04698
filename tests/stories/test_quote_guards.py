"""What an alert must never say: words nobody spoke, and words put into another's mouth. Sentences of our own."""

import pytest

from bot.stories.quote import quote_article

EN = "“The watch list was kept on a police server for years,”"
OPEN = "“The watch list was kept on a police server for years.”"
DE = "„Die Liste lag jahrelang auf einem Server der Polizei“,"
FR = "« La liste est restée des années sur un serveur de la police »,"
ES = "«La lista estuvo durante años en un servidor de la policía»,"
RU = "«Этот список много лет лежал на сервере полиции города», —"
AR = "«بقيت القائمة سنوات طويلة على خادم تابع للشرطة في المدينة»"
ZH = "“这份名单一直保存在警方的服务器上，已经很多年了。”"

UNSAID = [
    ("en", f"{EN} Ines Okoye did not say."),
    ("en", f"{EN} Ines Okoye never said."),
    ("en", f"{EN} Ines Okoye has never said."),
    ("en", f"{EN[:-2]}” is not what Ines Okoye said."),
    ("en", f"{EN[:-2]}” was never what Ines Okoye said."),
    ("en", f"{EN} Ines Okoye might have said."),
    ("en", f"{EN} Ines Okoye could say."),
    ("en", f"{EN} Ines Okoye would say."),
    ("en", f"{EN} Ines Okoye is expected to say on Monday."),
    ("en", f"{EN} Ines Okoye will tell the court on Monday."),
    ("en", f"{EN} Ines Okoye was alleged to have said."),
    ("en", f"{EN} Ines Okoye allegedly said."),
    ("en", f"{EN} Ines Okoye reportedly said."),
    ("en", f"{EN} Ines Okoye is rumoured to have said."),
    ("en", f"It is untrue that Ines Okoye said: {OPEN}"),
    ("en", f"It is not true that Ines Okoye said: {OPEN}"),
    ("en", f"The station falsely claimed that Ines Okoye said: {OPEN}"),
    ("en", f"Had Ines Okoye said: {OPEN}"),
    ("en", f"Did Ines Okoye say: {OPEN}"),
    ("en", f"If Ines Okoye says: {OPEN}"),
    ("en", f"Ines Okoye denied saying: {OPEN}"),
    ("en", f"Ines Okoye never told the court: {OPEN}"),
    ("en", f"Neither Ines Okoye nor Paul Brandt said: {OPEN}"),
    ("en", f"Ines Okoye was wrongly quoted as saying: {OPEN}"),
    ("en", f"No one heard Ines Okoye say: {OPEN}"),
    ("en", f"Ines Okoye should have said: {OPEN}"),
    ("en", f"{EN} Ines Okoye is falsely said to have written."),
    ("en", f"{EN} Ines Okoye said. She denied having said it."),
    ("de", f"Ines Okoye hat nie gesagt: {DE[:-1]}."),
    ("de", f"{DE} hat Ines Okoye nie gesagt."),
    ("de", f"{DE} sagte Ines Okoye nie."),
    ("de", f"{DE} soll Ines Okoye gesagt haben."),
    ("de", f"{DE} sagte angeblich Ines Okoye."),
    ("fr", f"{FR} n’a pas dit Inès Morel."),
    ("fr", f"{FR} aurait dit la ministre Inès Morel."),
    ("fr", f"Inès Morel n’a jamais dit : {FR[:-1]}."),
    ("es", f"{ES} no dijo Inés Robles."),
    ("es", f"{ES} habría dicho la ministra Inés Robles."),
    ("es", f"Inés Robles nunca dijo: {ES[:-1]}."),
    ("ru", f"{RU} не говорила Инна Петрова."),
    ("ru", f"{RU} якобы сказала Инна Петрова."),
    ("ru", f"Инна Петрова никогда не говорила: {RU[:-3]}."),
    ("ar", f"لم تقل الوزيرة هدى القاسمي: {AR}."),
    ("ar", f"نفت الوزيرة هدى القاسمي أنها قالت: {AR}."),
    ("zh", f"李娜没有说：{ZH}"),
    ("zh", f"律师李娜从未说过：{ZH}"),
]  # fmt: skip
NOT_THEM = [
    ("en", f"{EN} a deepfake of President Ines Okoye said."),
    ("en", f"{EN} said a fake account in the name of Ines Okoye."),
    ("en", f"{EN} a parody of Ines Okoye said."),
    ("en", f"{EN} said Ines Okoye in the novel by Paul Brandt."),
    ("en", f"A forged letter attributed to Ines Okoye said: {OPEN}"),
    ("en", f"{EN} joked comedian Paul Brandt, imitating President Ines Okoye."),
    ("en", f"{EN} Ines Okoye said. The video is a deepfake."),
    ("en", f"In the script, Ines Okoye says: {OPEN}"),
    ("en", f"{EN} a statue of Ines Okoye says."),
    ("en", f"{EN} reads a letter to Judge Ines Okoye."),
]
SECOND_HAND = [
    ("en", f"{EN} Ines Okoye quoted General Paul Brandt as saying."),
    ("en", f"{EN} Ines Okoye said General Paul Brandt had told her."),
    ("en", f"{EN} Ines Okoye recalled General Paul Brandt telling her."),
    ("en", f"{EN} wrote Ines Okoye, citing General Paul Brandt."),
    ("en", f"{EN} Ines Okoye said, citing two police officials."),
    ("en", f"General Paul Brandt accused Judge Ines Okoye of saying: {OPEN}"),
    ("en", f"Ines Okoye quoted General Paul Brandt as saying: {OPEN}"),
]
HEADS = [
    ("en", f"{EN} a spokesman for President Paul Brandt said.", "a spokesman for President Paul Brandt"),
    ("en", f"{EN} the lawyer of Paul Brandt told reporters.", "the lawyer of Paul Brandt"),
    ("en", f"{EN} said a former aide to Defence Minister Paul Brandt.", "a former aide to Defence Minister Paul Brandt"),
    ("en", f"{EN} said the wife of jailed journalist Paul Brandt.", "the wife of jailed journalist Paul Brandt"),
    ("en", f"{EN} Paul Brandt’s lawyer said.", "Paul Brandt’s lawyer"),
    ("en", f"{EN} said Paul Brandt’s lawyer, Ines Okoye.", "Ines Okoye, Paul Brandt’s lawyer"),
    ("en", f"{EN} said the lawyer for Paul Brandt, Ines Okoye.", "Ines Okoye, the lawyer for Paul Brandt"),
    ("en", f"{EN} said Ines Okoye of Paul Brandt, whose phone was taken.", "Ines Okoye"),
    ("en", f"{EN} said a friend of Paul Brandt, the jailed reporter.", "a friend of Paul Brandt"),
    ("en", f"{EN} lawyers representing Paul Brandt said.", "lawyers representing Paul Brandt"),
    ("en", f"{EN} said Ines Okoye, a spokeswoman for President Paul Brandt.", "Ines Okoye, a spokeswoman for President Paul Brandt"),
    ("de", f"{DE} sagte die Frau des Journalisten Paul Brandt.", "die Frau des Journalisten Paul Brandt"),
    ("ru", f"{RU} сказала адвокат Анна Петрова.", "Анна Петрова, адвокат"),
    ("ar", f"قال محامي الناشط سامي خليل: {AR}.", "محامي الناشط سامي خليل"),
    ("de", f"{DE} sagte ein Sprecher von Innenminister Paul Brandt.", "ein Sprecher von Innenminister Paul Brandt"),
    ("fr", f"{FR} a déclaré l’avocat de Paul Morel.", "l’avocat de Paul Morel"),
    ("es", f"{ES} dijo un portavoz del presidente Pablo Robles.", "un portavoz del presidente Pablo Robles"),
    ("es", f"{ES} dijo el abogado de Pablo Robles.", "el abogado de Pablo Robles"),
    ("es", f"{ES} dijo la abogada de Pablo Robles, Ana Gil.", "Ana Gil, la abogada de Pablo Robles"),
    ("ru", f"{RU} сказал адвокат Сергея Иванова.", "адвокат Сергея Иванова"),
    ("ru", f"{RU} сказал пресс-секретарь президента Сергея Иванова.", "пресс-секретарь президента Сергея Иванова"),
    ("ar", f"قال المتحدث باسم الرئيس سامي خليل: {AR}.", "المتحدث باسم الرئيس سامي خليل"),
    ("zh", f"王明的律师说：{ZH}", "律师"),
]  # fmt: skip
STILL_TOLD = [
    ("en", f"{EN} said Ines Okoye.", "Ines Okoye"),
    ("en", f"{EN} Ines Okoye said on Monday, and did not say where it was.", "Ines Okoye"),
    ("en", f"Ines Okoye did not say where it was, but told the court: {OPEN}", "Ines Okoye"),
    ("en", f"{EN} said Ines Okoye, who has never said sorry.", "Ines Okoye"),
    ("en", f"{EN} Ines Okoye said in the documentary.", "Ines Okoye"),
    ("en", f"{EN} said Ines Okoye, citing a 2019 law.", "Ines Okoye"),
    ("en", f"{EN} Ines Okoye told reporters. Paul Brandt will say more on Friday.", "Ines Okoye"),
    ("en", f"{EN} Ines Okoye said. The police denied the charge.", "Ines Okoye"),
    ("en", "“It is a deepfake and nobody at our office made it,” said Ines Okoye. The video is on three sites.", "Ines Okoye"),
    ("de", f"{DE} sagte Ines Okoye. Paul Brandt hat das nie gesagt.", "Ines Okoye"),
    ("fr", f"{FR} a dit Inès Morel.", "Inès Morel"),
    ("es", f"{ES} dijo Inés Robles.", "Inés Robles"),
    ("zh", f"律师李娜说：{ZH}", "李娜"),
]  # fmt: skip


def pushed(language: str, text: str) -> list[str | None]:
    return [quote.speaker_full for quote in quote_article(text, language=language).quotes if quote.pushed]


@pytest.mark.parametrize(("language", "text"), UNSAID)
def test_denied_supposed_and_foretold_words_are_nobodys(language: str, text: str) -> None:
    assert pushed(language, text) == []


@pytest.mark.parametrize(("language", "text"), NOT_THEM)
def test_what_only_bears_a_persons_name_does_not_speak_for_them(language: str, text: str) -> None:
    assert pushed(language, text) == []


@pytest.mark.parametrize(("language", "text"), SECOND_HAND)
def test_words_told_at_second_hand_are_not_the_tellers(language: str, text: str) -> None:
    assert pushed(language, text) == []


@pytest.mark.parametrize(("language", "text", "speaker"), HEADS)
def test_who_speaks_for_somebody_is_not_that_somebody(language: str, text: str, speaker: str) -> None:
    found = quote_article(text, language=language).quotes
    assert [quote.speaker_full for quote in found] == [speaker]


@pytest.mark.parametrize(("language", "text", "speaker"), STILL_TOLD)
def test_what_was_said_plainly_is_still_told(language: str, text: str, speaker: str) -> None:
    shown = pushed(language, text)
    assert len(shown) == 1
    assert speaker in (shown[0] or "")


def test_a_spokesman_named_once_does_not_lend_his_role_to_his_principal() -> None:
    text = (
        f"{EN} a spokesman for President Paul Brandt said. Ines Okoye asked for more.\n\n"
        "“We will open all of the files to the court this week,” Brandt said.\n"
    )
    last = quote_article(text, language="en").quotes[-1]
    assert last.speaker_name == "Paul Brandt"
    assert "spokesman" not in (last.speaker_full or "")


def test_he_after_a_spokesman_is_not_sure_to_be_the_principal() -> None:
    text = f"{EN} a spokesman for President Paul Brandt said. “We will open all of the files to the court,” he said.\n"
    last = quote_article(text, language="en").quotes[-1]
    assert not (last.pushed and last.speaker_name == "Paul Brandt")


@pytest.mark.parametrize(
    "text", [f"In 2018 Ines Okoye wrote: {OPEN}", f"Contrary to that, Ines Okoye wrote: {OPEN}"]
)
def test_a_year_or_a_small_word_is_nobodys_name(text: str) -> None:
    assert all(name == "Ines Okoye" for name in pushed("en", text))
