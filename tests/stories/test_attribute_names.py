"""Names: who a mention is, read from left to right."""

import pytest

from bot.stories.quote import quote_article
from bot.stories.quote_language import language_of

SAID = "“We have asked the ministry for the files every single month,” {} said."


def speaker(before: str, mention: str) -> tuple[str | None, str | None]:
    (quote,) = quote_article(f"{before}\n\n{SAID.format(mention)}", language="en").quotes
    return quote.speaker_name, quote.speaker_role


@pytest.mark.parametrize(
    ("mention", "name", "role"),
    [
        ("Greek Foreign Minister George Katros", "George Katros", "Greek Foreign Minister"),
        ("Mayor of London Sadiq Khan", "Sadiq Khan", "Mayor of London"),
        ("President of Argentina Alberto Fernández", "Alberto Fernández", "President of Argentina"),
        ("Cardinal Marc Ouellet of the Holy See", "Marc Ouellet", "Cardinal"),
        ("UCL astronomer Angelos Tsiaras", "Angelos Tsiaras", "UCL astronomer"),
        ("Priya Nair, a researcher at Open Rights,", "Priya Nair", "a researcher at Open Rights"),
        ("the mayor of Lago, Ines Duarte,", "Ines Duarte", "the mayor of Lago"),
        ("Amnesty International", "Amnesty International", None),
    ],
)
def test_a_phrase_is_parted_into_name_and_role(mention: str, name: str, role: str | None) -> None:
    assert speaker("The hearing began on Monday.", mention) == (name, role)


@pytest.mark.parametrize(
    ("before", "mention", "name"),
    [
        ("Interior Minister Karl Voss came late.", "Voss", "Karl Voss"),
        ("Interior Minister Karl Voss came late.", "The interior minister", "Karl Voss"),
        ("Ricardo Rosselló Nevares resigned.", "Rosselló", "Ricardo Rosselló Nevares"),
        ("The World Health Organization (WHO) met in Geneva.", "The WHO", "World Health Organization"),
        ("Bill Moss came with Mary Moss.", "Mrs. Moss", "Mary Moss"),
        ("Sen. Claire Lund (D-Mo.) scolded the firm.", "She", "Claire Lund"),
    ],
)
def test_a_short_form_is_traced_to_the_longest(before: str, mention: str, name: str) -> None:
    assert speaker(before, mention)[0] == name


def test_another_ministers_title_is_not_taken_for_a_name() -> None:
    assert speaker("Civil Aviation Minister Hardeep Puri came.", "The local health minister") == (
        None,
        "The local health minister",
    )


def test_a_headline_in_title_case_makes_no_names() -> None:
    text = f"Black Lawmakers Rip Donald Trump As Fraud\n\nDonald Trump answered on Friday.\n\n{SAID.format('Trump')}"
    (quote,) = quote_article(text, language="en").quotes
    assert quote.speaker_name == "Donald Trump"


def test_a_pronoun_that_may_mean_an_unnamed_woman_is_not_pushed() -> None:
    text = f"Barack Obama spoke on Monday. My mother heard the speech in the kitchen.\n\n{SAID.format('she')}"
    assert not any(quote.pushed for quote in quote_article(text, language="en").quotes)


def test_they_is_told_but_never_certain() -> None:
    text = f"The experts met in Geneva.\n\n{SAID.format('they')}"
    (quote,) = quote_article(text, language="en").quotes
    assert (quote.speaker_full, quote.pushed) == ("The experts", False)


def test_an_addressee_is_no_speaker() -> None:
    text = "“Your phone is clean and nobody has ever touched it,” the technician told Maryam Azizi."
    (quote,) = quote_article(text, language="en").quotes
    assert (quote.speaker.text if quote.speaker else None) == "the technician"


def test_a_list_with_labels_is_no_conversation() -> None:
    text = "Date: Saturday at nine.\nPlace: The old harbour.\nDate: Sunday at ten.\nPlace: The new harbour."
    assert not quote_article(text, language="en").quotes


@pytest.mark.parametrize(
    ("text", "told", "code"),
    [
        ("The minister said that the law is not in force.", None, "en"),
        ("Die Ministerin sagte, dass das Gesetz nicht gilt.", None, "de"),
        ("قال الوزير إن القانون لا يسري", "en", "ar"),
        ("Министр сказал, что закон не действует", "en", "ru"),
        ("El ministro dijo que la ley no está en vigor.", "es-MX", "es"),
        ("", None, "en"),
    ],
)
def test_the_language_is_what_was_told_unless_the_script_contradicts_it(
    text: str, told: str | None, code: str
) -> None:
    assert language_of(text, told) == code


@pytest.mark.parametrize(
    ("mention", "name", "role"),
    [
        ("a spokesperson for Privacy Now, Ines Duarte,", "Ines Duarte", "a spokesperson for Privacy Now"),
        ("His lawyer, Tom Reed,", "Tom Reed", "his lawyer"),
        ("Open Watch’s deputy director, Ana Brisk,", "Ana Brisk", "Open Watch’s deputy director"),
        ("Another author, engineering professor Ana Brisk,", "Ana Brisk", "engineering professor"),
        ("Lena Marowitz, editor-in-chief of the Courier,", "Lena Marowitz", "editor-in-chief of the Courier"),
        (
            "Ana Brisk, the commissioner for peace, security and human rights,",
            "Ana Brisk",
            "the commissioner for peace, security and human rights",
        ),
    ],
)
def test_an_apposition_gives_the_role_on_either_side_of_the_name(mention: str, name: str, role: str) -> None:
    assert speaker("The hearing began on Monday.", mention) == (name, role)


@pytest.mark.parametrize(
    ("before", "mention", "role"),
    [
        ("Five UN human rights experts wrote to all states.", "the experts", "UN human rights experts"),
        (
            "The working group on arms and human rights met.",
            "the group",
            "working group on arms and human rights",
        ),
        ("Two UN experts met five security experts.", "the experts", "the experts"),
        ("The other experts stayed at home.", "the experts", "the experts"),
    ],
)
def test_a_group_is_called_by_its_naming_if_only_one_can_be_meant(
    before: str, mention: str, role: str
) -> None:
    assert speaker(before, mention) == (None, role)


@pytest.mark.parametrize(
    ("before", "role"),
    [
        ("Privacy Watch rejected the plan.", "director of Privacy Watch"),
        ("An operator said it would appeal.", "director of the operator"),
        ("An association, the Forum for Trust, rejected it.", "director of the Forum for Trust"),
        ("The court heard Privacy Watch.", "director"),
        ("Privacy Watch sued the ministry.", "director"),
    ],
)
def test_its_is_read_as_the_subject_before_unless_it_may_be_another(before: str, role: str) -> None:
    text = f"{before} {SAID.removesuffix(' {} said.')} said its director, Ines Duarte."
    (quote,) = quote_article(text, language="en").quotes
    assert (quote.speaker_name, quote.speaker_role) == ("Ines Duarte", role)


def test_somebodys_lawyer_without_a_name_is_not_pushed() -> None:
    text = f"Karl Voss was arrested. {SAID.format('his lawyer')}"
    assert not any(quote.pushed for quote in quote_article(text, language="en").quotes)
