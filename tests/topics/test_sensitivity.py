"""What a chat and the README are told of each sensitivity is what was measured."""

import re
from pathlib import Path

import pytest

import bot.stories.match
from bot.model.interest import Sensitivity

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_the_figures_that_are_told_are_those_of_the_table(sensitivity: Sensitivity) -> None:
    rows = re.findall(r"^\| (\w+) +\| ([0-9.]+) +\|.*$", bot.stories.match.__doc__ or "", re.MULTILINE)
    assert dict(rows)[sensitivity.value] == str(sensitivity.threshold)
    (row,) = re.findall(rf"^\| {sensitivity.value} .*$", bot.stories.match.__doc__ or "", re.MULTILINE)
    precision, recall = (round(float(part) * 100) for part in row.split("|")[5].split("/"))
    assert (sensitivity.measured.on_topic, sensitivity.measured.missed) == (precision, 100 - recall)


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_the_readme_says_the_same(sensitivity: Sensitivity) -> None:
    figures = sensitivity.measured
    row = rf"^\| \*(only the )?{sensitivity.value}\*.* \| {figures.on_topic} \| {figures.missed} \|$"
    assert re.search(row, README.read_text(), re.MULTILINE)
