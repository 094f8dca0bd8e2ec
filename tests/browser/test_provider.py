"""A real login at a real provider in a real browser, and what the server refuses without one."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from data_access.access import people
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import shanghai_now
from data_access.schema import AccessEntry, CaseClock
from supervision.people import Role
from tests.browser.conftest import ROOT, environment_for, serving
from tests.browser.forked_server import serve
from tests.browser.socket_reader import request
from tests.forking import started

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's
PROVIDED = [
    oidc_provider_mock.User(sub="00123", claims={"name": "李监督"}),
    oidc_provider_mock.User(sub="00456", claims={"name": "王经办"}),
    oidc_provider_mock.User(sub="00789", claims={"name": "赵审计"}),
    oidc_provider_mock.User(sub="00999", claims={"name": "外人", "roles": ["supervisor"]}),
]
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secret}"
[auth.sso]
client_id = "supervision"
client_secret = "a secret that only the two of them know"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile", prompt = "login" }}
"""
SECRET = "0123456789abcdef0123456789abcdef-of-tests"


def secrets_file(path: Path, provider: str, secret: str = SECRET) -> str:
    file = path / "secrets.toml"
    file.write_text(SECRETS.format(provider=provider, secret=secret), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(user_claims=PROVIDED) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture(scope="module")
def server(
    own_district: str, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    now = shanghai_now()
    secrets = secrets_file(tmp_path_factory.mktemp("secrets"), provider)
    settings = {"SUPERVISION_SIGN_IN": "oidc", "STREAMLIT_SECRETS_FILES": secrets}
    with serving(own_district, **settings) as address:
        with writing(engine_for(own_district)) as connection:
            for person, subject, role, departments in (
                ("li", "00123", Role.SUPERVISOR, ()),
                ("wang", "00456", Role.STAFF, ("housing",)),
                ("zhao", "00789", Role.AUDITOR, ()),
            ):
                people.save_person(
                    connection,
                    person,
                    subject=subject,
                    name=person,
                    roles=[role],
                    departments=departments,
                    at=now,
                )
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def log_in(page: Page, subject: str) -> None:
    page.get_by_role("link", name="统一身份认证登录").click()
    page.fill("input[name=sub]", subject)
    page.locator("button[type=submit]").first.click()


def test_a_deep_link_leads_over_the_login_back_to_itself(
    server: str, own_district: str, page: Page
):
    with reading(engine_for(own_district)) as connection:
        case_id = connection.scalars(select(CaseClock.case_id).limit(1)).one()
    page.goto(f"{server}/case?id={case_id}&lang=zh")
    assert urlsplit(page.url).path == "/sign-in"
    log_in(page, "00123")
    page.wait_for_url("**/case?**")
    assert f"id={case_id}" in page.url.replace("%3A", ":")
    expect(page.get_by_text("计时台账").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("li", exact=False).first).to_be_visible()
    names = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert "supervision_session" in names
    assert names["supervision_session"]["httpOnly"]
    assert not [name for name in names if name.startswith("_streamlit_user")]
    with reading(engine_for(own_district)) as connection:
        entry = connection.execute(
            select(AccessEntry.person_id, AccessEntry.action)
            .where(AccessEntry.action.in_(["view", "sign_in"]))
            .order_by(AccessEntry.entry_no)
        ).all()
    assert entry[0] == ("li", "sign_in")
    assert ("li", "view") in entry


def test_a_link_to_an_act_leads_over_the_login_to_its_form(server: str, page: Page):
    finding, search = "c1|W06|red|1", "限期 100%&a=b+c"
    link = urlencode({"finding": finding, "lang": "zh", "search": search})
    page.goto(f"{server}/orders?{link}")
    with page.expect_request(lambda one: urlsplit(one.url).path == "/orders") as came:
        log_in(page, "00123")
    asked = parse_qs(urlsplit(came.value.url).query)
    assert asked == {"finding": [finding], "lang": ["zh"], "search": [search]}
    page.wait_for_url("**/card?**")
    assert parse_qs(urlsplit(page.url).query)["finding"] == [finding]
    expect(page.get_by_text("没有找到这张牌")).to_be_visible(timeout=30_000)


def test_a_person_without_the_right_gets_a_page_that_says_so(server: str, page: Page):
    page.goto(f"{server}/warnings?lang=zh")
    log_in(page, "00789")
    expect(page.get_by_text("您没有查看这一页的权限")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="访问审计").first.click()
    expect(page.get_by_role("heading", name="访问审计")).to_be_visible(timeout=30_000)


def test_somebody_whom_only_the_provider_knows_does_not_come_in(
    server: str, own_district: str, page: Page
):
    page.goto(f"{server}/?lang=zh")
    log_in(page, "00999")
    expect(page.get_by_text("您还没有使用本系统的权限")).to_be_visible()
    expect(page.get_by_text("00999")).to_be_visible()
    assert "supervision_session" not in {cookie["name"] for cookie in page.context.cookies()}
    with reading(engine_for(own_district)) as connection:
        refused = select(AccessEntry.subject_id).where(AccessEntry.action == "refused")
        assert connection.scalars(refused).all() == ["00999"]


def test_signing_out_ends_it_here_and_at_the_provider(server: str, provider: str, page: Page):
    page.goto(f"{server}/warnings?lang=zh")
    log_in(page, "00456")
    expect(page.get_by_role("heading", name="预警发牌")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="退出登录").click()
    page.wait_for_url(f"{provider}/oauth2/end_session?**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {
        "client_id": ["supervision"],
        "post_logout_redirect_uri": [f"{server}/oauth2callback"],
    }
    assert "supervision_session" not in {cookie["name"] for cookie in page.context.cookies()}
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    assert page.url == f"{server}/sign-in?out=1"
    page.goto(f"{server}/warnings")
    assert urlsplit(page.url).path == "/sign-in"


def test_a_forged_answer_of_the_provider_signs_nobody_in(server: str):
    for query in ("?code=x&state=y", "?code=", "?error=access_denied"):
        status, headers, body = request(server, "GET", f"/oauth2callback{query}")
        assert status == 503
        assert "supervision_session" not in headers.get("set-cookie", "")
        assert "暂时不能登录" in body.decode()


def test_who_comes_back_from_the_provider_without_an_answer_is_signed_in_by_nothing(server: str):
    for query in ("", "?state=x"):
        status, headers, _ = request(server, "GET", f"/oauth2callback{query}")
        assert (status, headers["location"]) == (303, "/sign-in?out=1")
        assert "set-cookie" not in headers


def test_the_demo_is_not_there_where_a_provider_is(server: str, own_district: str):
    with writing(engine_for(own_district)) as connection:
        people.save_person(
            connection,
            "demo-supervisor",
            subject="demo:supervisor",
            name="x",
            roles=[Role.SUPERVISOR],
            at=shanghai_now(),
            is_demo=True,
        )
    status, headers, _ = request(
        server, "POST", "/sign-in/demo", "person=demo-supervisor", Origin=server
    )
    assert status == 404
    assert "set-cookie" not in headers
    assert "demo-supervisor" not in request(server, "GET", "/sign-in")[2].decode()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SUPERVISION_SIGN_IN": "oidc"}, "secrets.toml has no [auth] redirect_uri"),
        ({"SUPERVISION_SIGN_IN": "oidc", "secret": "short"}, "no [auth] cookie_secret of 32"),
        ({"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}, "listens on loopback only"),
        (
            {"SUPERVISION_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/x"},
            "runs on the embedded database only",
        ),
    ],
)
def test_it_does_not_start_where_anybody_could_come_in(
    settings: dict[str, str], sentence: str, own_district: str, tmp_path: Path
):
    secret = settings.pop("secret", "")
    if secret:
        file = secrets_file(tmp_path, "http://localhost:1", secret)
        settings["STREAMLIT_SECRETS_FILES"] = file
    said = tmp_path / "said"
    process = started(serve, 0, ROOT, environment_for(own_district, **settings), str(said))
    process.join(120)
    assert process.exitcode
    assert sentence in said.read_text(encoding="utf-8")
