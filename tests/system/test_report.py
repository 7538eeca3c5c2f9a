"""The report in a real browser: accessible by axe's rules, nothing to scroll sideways, usable from the keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from exports.report.places import region_href
from rules.regions import CODES

pytestmark = pytest.mark.system
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
).split()
KINDS = (
    "index.html",
    "vardplatser_2024.html",
    "vardkoer_2025.html",
    "kapacitet_2022.html",
    "tillganglighet_2024_uppfoljning.html",
    "region_07_kronoberg.html",
    "region_07_kronoberg_tillganglighet_2024.html",
    "region_07_kronoberg_vardplatser_2024_celler.html",
    "underlag.html",
    "lagkartan.html",
)
"""One page of each kind, and the two kinds of grant."""
WIDTHS = pytest.mark.parametrize("width", [375, 1280], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def folder(house, wait_until) -> Path:
    """The pages of the project's own deliveries."""
    built = house("befolkning", "bup", "vardplatser", "operationer", "redovisning", "rekvisition", "malvarden")
    for arguments in (["run"], ["report", "--out", str(built.place / "rapport")]):
        process = built.bonuspott(*arguments)
        output, _ = process.communicate(timeout=240)
        assert process.returncode == 0, output
    return built.place / "rapport"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_script_timeout(300)  # the longest page takes axe half a minute when nothing else is running
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: WebDriver, folder: Path) -> Callable[[str, int], WebDriver]:
    """Opens a page at a width, which a window on its own does not go below 500 for."""

    def open_page(name: str, width: int) -> WebDriver:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get((folder / name).as_uri())
        return browser

    return open_page


@WIDTHS
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_to_object_to(opened, name: str, width: int) -> None:
    browser = opened(name, width)
    # Also what is folded together until someone asks for it.
    browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
    violations = Axe().run(browser)["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in violations] == []


@WIDTHS
def test_no_page_is_wider_than_its_window(opened, folder: Path, width: int) -> None:
    wide = {
        path.name: found
        for path in sorted(folder.glob("*.html"))
        if (found := opened(path.name, width).execute_script("return document.documentElement.scrollWidth")) > width
    }
    assert not wide


def test_why_a_region_gets_its_amounts_is_told_in_the_first_screen_of_a_telephone(opened, folder: Path) -> None:
    ends = {
        path.name: opened(path.name, 375).execute_script(
            "return document.querySelector('.answer').getBoundingClientRect().bottom"
        )
        for path in (folder / region_href(code) for code in CODES)
    }
    assert len(ends) == 21
    assert {name: end for name, end in ends.items() if end > 700} == {}


def test_the_keyboard_reaches_the_content_the_grants_and_the_regions(opened) -> None:
    browser = opened("index.html", 375)
    reached = []
    for _ in range(11):
        browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
        reached.append(browser.switch_to.active_element.text)
    assert reached[0] == "Hoppa till innehållet"
    assert {"Tillgänglighet 2024", "Vårdplatser 2024", "Vårdköer 2025", "Underlag", "Regioner"} <= set(reached)


def test_the_keyboard_opens_the_list_of_regions_and_goes_to_one(opened) -> None:
    browser = opened("index.html", 1280)
    browser.find_element(By.CSS_SELECTOR, "nav summary").send_keys(Keys.ENTER)
    browser.find_element(By.CSS_SELECTOR, "nav .regions a[href='region_21_gavleborg.html']").send_keys(Keys.ENTER)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Region Gävleborg"


def test_a_printed_page_shows_what_is_folded(opened) -> None:
    browser = opened("region_07_kronoberg_tillganglighet_2024.html", 1280)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    closed = browser.find_element(By.CSS_SELECTOR, "details.outcome:not([open]) p")
    try:
        assert browser.execute_script("return arguments[0].checkVisibility()", closed)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
