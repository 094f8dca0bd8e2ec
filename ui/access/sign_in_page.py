"""The pages of the sign-in, and of what is not there: plain, and nothing of the system on them."""

import base64
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse

from supervision.people import Viewer
from supervision.words import LANGUAGES, N_, translate
from ui.formats import as_html
from ui.labels import LABELS

CHINESE, ENGLISH = LANGUAGES
LOGO = Path(__file__).parent.parent / "static" / "icon.svg"
ROLE_NOTES = {
    "supervisor": N_("看全部，查看完整信息，督办"),
    "leader": N_("看全部，导出"),
    "staff": N_("只看本部门，答复"),
    "administrator": N_("管理人员与数据质量，不看办件"),
    "auditor": N_("只看访问记录"),
}
EVERYWHERE, HERE_ONLY = "1", "here"
SIGNED_OUT = {
    EVERYWHERE: N_("您已退出登录"),
    HERE_ONLY: N_("您已退出本系统；统一身份认证可能仍然有效，离开公用电脑前请关闭浏览器"),
}
"""What to say by how far a sign-out went."""
STYLE = """
:root{color-scheme:light dark;--ground:#fff;--panel:#f4f6f8;--line:#e1e6eb;--text:#18222d;
--soft:#52606d;--accent:#1d4f7c;--amber:#7a5200;--amber-ground:#fdf4dc}
@media (prefers-color-scheme:dark){:root{--ground:#10171f;--panel:#1a232d;--line:#2a3541;
--text:#dfe6ed;--soft:#a5b1bd;--accent:#3b79af;--amber:#efc14d;--amber-ground:#33290f}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);
color:var(--text);font:15px/1.6 'Noto Sans SC','Source Han Sans SC','Microsoft YaHei',
'PingFang SC','Noto Sans CJK SC',sans-serif}
main{width:min(27rem,calc(100vw - 3rem));padding:2rem 0}
header{display:flex;align-items:center;gap:.75rem;margin-bottom:1.25rem}
header img{width:2.25rem;height:2.25rem}
h1{font-size:1.3rem;font-weight:600;margin:0}
p{margin:.5rem 0;color:var(--soft)}
.mark{color:var(--amber);background:var(--amber-ground);border-radius:6px;padding:.6rem .8rem}
form{margin:1rem 0 0}
.one{display:flex;align-items:baseline;gap:.75rem;width:100%;padding:.7rem .9rem;margin:.4rem 0;
border:1px solid var(--line);border-radius:6px;background:var(--panel);color:var(--text);
font:inherit;text-align:left;text-decoration:none;cursor:pointer;box-sizing:border-box}
.one:hover,.one:focus-visible{border-color:var(--accent);outline:none}
.one b{font-weight:600;white-space:nowrap}.one small{color:var(--soft)}
.main{justify-content:center;background:var(--accent);border-color:var(--accent);color:#fff}
footer{margin-top:1.5rem;font-size:.87rem;color:var(--soft)}
a{color:var(--accent)}
"""


def language_of(request: Request, wanted: str) -> str:
    """The language of the page asked for, else the browser's; Chinese by default."""
    for code in LANGUAGES:
        if f"lang={code}" in wanted:
            return code
    accepted = request.headers.get("accept-language", "").lower()
    return ENGLISH if accepted.startswith("en") else CHINESE


def demo_page(language: str, persons: Sequence[Viewer], wanted: str) -> HTMLResponse:
    """One button a made-up person, and a mark that nobody can miss."""
    buttons = []
    for person in persons:
        role = next(iter(sorted(person.roles)))
        words = translate(LABELS["role"][role], language)
        note = translate(ROLE_NOTES[role], language)
        buttons.append(
            f'<button class="one" name="person" value="{as_html(person.person_id)}">'
            f"<b>{as_html(words)}</b><small>{as_html(note)}</small></button>"
        )
    mark = translate(N_("演示模式：人员与数据都是虚构的，只在本机可用"), language)
    body = (
        f'<p class="mark">{as_html(mark)}</p>'
        f'<form method="post" action="/sign-in/demo">'
        f'<input type="hidden" name="next" value="{as_html(wanted)}">{"".join(buttons)}</form>'
    )
    return _page(language, body)


def provider_page(language: str, target: str, out: str) -> HTMLResponse:
    """One button to the provider, and after signing out a word of how far it is done."""
    said = translate(SIGNED_OUT.get(out, ""), language)
    words = translate(N_("统一身份认证登录"), language)
    note = f"<p>{as_html(said)}</p>" if said else ""
    return _page(
        language, f'{note}<a class="one main" href="{as_html(target)}">{as_html(words)}</a>'
    )


def refusal_page(language: str, subject: str) -> HTMLResponse:
    """Somebody whom the provider knows and this system does not."""
    title = translate(N_("您还没有使用本系统的权限"), language)
    told = translate(N_("请把下面的身份标识告诉系统管理员，开通后再登录："), language)
    again = translate(N_("换一个身份登录"), language)
    body = (
        f"<h1>{as_html(title)}</h1><p>{as_html(told)}</p><p><code>{as_html(subject)}</code></p>"
        f'<a class="one" href="/sign-in">{as_html(again)}</a>'
    )
    return _page(language, body, status=403)


def fault_page(language: str) -> HTMLResponse:
    """The database, or the provider, does not answer."""
    words = translate(N_("暂时不能登录，请稍后再试"), language)
    again = translate(N_("重新登录"), language)
    return _page(
        language,
        f'<p>{as_html(words)}</p><a class="one" href="/sign-in">{as_html(again)}</a>',
        status=503,
    )


def missing_page(language: str) -> HTMLResponse:
    """There is no screen of that name."""
    words = translate(N_("没有这个页面"), language)
    back = translate(N_("回到首页"), language)
    return _page(
        language, f'<p>{as_html(words)}</p><a class="one" href="/">{as_html(back)}</a>', status=404
    )


def _page(language: str, body: str, status: int = 200) -> HTMLResponse:
    name = translate(N_("金山区电子监察"), language)
    note = translate(N_("本系统记录查看、查找、导出和处置；请只为工作使用"), language)
    logo = base64.b64encode(LOGO.read_bytes()).decode()
    page = (
        f'<!doctype html><html lang="{"en" if language == ENGLISH else "zh-CN"}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{as_html(name)}</title>"
        f'<link rel="icon" href="data:image/svg+xml;base64,{logo}">'
        f"<style>{STYLE}</style></head><body><main>"
        f'<header><img src="data:image/svg+xml;base64,{logo}" alt=""><h1>{as_html(name)}</h1>'
        f"</header>{body}<footer>{as_html(note)}</footer></main></body></html>"
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
