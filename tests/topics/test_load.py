from pathlib import Path

from bot.model.interest import Topic
from bot.topics.load import LoadedTopics, load_topics

GOOD = 'title = "Own"\n[[terms]]\ntexts = ["one", "two"]\nweight = 0.5\n'


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _topic(loaded: LoadedTopics, name: str) -> Topic:
    return next(topic for topic in loaded.topics if topic.name == name)


def test_the_shipped_topics_are_the_fourteen() -> None:
    assert [topic.name for topic in load_topics().topics] == sorted(
        [
            "spyware",
            "surveillance",
            "biometrics",
            "shutdowns",
            "encryption",
            "data-protection",
            "export-controls",
            "press-freedom",
            "defenders",
            "detention",
            "torture",
            "protest",
            "refugees",
            "human-rights",
        ]
    )


def test_a_folder_of_ones_own_adds_a_topic(tmp_path: Path) -> None:
    _write(tmp_path, "water/en.toml", GOOD)
    loaded = load_topics(tmp_path)
    assert loaded.problems == ()
    assert [term.text for term in _topic(loaded, "water").languages["en"].terms] == ["one", "two"]
    assert len(loaded.topics) == len(load_topics().topics) + 1


def test_a_folder_of_the_same_name_replaces_the_shipped_topic_whole(tmp_path: Path) -> None:
    _write(tmp_path, "spyware/de.toml", GOOD)
    spyware = _topic(load_topics(tmp_path), "spyware")
    assert list(spyware.languages) == ["de"]
    assert spyware.title("en") == "Own"


def test_lists_are_named_with_an_at_sign_and_may_come_from_the_shared_file(tmp_path: Path) -> None:
    _write(tmp_path, "_shared/de.toml", '[lists]\nharm = ["verhaftet", "getötet"]\n')
    _write(
        tmp_path,
        "presse/de.toml",
        'title = "Presse"\n[lists]\nwho = ["Reporter"]\n[[terms]]\nany = ["@who"]\nweight = 1\nnear = ["@harm", "bedroht"]\n',
    )
    (term,) = _topic(load_topics(tmp_path), "presse").languages["de"].terms
    assert (term.text, term.near) == ("Reporter", ("verhaftet", "getötet", "bedroht"))


def test_a_mistake_names_file_line_and_remedy_and_the_rest_goes_on(tmp_path: Path) -> None:
    _write(tmp_path, "water/en.toml", GOOD)
    bad = {
        "a/en.toml": ('title = "A"\n[[terms]]\ntexts = ["x"\nweight = 1\n', ":4:"),
        "b/en.toml": (GOOD.replace("0.5", "7"), ":2:"),
        "c/en.toml": (GOOD.replace("weight", "wight"), ":2:"),
        "d/en.toml": (GOOD.replace('"two"', '"@nobody"'), ":2:"),
        "e/en.toml": (GOOD.replace('title = "Own"', "reviewed = true"), "title"),
        "f/en.toml": ('title = "F"\n', "no terms"),
        "g/en.toml": (GOOD + 'form = "regex"\n', ":2:"),
        "h/en.toml": (GOOD + "near = [3]\n", ":2:"),
    }
    for name, (text, _) in bad.items():
        _write(tmp_path, name, text)
    loaded = load_topics(tmp_path)
    assert _topic(loaded, "water")
    assert len(loaded.problems) == len(bad)
    for name, (_, told) in bad.items():
        (problem,) = [problem for problem in loaded.problems if str(tmp_path / name) in str(problem)]
        assert told in str(problem)
        assert problem.remedy


def test_a_file_that_is_not_utf8_is_a_mistake_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "latin" / "fr.toml"
    path.parent.mkdir()
    path.write_bytes('title = "Liberté"'.encode("latin-1"))
    (problem,) = load_topics(tmp_path).problems
    assert "UTF-8" in problem.remedy


def test_a_folder_that_is_not_there_is_named_and_the_shipped_topics_stay(tmp_path: Path) -> None:
    loaded = load_topics(tmp_path / "nowhere")
    assert "nowhere" in str(loaded.problems[0])
    assert len(loaded.topics) == len(load_topics().topics)


def test_signs_at_a_word_say_which_of_its_forms_count(tmp_path: Path) -> None:
    _write(tmp_path, "presse/de.toml", GOOD.replace('"one", "two"', '"=Rede", "Zensur*", "Verbot"'))
    terms = _topic(load_topics(tmp_path), "presse").languages["de"].terms
    assert [(term.text, term.form) for term in terms] == [
        ("Rede", "exact"),
        ("Zensur", "prefix"),
        ("Verbot", "stem"),
    ]
