"""Sixty texts that would do something if a screen, workbook or log took them for more."""

IMAGES = (
    "![x](http://elsewhere.test/p.png)",
    "<img src=x onerror=alert(1)>",
    "<img src='http://elsewhere.test/p.png'>",
    "[![a](http://elsewhere.test/a.png)](http://elsewhere.test)",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<picture><source srcset=http://elsewhere.test/p></picture>",
    "<video src=http://elsewhere.test/v autoplay>",
    "<input type=image src=http://elsewhere.test/p>",
    "<object data=http://elsewhere.test/o>",
)
SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<meta http-equiv=refresh content='0;url=http://elsewhere.test'>",
    "<form action=http://elsewhere.test><button>登录</button></form>",
    "<a href='javascript:alert(1)'>点我</a>",
    "<div style='position:fixed;inset:0'>系统维护</div>",
    "<style>body{display:none}</style>",
    "<base href=http://elsewhere.test>",
    "<link rel=stylesheet href=http://elsewhere.test/s.css>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
)
LINKS = (
    "[点我](http://elsewhere.test)",
    "[点我](javascript:alert(1))",
    "<http://elsewhere.test>",
    "http://elsewhere.test/path",
    "www.elsewhere.test",
    "someone@elsewhere.test",
    "[x]: http://elsewhere.test",
    "[a][x]",
    "//elsewhere.test",
)
MARKS = (
    "**已办结** ~~超期~~",
    "# 系统通知",
    ":red[红牌]",
    ":material/error: 已销号",
    ":red-badge[红牌]",
    "`代码`",
    "$\\frac{1}{0}$",
    "| a | b |\n|---|---|",
    "- 一\n- 二",
    "> 引用",
    "---",
    "    缩进的代码",
    "&lt;b&gt;&#x3c;i&#x3e;",
)
FORMULAS = (
    '=HYPERLINK("http://elsewhere.test","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
)
BYTES = (
    "\u202egnp.exe",
    "\u200b零\u200b宽\u200b",
    "a\nb\r\nX-Injected: 1",
    "\u0000结尾".replace("\u0000", "\u0001"),
    "长" * 480,
    "'; DROP TABLE finding; --",
)
TEXTS = (*IMAGES, *SCRIPTS, *LINKS, *MARKS, *FORMULAS, *BYTES)
