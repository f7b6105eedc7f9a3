"""Which places are photographed: each fault once, on as few pages as can be."""

from audits.photographs import SHOTS, SHOTS_PER_KIND, choose
from facts import CheckRun, Finding, Link, Outcome, Page, PageState

BASE = "https://www.example.kz/"


def _wrong(kind: str, page: str, target: str, text: str, outcome: Outcome = Outcome.NOT_MET) -> Finding:
    return Finding(outcome=outcome, kind=kind, target=target, page=BASE + page, profile="desktop-chrome", text=text)


def _page(path: str, *links: Link) -> Page:
    return Page(url=BASE + path, final_url=BASE + path, state=PageState.OK, profile="desktop-chrome", links=links)


def test_faults_are_shown_on_the_page_that_is_opened_anyway() -> None:
    """A fault of several pages is taken where another one is; a finding about an address stands at its link."""
    dead = f"{BASE}gone"
    runs = {
        "4-3.7": CheckRun(
            id="4-3.7",
            findings=(_wrong("low", "a", "#menu", "Menu"), _wrong("low", "b", "#menu", "Menu"), _wrong("low", "b", "#title", "Title")),
        ),
        "4-2.10": CheckRun(id="4-2.10", findings=(_wrong("dead", "b", dead, "Gone"), _wrong("dead", "c", f"{BASE}unlinked", "Nowhere"))),
    }
    link = Link(raw="/gone", url=dead, text="Gone", selector="main > a")

    chosen = choose(runs, iter([_page("a"), _page("b", link), _page("c")]))

    assert [(place[0].removeprefix(BASE), place[2], shot.selector) for place, shot in chosen.items()] == [
        ("b", dead, "main > a"),
        ("b", "#menu", "#menu"),
        ("b", "#title", "#title"),
    ]


def test_one_kind_does_not_take_all_pictures() -> None:
    """Of one kind only so many are shown, those that take points first, and met findings never."""
    many = tuple(_wrong("low", "a", f"#n{number}", f"Text {chr(97 + number)}") for number in range(20))
    met = Finding(outcome=Outcome.MET, target="#fine", page=f"{BASE}a", profile="desktop-chrome")
    open_one = _wrong("unsure", "a", "#maybe", "Maybe", Outcome.UNDECIDED)
    runs = {"4-3.7": CheckRun(id="4-3.7", findings=(open_one, met, *many))}

    chosen = choose(runs, iter([_page("a")]))

    targets = [place[2] for place in chosen]
    assert len([one for one in targets if one.startswith("#n")]) == SHOTS_PER_KIND
    assert targets[-1] == "#maybe"
    assert "#fine" not in targets


def test_every_kind_has_a_picture_however_many_faults_there_are() -> None:
    """What a person must judge is shown, even where kinds that take points could fill the report."""
    wrong = tuple(_wrong(f"kind {kind}", "a", f"#k{kind}-{chr(97 + number)}", f"Text {kind}") for kind in range(20) for number in range(5))
    doubtful = _wrong("decorative-doubtful", "a", "#photo", "", Outcome.UNDECIDED)
    runs = {"4-3.1": CheckRun(id="4-3.1", findings=(doubtful, *wrong))}

    chosen = choose(runs, iter([_page("a")]))

    targets = [place[2] for place in chosen]
    assert len(targets) == SHOTS
    assert targets[-1] == "#photo"
    assert {target.partition("-")[0] for target in targets[:-1]} == {f"#k{kind}" for kind in range(20)}
