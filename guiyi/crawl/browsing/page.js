// Runs in each rendered page before its own scripts. Notes what hears clicks, what is asked for, and where a new window
// would lead; changes nothing by itself. The functions below are called by walk.py.
(() => {
  const SOON = 500;  // milliseconds
  const heard = new WeakSet();
  const me = { opened: [], asking: 0, changed: performance.now(), heard, isTold: false };
  const rowed = new Set();  // paths of several rows of a list that was shown: one alone, as on its last page, is a row, too
  Object.defineProperty(window, "__reader", { value: me });
  const listen = EventTarget.prototype.addEventListener;
  const LOOKED_FOR = /\.(?:closest|matches|is)\(\s*(["'`])([^"'`]{1,60})\1|\.(contains|hasAttribute|getAttribute|data)\(\s*(["'`])([\w-]{1,40})\4|\.dataset\.(\w{1,40})/g;
  const looked = new Set();  // selectors by which what is around an element hears which one was clicked
  EventTarget.prototype.addEventListener = function (kind, act) {
    if (/^(dbl)?click$/.test(kind) && this instanceof Element) heard.add(this);
    if (/^(dbl)?click$/.test(kind)) for (const [, , selector, by, , name, data] of String(act && act.handleEvent || act).matchAll(LOOKED_FOR)) looked.add(selector || (by === "contains" ? `.${name}` : `[${by === "data" ? "data-" : ""}${name || "data-" + data.replace(/[A-Z]/g, one => "-" + one.toLowerCase())}]`));
    return listen.apply(this, arguments);
  };
  const chosen = () => {  // the elements that are looked for
    const found = new Set(), jQuery = window.jQuery, told = root => Object.values(jQuery && jQuery._data && jQuery._data(root, "events") || {}).flat().filter(one => /click$/.test(one.origType)).map(one => one.selector);
    for (const root of [document, ...document.querySelectorAll("body,[id]")]) for (const one of told(root)) if (one) looked.add(one);
    for (const one of looked) try { for (const each of document.querySelectorAll(one)) if (each.attributes.length) found.add(each); } catch (e) { /* no selector of the browser's own */ }
    return found;
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function () {
    me.asking++;
    listen.call(this, "loadend", () => { me.asking--; me.changed = performance.now(); });
    return send.apply(this, arguments);
  };
  const fetched = window.fetch;
  window.fetch = function () {
    me.asking++;
    const end = () => { me.asking--; me.changed = performance.now(); };
    const answer = fetched.apply(this, arguments);
    answer.then(end, end);
    return answer;
  };
  const noted = to => { try { if (to && String(to) !== "about:blank") me.opened.push(new URL(String(to), document.baseURI).href); } catch (e) { /* no address */ } };
  window.open = to => {
    noted(to);
    const place = { set href(to) { noted(to); }, assign: noted, replace: noted };
    return { closed: false, focus() {}, close() {}, opener: null, get location() { return place; }, set location(to) { noted(to); } };
  };
  if (window.navigation) window.navigation.addEventListener("navigate", event => {  // a request does not tell what is behind #
    if (!event.destination.sameDocument && event.destination.url.includes("#")) noted(event.destination.url);
  });
  const changes = new MutationObserver(() => { me.changed = performance.now(); });
  const observe = root => changes.observe(root, { childList: true, subtree: true, characterData: true });
  observe(document);
  const shadows = new WeakMap();  // of elements that components make: what is in them is no part of the document
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function () {
    const root = attach.apply(this, arguments);
    shadows.set(this, root);
    observe(root);
    return root;
  };
  listen.call(window, "message", event => {  // to a frame that the page around it tells what to show; not how high it is
    if (event.source === window.parent && window.parent !== window && !/^\[iFrame/.test(event.data)) me.isTold = true;
  });
  const framed = one => {  // the reader of such a frame
    try { const inner = one.localName === "iframe" && one.contentWindow.__reader; return inner && inner.isTold ? inner : null; } catch (e) { return null; }
  };
  const told = () => [...document.querySelectorAll("iframe")].map(framed).filter(Boolean);
  const shadow = one => shadows.get(one) || one.shadowRoot || (framed(one) ? one.contentDocument.body : null);
  const later = window.setTimeout, forget = window.clearTimeout, awaited = new Set();
  let inTimer = false;  // what a timer sets anew is a clock, for which nobody waits
  const ended = id => { if (awaited.delete(id)) me.asking--; };
  window.setTimeout = function (act, wait, ...rest) {  // a list that grows a while after a click or scrolling (debounce)
    if (typeof act !== "function" || inTimer || !(wait > 0 && wait <= SOON)) return later.call(window, act, wait, ...rest);
    me.asking++;
    const id = later.call(window, () => { ended(id); inTimer = true; try { act.apply(window, rest); } finally { inTimer = false; } }, wait);
    awaited.add(id);
    return id;
  };
  window.clearTimeout = id => { ended(id); forget.call(window, id); };

  me.rests = still => !me.asking && performance.now() - me.changed >= still && told().every(one => one.rests(still));
  me.leads = () => [...me.opened, ...told().flatMap(one => one.opened)];

  const deep = function* (root) {  // its elements, and those within the shadows of its components
    for (const one of root.querySelectorAll("*")) { yield one; if (shadow(one)) yield* deep(shadow(one)); }
  };
  const above = one => one.parentElement || one.getRootNode().host || (one.ownerDocument !== document && one.ownerDocument.defaultView.frameElement) || null;
  const words = one => (one.innerText || (one.type === "button" && one.value) || "").replace(/\s+/g, " ").trim();
  const names = one => `${one.getAttribute("class") || ""} ${one.id || ""} ${one.getAttribute("rel") || ""}`;
  const seen = one => one.getClientRects().length > 0;
  const address = one => { const to = (one.getAttribute("href") || "").trim(); return !!to && !/^(#$|#(?!!?\/)|javascript:)/i.test(to); };
  const path = one => {
    const steps = [];
    for (let at = one; at && at !== document.documentElement && steps.length < 12; at = above(at)) steps.push(at.tagName + (at === one ? "." + (at.getAttribute("class") || "").replace(/\b(on|active|cur|current|selected|is-active|disabled)\b|\d+/gi, "").trim() : ""));
    return steps.join("<");
  };
  const NEVER = /登录|登陆|登入|注册|注销|退出|点赞|^\s*赞|顶一下|踩|收藏|关注|投票|报名|提交|删除|撤销|撤回|订阅|退订|评论|留言|回复|发送|发布|分享|转发|打印|下载|预约|支付|取消|确认|确定|保存|修改|编辑|上传|申请|举报|签到|加入|清空|搜索|查询|检索|语音|朗读|无障碍|客服|log ?in|log ?out|sign ?(in|up|out)|register|like|vote|submit|delete|remove|subscribe|share|print|save|edit|upload|send|comment|follow|favou?rite|buy|pay|cancel|confirm|search/i;
  const ACTS = /(^|[\s_-])(like|zan|praise|vote|del|delete|remove|submit|login|logout|share|print|collect|favor|favorite|search|close|edit|save)([\s_-]|$)/i;
  const OPENS = /^[\s[【]*(点击)?(查看|详情|详细|阅读|展开|view|details?)(全文|详情|详细|内容|更多)?[\s\]】>›»]*$/i;
  const YEAR = /^\s*(19|20)\d\d\s*年?度?\s*$/;
  const NEXT = /^(下一?[页頁]|后一?[页頁]|next( page)?|>|>>|›|»|→)[\s>›»]*$/i;
  const MORE = /^[\s∨↓v]*(点击|点此)?(加载|查看|显示|展开|浏览)更多.{0,6}$|^(load|show|view) more.{0,12}$/i;
  const SLIDES = "[class*=swiper],[class*=slick],[class*=carousel],[class*=banner],[class*=slide],[class*=calendar],[class*=date]";
  const off = one => !!one.closest("[disabled],[aria-disabled=true]") || /(^|[\s_-])disabled([\s_-]|$)|(^|\s)(no|not)-?(next|more)/i.test(names(one));
  const beside = (one, number) => {  // the number before it stands beside it: 1 2 3
    const near = one.parentElement && one.parentElement.children.length === 1 ? one.parentElement : one;
    return !!near.parentElement && [...near.parentElement.children].some(other => words(other) === String(number - 1));
  };
  const form = one => { const held = one.closest("form"); return !!held && (one.matches("input,button,select,textarea,label") || !!held.querySelector("textarea,input[type=password],input[type=file]")); };
  const clicked = one => (one.ownerDocument.defaultView.__reader || me).heard.has(one) || !!one.onclick || !!one.ondblclick || (one.tagName === "A" && !address(one) && one.hasAttribute("href")) || (one.matches("button,input[type=button],[role=tab],[role=button],[role=link]"));
  const pointed = one => getComputedStyle(one).cursor === "pointer" && (!one.parentElement || getComputedStyle(one.parentElement).cursor !== "pointer");

  const forbidden = (one, said) => form(one) || (said.length <= 14 && NEVER.test(said)) || ACTS.test(names(one)) || one.matches("input:not([type=button]),select,textarea,label,video,audio,html,body");
  me.find = () => {  // what can be clicked: [{kind, words, path, nth}]
    const found = [], count = new Map(), around = chosen(), shown = [...texts()].join(" ").replace(/\s+/g, " ").length;
    for (const one of deep(document.body || document.documentElement)) {
      if (found.length > 3000) break;
      if (!(clicked(one) || around.has(one) || pointed(one)) || !seen(one)) continue;
      const said = words(one);
      if (!said && !/next/i.test(names(one))) continue;
      if (said.length > 300 || said.length > shown * 0.8 || forbidden(one, said)) continue;
      if (one.closest("a[href]") && address(one.closest("a[href]"))) continue;
      let kind = "", at = one;
      if (OPENS.test(said) && (at = one.closest("tr,li,dd,dl,article,[class*=item],[class*=row],[class*=card]") || one) !== one && words(at).length >= said.length + 9 && words(at).length <= 300) kind = "row";
      else if (/^\d{1,4}$/.test(said)) kind = beside(one, said) ? "number" : "";
      else if (NEXT.test(said) || (said.length <= 4 && /(^|[\s_-])(next|nx|nextpage|pagenext)([\s_-]|$)/i.test(names(one)))) kind = one.closest(SLIDES) ? "" : "next";
      else if (MORE.test(said)) kind = "more";
      else if (said.length < 2 || /^[\d\s.…]+$/.test(said) || /^(上一?页|前一?页|首页|尾页|末页|上页|prev|first|last|返回.*|回到.*|返回顶部|top|关闭|收起|展开|字体.*|[大中小])$/i.test(said) && !/^首页$/.test(said)) continue;
      else if (one.querySelector("a[href]") && [...one.querySelectorAll("a[href]")].some(address)) continue;
      else if (one.matches("[role=tab]") || /(^|[\s_-])tabs?(?![a-z]*le)/i.test(names(one)) || (one.parentElement && /(^|[\s_-])tabs?(?![a-z]*le)/i.test(names(one.parentElement)))) kind = said.length <= 14 ? "tab" : "row";
      else kind = [...said].length >= 9 ? "row" : "menu";
      if (!kind) continue;
      if (kind === "next" && off(one)) kind = "end";
      const where = path(one), told = at === one ? said : words(at), mark = `${kind} ${where} ${told}`;
      found.push({ one, at, kind, words: told, path: where, nth: count.get(mark) || 0 });
      count.set(mark, (count.get(mark) || 0) + 1);
    }
    for (const select of document.querySelectorAll("select")) {  // a choice of years parts a list
      const years = [...select.options].filter(one => YEAR.test(one.text));
      if (years.length > 1 && seen(select) && !form(select)) for (const one of years) found.push({ one, at: one, kind: "tab", words: words(one) || one.text.trim(), path: path(one), nth: 0 });
    }
    const groups = new Map();
    for (const each of found) groups.set(each.path, (groups.get(each.path) || 0) + 1);
    const holds = (each, kind) => found.filter(other => other !== each && other.kind === kind && each.one.contains(other.one)).length;
    const rows = found.filter(each => each.kind === "row" && !holds(each, "row") && holds(each, "menu") < 2 && (groups.get(each.path) > 1 || rowed.has(each.path) || /(19|20)\d\d\s*[-/.年]/.test(each.words)));
    for (const each of rows) if (groups.get(each.path) > 1) rowed.add(each.path);
    return found.filter(each => each.kind === "row" ? rows.includes(each) : each.kind !== "menu" || !rows.some(row => row.one.contains(each.one)));
  };
  me.list = () => me.find().map(({ kind, words, path, nth }) => ({ kind, words, path, nth }));
  me.click = wanted => {
    const found = me.find().find(each => each.kind === wanted.kind && each.path === wanted.path && each.words === wanted.words && (wanted.kind === "row" || wanted.kind === "menu" || wanted.kind === "tab" ? each.nth === wanted.nth : true));
    if (!found) return false;
    for (const reader of [me, ...told()]) { reader.opened.length = 0; reader.changed = performance.now(); }
    if (found.one.tagName === "OPTION") { const select = found.one.closest("select"); found.one.selected = true; for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true })); } else { found.one.click(); if (wanted.kind === "row") found.one.dispatchEvent(new MouseEvent("dblclick", { bubbles: true })); }
    return true;
  };
  const texts = function* () {  // what is seen of the page, and of each of its components
    if (document.body) yield document.body.innerText;
    for (const one of deep(document)) if (shadow(one)) for (const each of shadow(one).children) yield each.innerText || "";
  };
  me.lines = () => [...new Set([...texts()].join("\n").split(/\n|\t/).map(line => line.replace(/\s+/g, " ").trim()).filter(line => [...line].length >= 6 && !/\d{1,2}:\d{2}:\d{2}/.test(line)))];
  me.shown = before => {  // what a click has opened in place: the smallest element that holds all lines that were not there
    const known = new Set(before), lines = one => (one.innerText || "").split(/\n|\t/).filter(line => [...line.trim()].length >= 6 && !known.has(line.replace(/\s+/g, " ").trim())).length;
    let at = document.body;
    const all = lines(at);
    for (let next = at; all && next; next = [...at.children].find(one => lines(one) === all)) at = next;
    return all && at !== document.body ? at.outerHTML : "";
  };
  const frames = count => {  // a frame tells of scrolling, the next of what it brought in sight: on a busy machine they are slow
    me.asking++;
    const next = () => { if (count-- > 0) requestAnimationFrame(next); else { me.asking--; me.changed = performance.now(); } };
    next();
  };
  me.down = () => { me.changed = performance.now(); frames(2); window.scrollTo(0, document.documentElement.scrollHeight); for (const one of deep(document.body)) if (one.scrollHeight > one.clientHeight + 40 && /(auto|scroll)/.test(getComputedStyle(one).overflowY)) one.scrollTop = one.scrollHeight; };

  const flat = (from, isTold) => {  // a copy of the page as it is seen: what is in a component's shadow stands in it
    const copy = framed(from) ? document.createElement("div") : from.cloneNode(false), slotted = from.localName === "slot" ? from.assignedNodes() : [];
    for (const child of shadow(from) ? shadow(from).childNodes : slotted.length ? slotted : from.childNodes) if (!isTold || child.localName !== "script") copy.append(child.nodeType === 1 ? flat(child, isTold || !!framed(child)) : child.cloneNode(false));
    return copy;
  };
  me.snapshot = () => {  // the page as it stands, with a placeholder link around the words of all that can be clicked
    const kept = me.find().filter(each => /^(row|menu|tab)$/.test(each.kind));
    kept.forEach((each, at) => each.at.setAttribute("data-reader-at", at));
    const copy = [...deep(document)].some(shadow) ? flat(document.documentElement, false) : document.documentElement.cloneNode(true);
    kept.forEach(each => each.at.removeAttribute("data-reader-at"));
    for (const one of copy.querySelectorAll("[data-reader-at]")) {
      const at = one.getAttribute("data-reader-at");
      one.removeAttribute("data-reader-at");
      if (one.tagName === "OPTION") { const link = copy.ownerDocument.createElement("a"); link.setAttribute("href", `reader:${at};`); link.append(one.text); one.closest("select").after(" ", link); continue; }
      if (one.tagName === "A") { one.setAttribute("href", `reader:${at};`); one.removeAttribute("onclick"); continue; }
      const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      let longest = null;
      for (let text = texts.nextNode(); text; text = texts.nextNode()) if (!longest || text.data.trim().length > longest.data.trim().length) longest = text;
      if (!longest || (longest.parentElement && longest.parentElement.closest("a[href]"))) continue;
      const link = copy.ownerDocument.createElement("a");
      link.setAttribute("href", `reader:${at};`);
      longest.replaceWith(link);
      link.append(longest);
    }
    return { html: "<!DOCTYPE html>" + copy.outerHTML, clicks: kept.map(({ kind, words, path, nth }) => ({ kind, words, path, nth })) };
  };
})();
