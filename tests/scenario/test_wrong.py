"""Wrong input: each file under ``wrong/`` lists, at its top, all that must be said of it.

Every line there is a whole message: file, line, key, what was found, what was expected.
"""

from pathlib import Path

import pytest

from sim.scenario import Problem, ScenarioError, check, load

WRONG = Path(__file__).parent / "wrong"
FILES = sorted(WRONG.glob("*.yaml"))


def listed_in(path: Path) -> list[str]:
    """The messages in the comment a wrong file opens with."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    assert head == "# Wrong:"
    messages = []
    for line in lines:
        if not line.startswith("# "):
            break
        messages.append(line.removeprefix("# "))
    return messages


@pytest.fixture(autouse=True)
def _beside_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_problem_is_told_with_its_place(path: Path) -> None:
    expected = listed_in(path)
    assert expected
    assert [str(problem) for problem in check(path.name)] == expected
    with pytest.raises(ScenarioError) as caught:
        load(path.name)
    assert str(caught.value) == "\n".join(expected)


def test_there_are_many_wrong_files() -> None:
    assert len(FILES) >= 155


def test_the_parts_the_wrong_files_lean_on_are_right(tmp_path: Path) -> None:
    path = tmp_path / "right.yaml"
    path.write_text("municipality: {}\norganisation: {}\nrun: {warm_up: 1 year, observe: 1 year}\n")
    town, office = WRONG / "parts/town.yaml", WRONG / "parts/office.yaml"
    assert check(path, municipality=str(town), organisation=str(office)) == []


def test_a_problem_holds_its_pieces() -> None:
    problems = check("several-at-once.yaml")
    assert problems[3] == Problem(
        file="several-at-once.yaml",
        line=26,
        key="organisation.tasks.plan",
        found='"dask", a unit that does not exist',
        expected="office or desk",
        suggestion="desk",
    )


def test_problems_come_by_file_and_line() -> None:
    problems = check("several-at-once.yaml")
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_a_file_included_from_elsewhere_is_named_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG / "parts")
    (problem, *_) = check("../mistake-in-a-part.yaml")
    assert problem.file == "town-with-mistakes.yaml"
    monkeypatch.chdir("/")
    (problem, *_) = check(WRONG / "mistake-in-a-part.yaml")
    assert Path("/", problem.file) == WRONG / "parts/town-with-mistakes.yaml"
