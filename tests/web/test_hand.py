"""What people change by hand, in the table and on a run's page: it is kept with who did it and when."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

TABLE = "/ada/hand?columns=config/lr,config/note,sys/tags&panes=table"


@pytest.fixture
def table(written_page: Page) -> Page:
    written_page.goto(TABLE)
    expect(row_of(written_page, "try 3")).to_be_visible()
    return written_page


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def cell_of(page: Page, name: str, column: str) -> Locator:
    head = page.get_by_role("columnheader", name=column)
    place = head.get_attribute("aria-colindex")
    return row_of(page, name).locator(f"[aria-colindex='{place}']")


def pick(page: Page, *names: str) -> Locator:
    for name in names:
        row = row_of(page, name)
        row.hover()
        row.get_by_role("checkbox").check()
    return page.get_by_role("toolbar", name="Selected rows")


def test_a_cell_is_changed_and_says_what_is_wrong(table: Page, written_server: TestServer):
    cell_of(table, "try 0", "config/lr").dblclick()
    editor = table.get_by_role("textbox", name="New value of config/lr")
    editor.fill("fast")
    table.keyboard.press("Enter")
    expect(table.get_by_role("alert")).to_contain_text("number")
    editor.fill("0.25")
    table.keyboard.press("Enter")
    expect(editor).to_have_count(0)
    expect(cell_of(table, "try 0", "config/lr")).to_have_text("0.25")
    cell_of(table, "try 0", "config/lr").dblclick()
    editor.fill("7")
    table.keyboard.press("Escape")
    expect(cell_of(table, "try 0", "config/lr")).to_have_text("0.25")
    row_of(table, "try 0").get_by_role("link").click()
    expect(table.get_by_role("heading", name="try 0")).to_be_visible()
    table.get_by_role("link", name="Fields").click()
    table.get_by_role("searchbox", name="Search fields").fill("config/lr")
    table.get_by_role("button", name="lr", exact=True).click()
    history = table.get_by_role("region", name="Edited by hand")
    expect(history.get_by_role("listitem")).to_have_count(2)
    expect(history.get_by_role("listitem").first).to_contain_text("0.25")
    expect(history.get_by_role("listitem").first).to_contain_text("ada")
    expect(history.get_by_role("listitem").last).to_contain_text("1")


def test_a_run_is_given_a_colour_that_everybody_sees(written_page: Page):
    written_page.goto(TABLE)
    row_of(written_page, "try 2").get_by_role("link").click()
    written_page.get_by_role("button", name="Colour: ").click()
    written_page.get_by_role("dialog", name="Colour of this run").get_by_role("button", name="Gold").click()
    expect(written_page.get_by_role("button", name="Colour: Gold")).to_be_visible()
    written_page.goto(TABLE)
    dot = row_of(written_page, "try 2").get_by_role("button", name="Hide").locator("span").first
    expect(dot).to_have_attribute("style", re.compile(r"--s4\b"))
    row_of(written_page, "try 2").get_by_role("link").click()
    written_page.get_by_role("button", name="Colour: Gold").click()
    written_page.get_by_role("button", name=re.compile("By its number")).click()
    expect(written_page.get_by_role("button", name="Colour: Gold")).to_have_count(0)


def test_a_new_column_is_made_and_filled(table: Page):
    table.get_by_role("button", name="Columns").click()
    table.get_by_role("searchbox", name="Search fields").fill("verdict/own")
    table.get_by_role("button", name="A new column verdict/own").click()
    table.keyboard.press("Escape")
    cell_of(table, "try 1", "verdict/own").dblclick()
    table.get_by_role("textbox", name="New value of verdict/own").fill("<b>good</b>")
    table.keyboard.press("Enter")
    expect(cell_of(table, "try 1", "verdict/own")).to_have_text("<b>good</b>")
    table.get_by_role("combobox", name="Query").fill("verdict/own CONTAINS good")
    expect(table.get_by_text("1 of")).to_be_visible()


def test_a_run_is_renamed(table: Page):
    row_of(table, "try 1").get_by_role("link").click()
    table.get_by_role("button", name="Edit the name").click()
    table.keyboard.press("Control+a")
    table.keyboard.type("the first try")
    table.keyboard.press("Enter")
    expect(table.get_by_role("heading", name="the first try")).to_be_visible()
    table.go_back()
    expect(row_of(table, "the first try")).to_be_visible()


def test_picked_runs_are_tagged_and_untagged(table: Page):
    bar = pick(table, "try 2", "try 3")
    expect(bar).to_contain_text("2 runs")
    bar.get_by_role("button", name="Tag").click()
    panel = table.get_by_role("dialog", name="Tags")
    panel.get_by_role("textbox", name="Tag").fill("keep")
    panel.get_by_role("button", name="Add").click()
    for name in ("try 2", "try 3"):
        expect(cell_of(table, name, "Tags")).to_contain_text("keep")
    panel.get_by_role("button", name="Remove keep").click()
    for name in ("try 2", "try 3"):
        expect(cell_of(table, name, "Tags")).not_to_contain_text("keep")


def test_picked_runs_go_into_the_trash_and_come_back(table: Page):
    bar = pick(table, "try 2", "try 3")
    bar.get_by_role("button", name="Move 2 runs to trash").click()
    expect(row_of(table, "try 2")).to_have_count(0)
    expect(row_of(table, "try 3")).to_have_count(0)
    table.get_by_role("link", name="Trash").click()
    for name in ("try 2", "try 3"):
        table.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    table.get_by_role("button", name="Restore").first.click()
    table.goto(TABLE)
    expect(row_of(table, "try 2")).to_be_visible()
    expect(row_of(table, "try 3")).to_be_visible()


def test_notes_are_written_and_what_stood_there_is_kept(table: Page):
    row_of(table, "try 3").get_by_role("link").click()
    table.get_by_role("navigation", name="Parts of this run").get_by_role("link", name="Notes").click()
    expect(table.get_by_role("heading", name="No notes yet")).to_be_visible()
    for text in ("**Seven** is hard, $x^2$.", "Eight too."):
        table.get_by_role("button", name="the description").click()
        table.get_by_label("Description of the run").fill(text)
        table.get_by_role("button", name="Save the description").click()
        expect(table.get_by_role("button", name="Edit the description")).to_be_visible()
    expect(table.get_by_text("Eight too.").first).to_be_visible()
    history = table.get_by_role("region", name="Written before")
    older = history.get_by_role("listitem").filter(has_text="Seven is hard")
    expect(older).to_contain_text("ada")
    older.locator("summary").click()
    expect(older.locator("strong")).to_have_text("Seven")
    older.get_by_role("button", name="Bring it back").click()
    expect(history.get_by_role("listitem").filter(has_text="Eight too.")).to_be_visible()
    expect(table.locator("strong").filter(has_text="Seven").first).to_be_visible()
