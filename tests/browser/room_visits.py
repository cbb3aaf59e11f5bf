"""What a visitor does, in words that tests can use."""


def ask(page, question, *, state="finished"):
    """Ask, and wait for the newest answer to reach a state."""
    count = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    answer = page.locator(".turn").nth(count).locator(".answer")
    if state:
        reached(page, answer, state)
    return answer


def reached(page, answer, state):
    answer.and_(page.locator(f"[data-state='{state}']")).wait_for()


def lit(page):
    """The visible text of what is lit in the article."""
    page.wait_for_selector("mark.lit")
    return "".join(page.locator("mark.lit").all_inner_texts())


def in_view(page, selector):
    """Whether the first match lies wholly inside the scrolling column."""
    return page.locator(selector).first.evaluate(
        """element => {
            const box = element.getBoundingClientRect();
            const view = element.closest('.pane-body').getBoundingClientRect();
            return box.height > 0 && box.top >= view.top && box.bottom <= view.bottom;
        }"""
    )


def upload(page, *files):
    """Choose files and wait for the report."""
    page.set_input_files("#files", [str(file) for file in files])
    page.wait_for_selector(".work [role=status]")
    return page.inner_text(".work")


def titles(page):
    return page.locator(".entry-title").all_inner_texts()
