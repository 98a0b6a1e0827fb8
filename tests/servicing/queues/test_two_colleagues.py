"""Two colleagues at once, each in a browser of their own: they never meet, and one takes over from the other."""

from playwright.sync_api import expect

from servicing.models import Claim, ClaimRecord
from tests.accounts.contact.calling import holder_of
from tests.servicing.queues.test_keys import morning, pytestmark  # noqa: F401 -- a fixture
from tests.servicing.queues.waiting import late
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import browser, desk, sign_in  # noqa: F401 -- fixtures

PEOPLE = 12
# Next, and on from each person by a snooze, as fast as the desk answers, until nobody is left.
RACE = """() => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value, people = []
  const send = async (address, fields) => {
    const body = new URLSearchParams({csrfmiddlewaretoken: token, form_key: crypto.randomUUID(), ...fields})
    return (await fetch(address, {method: "POST", body})).url.match(/\\/customers\\/(\\d+)\\/workspace\\//)
  }
  const race = async () => {
    let person = await send("/queues/m1/next/", {})
    while (person) {
      people.push(Number(person[1]))
      person = await send(`${person[0]}snooze/`, {until: "tomorrow 9", reason: "papers", then: "next"})
    }
    return people
  }
  window.worked = race()
}"""


def test_two_who_race_never_meet(morning, desk):  # noqa: F811
    crowd = [holder_of(late(number=number)) for number in range(PEOPLE)]
    colleague("agent", "bo")
    pages = [sign_in(desk(), name) for name in ("agent", "bo")]
    for page in pages:
        page.goto("/queues/m1/")
    for page in pages:
        page.evaluate(RACE)
    worked = [page.evaluate("worked") for page in pages]
    assert all(worked)
    assert sorted(person for each in worked for person in each) == sorted(crowd)
    assert ClaimRecord.objects.count() == PEOPLE


def test_a_supervisor_takes_over_and_the_agent_is_told(morning, desk):  # noqa: F811
    person = holder_of(late())
    agent, supervisor = sign_in(desk()), sign_in(desk(), "supervisor")
    agent.goto("/queues/m1/")
    agent.keyboard.press("n")
    agent.wait_for_url(f"**/customers/{person}/workspace/")
    supervisor.goto(f"/customers/{person}/workspace/")
    supervisor.get_by_text("Take over from The agent").press("Enter")
    supervisor.get_by_label("Reason").press_sequentially("complained about us")
    supervisor.keyboard.press("Enter")
    expect(supervisor.get_by_role("status")).to_have_text("This person is yours.")
    agent.keyboard.press("s")
    agent.get_by_label("Until, their time").press_sequentially("tomorrow 9")
    agent.keyboard.press("Enter")
    expect(agent.get_by_role("status")).to_contain_text("You do not have this person any more")
    assert Claim.objects.get().holder == "supervisor"
    assert list(ClaimRecord.objects.order_by("fence").values_list("end", "end_reason")) == [
        ("taken-over", "complained about us"),
        ("", ""),
    ]
