"""The runs table beside its charts."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def runs(page: Page) -> Page:
    page.goto("/ada/digits")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_text("26 of 26 runs")).to_be_visible()
    return page


def first_names(page: Page, count: int) -> list[str]:
    headers = page.get_by_role("rowheader")
    return [headers.nth(index).get_by_role("link").inner_text() for index in range(count)]


def test_the_newest_twenty_are_drawn(runs: Page):
    expect(runs.get_by_text("20 of 26 drawn")).to_be_visible()
    expect(runs.get_by_role("region", name="train/loss", exact=True)).to_contain_text("points")


def test_a_click_on_a_head_sorts_and_the_address_keeps_it(runs: Page):
    head = runs.get_by_role("columnheader", name="val/acc")
    head.get_by_role("button", name="val/acc", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(runs).to_have_url(re.compile(r"sort=-val/acc"))
    runs.reload()
    expect(runs.get_by_role("rowheader").nth(1)).to_contain_text("try 24")
    head.get_by_role("button", name="val/acc", exact=True).click()
    expect(runs.get_by_role("rowheader").first).to_contain_text("try 0")


def test_a_column_shows_another_statistic(runs: Page):
    runs.get_by_role("columnheader", name="val/acc").hover()
    runs.get_by_role("button", name="More for val/acc").click()
    runs.get_by_role("menuitemradio", name="Least").click()
    expect(runs.get_by_role("columnheader", name="val/acc (min)")).to_be_visible()
    expect(runs).to_have_url(re.compile(r"val/acc:min"))


def test_columns_are_searched_and_chosen(runs: Page):
    runs.get_by_role("button", name="Columns").click()
    runs.get_by_role("searchbox", name="Search fields").fill("owner")
    runs.get_by_role("checkbox", name="Owner").click()
    runs.keyboard.press("Escape")
    expect(runs).to_have_url(re.compile(r"sys/owner"))


def test_a_query_narrows_the_table_and_lies_in_the_address(runs: Page):
    runs.get_by_role("combobox", name="Query").fill("config/seed < 3")
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()
    runs.reload()
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()


def test_a_mistake_in_a_query_is_told_at_its_place(runs: Page, watched):
    watched.expected.append("400")
    runs.get_by_role("combobox", name="Query").fill("config/seed <> 3")
    runs.keyboard.press("Enter")
    expect(runs.get_by_role("alert")).to_contain_text("expected")
    expect(runs.get_by_text("26 of 26 runs")).to_be_visible()


def test_an_eye_hides_a_run_and_the_address_keeps_it(runs: Page):
    runs.get_by_role("button", name="Hide try 24").click()
    expect(runs.get_by_text("19 of 26 drawn")).to_be_visible()
    runs.reload()
    expect(runs.get_by_text("19 of 26 drawn")).to_be_visible()
    runs.get_by_role("button", name="Draw try 24").click()
    expect(runs.get_by_text("20 of 26 drawn")).to_be_visible()


def test_the_keyboard_moves_and_opens(runs: Page):
    runs.get_by_role("grid", name="Runs").focus()
    runs.keyboard.press("ArrowDown")
    runs.keyboard.press("ArrowDown")
    expect(runs.locator("[role=row][aria-current=true]")).to_contain_text("try 24")
    runs.keyboard.press("Enter")
    expect(runs.get_by_role("heading", name="try 24")).to_be_visible()


def test_failed_runs_say_why(runs: Page):
    row = runs.get_by_role("row").filter(has_text="try 24")
    expect(row).to_contain_text("Failed")
    expect(row).to_contain_text("CUDA out of memory")


def test_what_did_not_finish_is_marked_beside_its_name(runs: Page):
    runs.goto('/ada/digits?columns=config/seed&panes=table&query=sys/state = "failed"')
    heads = runs.get_by_role("rowheader")
    expect(heads).to_have_count(5)
    expect(heads.first.get_by_role("img", name=re.compile("^Failed: "))).to_be_visible()
    runs.goto('/ada/digits?columns=config/seed&panes=table&query=sys/state = "finished"')
    expect(heads.first).to_be_visible()
    expect(heads.get_by_role("img")).to_have_count(0)


def test_long_names_are_cut_in_the_middle(runs: Page):
    link = runs.get_by_role("rowheader").first.get_by_role("link")
    expect(link).to_contain_text("…")
    assert "until its end" in (link.get_attribute("title") or "")


def test_either_side_can_be_closed(runs: Page):
    runs.get_by_role("button", name="Show the charts").click()
    expect(runs.get_by_role("separator", name="Table and charts")).to_have_count(0)
    runs.get_by_role("button", name="Show the charts").click()
    divider = runs.get_by_role("separator", name="Table and charts")
    before = int(divider.get_attribute("aria-valuenow") or 0)
    divider.focus()
    runs.keyboard.press("ArrowLeft")
    assert int(divider.get_attribute("aria-valuenow") or 0) < before


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_fits_narrow_screens(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/ada/digits")
    expect(page.get_by_role("rowheader").nth(3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_condition_is_completed_word_by_word(runs: Page):
    query = runs.get_by_role("combobox", name="Query")
    query.click()
    query.press_sequentially("config/se")
    expect(runs.get_by_role("option", name="config/seed")).to_be_visible()
    query.press("Tab")
    expect(query).to_have_value("config/seed ")
    expect(runs.get_by_role("option", name="greater or equal")).to_be_visible()
    query.press_sequentially(">= 20")
    query.press("Enter")
    expect(runs.get_by_text("5 of 26 runs")).to_be_visible()


def test_values_are_offered(runs: Page):
    query = runs.get_by_role("combobox", name="Query")
    query.fill("config/optimizer/name = ")
    expect(runs.get_by_role("option", name='"adam"')).to_contain_text("25 runs")
    query.fill("sys/state = fa")
    runs.get_by_role("option", name="Failed").click()
    query.press("Enter")
    expect(runs.get_by_text("5 of 26 runs")).to_be_visible()


def test_a_filter_before_the_fields_are_known_takes_numbers_for_numbers(page: Page):
    held: list[Route] = []
    page.route("**/columns?*", lambda route: held.append(route))
    page.goto("/ada/digits?columns=config/seed")
    page.get_by_role("button", name="Filter").click()
    filter = page.get_by_role("dialog", name="Filter")
    filter.get_by_role("textbox", name="Value").fill("3")
    filter.get_by_role("combobox", name="Field").fill("config/seed")
    expect(page.get_by_role("combobox", name="Query")).to_have_value("config/seed = 3")
    filter.get_by_role("textbox", name="Value").fill("three")
    expect(page.get_by_role("combobox", name="Query")).to_have_value('config/seed = "three"')
    assert held
    while held:
        held.pop().continue_()
    filter.get_by_role("textbox", name="Value").fill("4")
    expect(page.get_by_role("combobox", name="Query")).to_have_value("config/seed = 4")


def test_the_filter_by_clicks_and_the_query_are_one(runs: Page):
    runs.get_by_role("button", name="Filter").click()
    filter = runs.get_by_role("dialog", name="Filter")
    filter.get_by_role("combobox", name="Field").fill("config/seed")
    filter.get_by_role("combobox", name="Operator").select_option(label="<")
    filter.get_by_role("textbox", name="Value").fill("3")
    expect(runs.get_by_role("combobox", name="Query")).to_have_value("config/seed < 3")
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()
    runs.keyboard.press("Escape")
    runs.get_by_role("combobox", name="Query").fill("config/seed < 3 AND val/acc > 0.55")
    runs.get_by_role("button", name="Filter: 2").click()
    conditions = runs.get_by_role("dialog", name="Filter").get_by_role("group")
    expect(conditions).to_have_count(2)
    conditions.first.get_by_role("button", name="Remove the condition").click()
    expect(runs.get_by_role("combobox", name="Query")).to_have_value("val/acc > 0.55")


def test_a_query_that_a_list_cannot_say_is_left_alone(runs: Page):
    runs.get_by_role("combobox", name="Query").fill("(config/seed < 3 OR config/seed > 22) AND val/acc > 0.5")
    runs.keyboard.press("Enter")
    expect(runs.get_by_text("5 of 26 runs")).to_be_visible()
    runs.get_by_role("button", name="Filter").click()
    expect(runs.get_by_role("dialog", name="Filter")).to_contain_text("more than a list of conditions")


def test_shift_adds_a_sort_key(runs: Page):
    head = runs.get_by_role("columnheader", name="State")
    head.get_by_role("button", name="State", exact=True).click()
    second = runs.get_by_role("columnheader", name="val/acc")
    second.get_by_role("button", name="val/acc", exact=True).click(modifiers=["Shift"])
    expect(runs).to_have_url(re.compile("sort=sys/state,-val/acc"))
    expect(head).to_contain_text("1")
    expect(second).to_contain_text("2")
    expect(runs.get_by_role("rowheader").first).to_contain_text("try 24")
    expect(runs.get_by_role("row").nth(1)).to_contain_text("Failed")


def test_groups_show_mean_and_deviation_and_open_to_their_runs(runs: Page):
    runs.goto("/ada/digits?group=sys/state&columns=val/acc:last,config/optimizer/name")
    grid = runs.get_by_role("treegrid", name="Runs")
    failed = grid.get_by_role("row").filter(has_text="Failed")
    expect(failed).to_contain_text("5 runs")
    expect(failed).to_contain_text("adam")
    finished = grid.get_by_role("row").filter(has_text="Finished")
    expect(finished).to_contain_text("±")
    expect(finished).to_contain_text("differs")
    grid.get_by_role("button", name="Runs of Failed").click()
    expect(grid.locator("[role=row][aria-level='2']")).to_have_count(5)
    expect(runs.get_by_text("2 of 2 drawn")).to_be_visible()


def test_a_baseline_measures_the_others(runs: Page):
    runs.goto("/ada/digits?columns=val/acc:last,sys/changed&sort=-val/acc:last")
    expect(runs.get_by_role("row").nth(4)).to_contain_text("→")
    runs.get_by_role("grid", name="Runs").focus()
    for _ in range(4):
        runs.keyboard.press("ArrowDown")
    runs.keyboard.press("b")
    expect(runs).to_have_url(re.compile("baseline=DIG-"))
    base = runs.locator("[role=row][aria-current=true]")
    expect(base).to_contain_text("baseline")
    other = runs.get_by_role("row").nth(2)
    expect(other).to_contain_text("lr")
    expect(other).to_contain_text("→")
    runs.keyboard.press("b")
    expect(runs).not_to_have_url(re.compile("baseline"))


def test_a_peek_follows_the_arrows(runs: Page):
    runs.get_by_role("grid", name="Runs").focus()
    runs.keyboard.press("ArrowDown")
    runs.keyboard.press("ArrowDown")
    runs.keyboard.press("Space")
    peek = runs.get_by_role("complementary")
    expect(peek.get_by_role("heading", name="try 24")).to_be_visible()
    expect(peek).to_contain_text("CUDA out of memory")
    runs.keyboard.press("ArrowDown")
    expect(peek.get_by_role("heading", name="try 23")).to_be_visible()
    runs.reload()
    expect(peek.get_by_role("heading", name="try 23")).to_be_visible()
    peek.get_by_role("button", name="Close the look").click()
    expect(peek).to_have_count(0)


def test_picked_rows_are_copied_for_a_sheet_and_for_a_paper(runs: Page):
    runs.context.grant_permissions(["clipboard-read", "clipboard-write"])
    runs.goto("/ada/digits?columns=val/acc:last,config/lr&sort=-val/acc:last&query=config/seed+>%3D+0")
    runs.get_by_role("checkbox", name="Select try 24").check()
    runs.get_by_role("checkbox", name="Select try 23").check()
    bar = runs.get_by_role("toolbar", name="Selected rows")
    expect(bar).to_contain_text("2 runs")
    bar.get_by_role("button", name="Copy").click()
    runs.get_by_role("menuitem", name="For a sheet").click()
    lines = runs.evaluate("navigator.clipboard.readText()").split("\n")
    assert [line.split("\t")[0] for line in lines] == ["Run", "try 24", "try 23"]
    assert float(lines[1].split("\t")[2]) == pytest.approx(0.5 + 0.24 + 0.049)
    bar.get_by_role("button", name="Copy").click()
    runs.get_by_role("menuitem", name="As LaTeX").click()
    assert "\\begin{tabular}" in runs.evaluate("navigator.clipboard.readText()")
    bar.get_by_role("button", name="Select none").click()
    expect(bar).to_have_count(0)


def test_a_run_goes_on_to_its_neighbours_in_the_list(runs: Page):
    runs.goto("/ada/digits?sort=-config/seed")
    runs.get_by_role("link", name="try 23").click()
    expect(runs.get_by_text("2 of 26")).to_be_visible()
    runs.keyboard.press("]")
    expect(runs.get_by_role("heading", name="try 22")).to_be_visible()
    runs.keyboard.press("[")
    expect(runs.get_by_text("2 of 26")).to_be_visible()
    expect(runs.get_by_role("button", name="The run before")).to_be_enabled()
    runs.keyboard.press("[")
    expect(runs.get_by_role("heading", name="try 24")).to_be_visible()
    expect(runs.get_by_text("1 of 26")).to_be_visible()


def test_columns_are_added_by_an_expression_and_shown_in_other_ways(runs: Page):
    runs.get_by_role("button", name="Columns").click()
    runs.get_by_role("searchbox", name="Search fields").fill("/^x/")
    expect(runs.get_by_text("No field has this in its path.")).to_be_visible()
    runs.get_by_role("searchbox", name="Search fields").fill("/seed|name$/")
    runs.keyboard.press("Escape")
    runs.goto("/ada/digits?columns=val/acc:last~heat~pin,train/loss:last~spark,val/acc:at%3D10")
    expect(runs.get_by_role("columnheader", name="val/acc (at step 10)")).to_be_visible()
    row = runs.get_by_role("row").filter(has_text="try 24")
    expect(row).to_contain_text("0.75")
    expect(row.get_by_role("img", name="train/loss over its steps")).to_be_visible()


def test_hundreds_of_columns_are_read_as_they_come_into_sight(page: Page):
    page.goto("/ada/extremes?columns=/^wide\\//&panes=table")
    first = page.get_by_role("row").nth(1)
    expect(page.get_by_role("button", name="Columns 700")).to_be_visible()
    expect(first).to_contain_text("1,000")
    asked: list[int] = []
    page.on("request", lambda request: asked.extend(count_columns(request)))
    page.get_by_role("grid").evaluate("grid => grid.scrollTo({ left: grid.scrollWidth })")
    expect(page.get_by_role("columnheader", name="wide/0699")).to_be_visible()
    expect(first).to_contain_text("1,699")
    assert asked
    assert max(asked) <= 120
    page.get_by_role("button", name="More for wide/0699").click()
    page.get_by_role("menuitem", name="Hide").click()
    expect(page).to_have_url(re.compile("~-wide/0699"))
    page.get_by_role("button", name="Columns 699").click()
    page.get_by_role("checkbox", name="/^wide\\//").click()
    expect(page.get_by_role("button", name="Columns 0")).to_be_visible()


def count_columns(request: Request) -> list[int]:
    if not request.url.endswith("/table"):
        return []
    return [len(request.post_data_json["columns"])]


def test_a_list_of_names_keeps_query_and_picks(runs: Page):
    runs.get_by_role("combobox", name="Query").fill("config/seed < 3")
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()
    runs.get_by_role("checkbox", name="Select try 2").check()
    runs.get_by_role("button", name="Select none").click()
    runs.get_by_role("button", name="Rows and export").click()
    runs.get_by_role("menuitemradio", name="A list of names").click()
    expect(runs).to_have_url(re.compile("look=list"))
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()


def test_the_table_is_saved_as_a_file_of_what_is_asked(runs: Page):
    runs.goto("/ada/digits?columns=config/seed&sort=config/seed&query=config/seed+<+3")
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()
    runs.get_by_role("button", name="Rows and export").click()
    with runs.expect_download() as download:
        runs.get_by_role("menuitem", name="Export the runs as CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert [line.split(",")[1:] for line in lines] == [
        ["name", "config/seed"],
        *([f"try {n}", str(n)] for n in range(3)),
    ]


def test_groups_are_saved_as_a_file(runs: Page):
    runs.goto("/ada/digits?except=config/seed&columns=val/acc:max")
    expect(runs.get_by_text("groups")).to_be_visible()
    runs.get_by_role("button", name="Rows and export").click()
    with runs.expect_download() as download:
        runs.get_by_role("menuitem", name="Export the groups as CSV").click()
    head, *rows = download.value.path().read_text().splitlines()
    assert head.startswith("runs,val/acc:max,val/acc:max std,val/acc:max runs")
    assert sum(int(row.split(",")[0]) for row in rows) == 26


def test_a_file_is_reached_from_its_cell(runs: Page):
    runs.goto("/ada/digits?columns=files/report,pictures&query=files/report+EXISTS")
    runs.get_by_role("gridcell").get_by_role("link", name="report.json").click()
    expect(runs).to_have_url(re.compile("/files\\?file=files(/|%2F)report"))
    expect(runs.get_by_text("accuracy")).to_be_visible()
