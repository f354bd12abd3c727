"""Sites of one page: bundles whose router shows columns and articles, and asks interfaces for both."""

from __future__ import annotations

import json
import time
from urllib.parse import unquote

import pytest

from guiyi.crawl.observing.wanted import chunks_of
from guiyi.crawl.paging import ListPage, Paging, find_paging, read_data
from guiyi.crawl.paging.routed import article_asked, site_of
from guiyi.crawl.reading.links import read_links
from guiyi.markup.parsing import parse_html
from guiyi.records.layers import layer_page
from guiyi.records.letters import letter_page

HOST = "http://old.example.test"
SHELL = "<title>云川县水利局</title><div id=app></div><script type=module src=/assets/index.js></script>"
ENTRY = """const R=e=>({value:e}),U=()=>({}),M=e=>e,H=(...e)=>e,L=(e,t)=>e.map(t);const B="/web";
  async function G(e,t={}){const n=new URLSearchParams(t).toString(),r=await(await fetch(B+e+(n?"?"+n:""))).json();
    if(r.code!==0)throw new Error(r.message);return r.result}
  const T=()=>G("/menu"),N=e=>G("/news/list",e),I=e=>G(`/news/info/${e}`);
  const A={setup(){const t=R([]);M(async()=>{t.value=await T()});return()=>H("nav",null,L(t.value,e=>H("a",{to:"/list/"+e.id})))}};
  const O=X({routes:[{path:"/list/:id",name:"List",component:()=>import("./List-1.js")},
    {path:"/detail/:id",name:"Detail",component:()=>import("./Detail-1.js")}]});export{R as a,U as b,M as c,H as d,L as e,N as f,I as g};"""
LIST = """import{a as r,b as u,c as m,d as h,e as l,f as n}from"./index.js";const c={setup(){const t=u(),p=u(),s=r([]);
  async function k(i=1){s.value=(await n({columnId:t.params.id,page:i,size:8})).rows}m(()=>k(1));
  return()=>h("ul",null,l(s.value,e=>h("li",{onClick:o=>p.push({name:"Detail",params:{id:e.newsId}})})))}};export{c as default};"""
DETAIL = """import{a as r,b as u,c as m,g as i}from"./index.js";const d={setup(){const t=u(),s=r({});
  m(async()=>{s.value=await i(t.params.id)})}};export{d as default};"""
PACKED = """(()=>{var e={3(e,t,r){r.d(t,{K:()=>c,V:()=>s});var n=r(9),o=r.n(n)().create({baseURL:"/api",timeout:9});
  function c(e){return o({url:"/page",method:"post",data:e})}function s(e){return o.get("/detail",{params:{articleId:e}})}},
  4(e,t,r){var c=[{name:"通知公告",path:"/list/tz"},{name:"工作动态",path:"/list/dt"}];var u={data(){return{menus:c}},created(){}},
  i=function(){var e=this,r=e.$createElement;return e._l(e.menus,function(t){return r("a",{attrs:{to:t.path}})})};(0,r(7).A)(u,i)},
  5(e,t,r){var s=r(3),u={data(){return{q:{pageNum:1,code:""},l:[]}},created(){this.q.code=this.$route.params.code,this.go()},
  methods:{go(){var t=this;(0,s.K)(this.q).then(function(e){t.l=e.data.records})},
  to(e){this.$router.push({path:"/detail",query:{id:e.articleId}})}}},
  i=function(){var t=this,r=t.$createElement;return t._l(t.l,function(e){return r("a",{on:{click:function(){return t.to(e)}}})})};(0,r(7).A)(u,i)},
  6(e,t,r){var s=r(3);(0,r(7).A)({created(){(0,s.V)(this.$route.query.id)}})}};
  var w=[{path:"/list/:code",name:"list"},{path:"/detail",name:"detail"}];self.webpackChunk=e})();"""


def page_of(url: str, html: str, *files: str) -> ListPage:
    root = parse_html(html)
    return ListPage(url, html, root, read_links(root, url, html), files)


def asked(found: Paging | None) -> list[str]:
    assert found is not None
    return [unquote(unquote(unquote(one))).replace(HOST, "") for one in found.urls]


def test_a_menu_s_interface_gives_a_list_for_each_column_and_its_rows_their_articles() -> None:
    found = find_paging(page_of(f"{HOST}/", SHELL, ENTRY, LIST, DETAIL))
    assert asked(found) == [
        "/web/menu#__item:tree:/web/news/list?columnId={node.id}&page=1&size=8#__item:/web/news/info/{newsId}"
    ]
    assert found is not None
    tree = read_data(
        json.dumps({"code": 0, "result": [{"id": 3, "name": "公告"}, {"id": 5, "name": "要闻"}]}), found.urls[0]
    )
    assert tree is not None
    assert [*tree.parts.values()] == ["公告", "要闻"]
    rows = {
        "result": {"total": 9, "rows": [{"newsId": 71, "title": "关于修建水渠的通知", "publishDate": "2018-03-05"}]}
    }
    listing = read_data(json.dumps(rows), next(iter(tree.parts)))
    assert listing is not None
    assert [(one.url, one.listed_on) for one in listing.items] == [(f"{HOST}/web/news/info/71", "2018-03-05")]


def test_a_route_that_is_an_address_asks_its_own_list_and_article() -> None:
    found = find_paging(page_of(f"{HOST}/list/3", SHELL, ENTRY, LIST, DETAIL))
    assert asked(found) == ["/web/news/list?columnId=3&page=1&size=8#__item:/detail/{newsId}"]
    article = page_of(f"{HOST}/detail/71", SHELL, ENTRY, LIST, DETAIL)
    assert find_paging(article) is None
    assert [*article_asked(article)] == [f"{HOST}/web/news/info/71"]


def test_what_a_watcher_of_the_route_sends_by_a_made_axios_is_followed() -> None:
    entry = ENTRY.replace("const R=", 'const Q=Z({}),S=Q.create({baseURL:"/cms",timeout:9}),P=e=>S(e),R=').replace(
        "R as a", "P as p,R as a"
    )
    list_ = """import{a as r,b as u,c as m,d as h,e as l,p as n}from"./index.js";const c={setup(){const t=u(),q=r2({id:t.params.id,pageNum:1}),s=r([]);
      function k(){n({url:"/pages",method:"post",data:q}).then(({list:i})=>{s.value=i})}m(()=>t.params.id,v=>{q.id=v;k()},{immediate:!0});
      return()=>h("ul",null,l(s.value,e=>h("a",{to:{path:"/detail/"+e.newsId}})))}};export{c as default};""".replace(
        "r2(", "m("
    )
    found = find_paging(page_of(f"{HOST}/list/3", SHELL, entry, list_, DETAIL))
    assert asked(found) == ['/cms/pages#__post:json:{"id":"3","pageNum":1}#__item:/detail/{newsId}']


def test_the_columns_of_a_menu_that_stands_in_a_bundle_of_webpack_have_their_names() -> None:
    found = find_paging(page_of(f"{HOST}/", SHELL, PACKED))
    sent = '/api/page#__post:json:{{"pageNum":1,"code":"{}"}}#__item:/api/detail?articleId={{articleId}}'
    assert asked(found) == [sent.format("tz"), sent.format("dt")]
    assert found is not None
    assert [*found.parts.values()] == ["通知公告", "工作动态"]


@pytest.mark.parametrize(
    "files",
    [
        (ENTRY.replace("/list/:id", "/list").replace("/detail/:id", "/detail"), LIST.replace("t.params.id", "3")),
        (ENTRY, LIST.replace("page:i,size:8", "top:8")),
        (PACKED.replace("this.$route.params.code", "window.code"),),
        (ENTRY,),
        ("export{a as b};",),
    ],
)
def test_a_bundle_that_asks_no_list_by_its_route_tells_none(files: tuple[str, ...]) -> None:
    assert find_paging(page_of(f"{HOST}/", SHELL, *files)) is None


@pytest.mark.parametrize(
    "file",
    [
        "import a" * 10_000,
        "export{a as b};" + "const a=()=>{" * 3_000,
        "export{a};" + "".join(f"const a{n}=()=>a{n + 1}(),b{n}={{setup(){{a{n}()}}}};" for n in range(1_000)),
        'export{a};const b={setup(){for(;;){fetch("/l?page="+1)}}};' * 100,
        "self.webpackChunk.push([[1],{" + "".join(f"{n}(e,t,r){{r({n + 1})}}," for n in range(1_500)) + "}])",
        'p+"js/"+({' * 8_000,
        'x={path:"/a/:b",name:"c"};import("./' + "a" * 100_000,
    ],
)
def test_hostile_bundles_end_soon(file: str) -> None:
    began = time.process_time()
    find_paging(page_of(f"{HOST}/", SHELL, file, ENTRY))
    assert len([*chunks_of(file, f"{HOST}/a.js", f"{HOST}/")]) <= 40
    assert time.process_time() - began < 4


def test_an_article_in_bare_data_is_no_letter_and_is_shown_as_an_article() -> None:
    record = {"id": 7, "title": "关于修建水渠的通知", "publishDate": "2018-03-05", "origin": "县水利局", "columnName": "公告",
              "content": "<p>" + "各单位要做好防汛。" * 5 + "</p>"}  # fmt: skip
    reply = json.dumps({"code": 0, "result": record})
    assert letter_page(reply) is None
    assert "<h1>关于修建水渠的通知</h1><p>" in (layer_page(reply, "", record["title"]) or "")  # type: ignore[arg-type]
    assert letter_page(json.dumps(record | {"replyContent": "已经修好。"})) is not None


def test_a_bundle_is_followed_once_for_all_routes_behind_a_hash() -> None:
    first, second = (page_of(f"{HOST}/#/detail/{n}", SHELL, ENTRY, LIST, DETAIL) for n in (1, 2))
    assert site_of(first) is site_of(second)


LIBRARY = "/*" + "a library's own text " * 3200 + "*/function K(e){return e}var Z=[{path:'/'}];"
IN_ONE = (
    LIBRARY
    + (  # a router below /web, a menu that asks nothing, props, a class that asks, rows that are put to others
        """const Q=K({v:1}),M={setup(){const t=Q([{title:"通知公告",code:"tz"},{title:"工作动态",code:"dt"}]);
  return()=>K(t,i=>Q("a",{to:{name:"column",params:{code:i.code}}}))}};
  class F{constructor(t){this.base=t}async get(t,n={}){const s=new URLSearchParams;
    Object.entries(n).forEach(([o,l])=>{s.append(o,l)});return(await(await fetch(`${this.base}${t}?${s}`)).json()).result}}
  const P=new F("/svc"),I={props:{item:Object,code:String},setup(e){return()=>Q("li",{to:{name:"doc",params:{code:e.code,id:e.item.uuid}}})}},
  C={props:{code:String},setup(e){const n=K([]);let r=0;async function i(){r+=1;const o=await P.get("/contents",{column:e.code,page:r,size:5});
    n.value.push(...o.items)}return K(i),()=>Q(n.value,c=>Q(I,{item:c,code:e.code}))}},
  D={props:{id:String},setup(e){K(async()=>{await P.get(`/contents/${e.id}`)})}},
  R=K({history:K("/web/"),routes:[{path:"/column/:code",name:"column",component:C},{path:"/doc/:code/:id",name:"doc",component:D}]});"""
    )
)
WAITS = """(self.webpackChunk=[]).push([[1],{5(t,n,e){e.d(n,["A",0,{base:"/v1"}])},6(t,n,e){e.d(n,{l:()=>i});var o=e(5),i=function(n){
  return new Promise(function(r){uni.request({url:o.A.base+"/news",data:n,method:"POST",header:{"content-type":"application/x-www-form-urlencoded"},
  success:function(s){r(s.data)}})})}},7(t,n,e){e.d(n,{default:()=>a});var o=e(6);const a={data:function(){return{list:[],page:1,cate_id:0}},
  onLoad:function(t){this.cate_id=t.cate_id,this.getList()},methods:{getList:function(){var t,n=this;return(t=i().m(function t(){var e;
  return i().w(function(t){for(;;)switch(t.n){case 0:return t.n=1,(0,o.l)({cate_id:n.cate_id,page:n.page});case 1:e=t.v,n.list=e.list,
  uni.navigateTo({url:"/pages/detail?id="+e.list[0].newsId});case 2:return t.a(2)}},t)}),function(){var n=this,e=arguments;
  return new Promise(function(r,o){var i=t.apply(n,e);function a(t){c(i,r,o,a,"next",t)}a(void 0)})})()}}};
  function c(t,n,e,r,o,i){try{var u=t[o](i),s=u.value}catch(t){return void e(t)}u.done?n(s):Promise.resolve(s).then(r)}}}]);
  var r=[{path:"/pages/list"},{path:"/pages/detail"}];"""
TABLED = """(self.webpackChunk=[]).push([[1],{3(e,t,a){a.d(t,{default:()=>r});var n=a(581),s=a(190);const o={notice:101,science:103};
  async function q(e){const r=await fetch("/gw/page",{method:"POST",body:JSON.stringify(e)});if(r.status>=200&&r.status<300)return r.json();throw 1}
  function r(){const{type:e}=(0,s.g)(),t=(0,s.Z)(),[a,r]=(0,n.useState)([]),l=async(t=1)=>{const a=await q({current:t,pageSize:4,categoryId:o[e]});
  a.success&&r(a.data.records)};(0,n.useEffect)(()=>{l()},[e]);return n.createElement("ul",null,a.map(a=>n.createElement("li",
  {onClick:()=>t(`/news/${e}/detail?id=${a.newsId}`)})))}},4(e,t,a){a.d(t,{default:()=>r});var n=a(581),s=a(190);function r(){const[q]=(0,s.S)();
  (0,n.useEffect)(()=>{fetch("/gw/info?newsId="+q.get("id"))})}},5(e,t,a){a.d(t,{default:()=>r});var n=a(581);
  const m=[{name:"通知公告",path:"/news/notice"},{name:"科普园地",path:"/news/science"}];function r(){(0,n.useEffect)(()=>{});
  return m.map(m=>n.createElement("a",{to:m.path}))}}}]);var w=[{path:"/news/:type"},{path:"/news/:type/detail"}];"""


def test_a_program_in_one_file_with_its_libraries_is_followed_where_the_site_s_own_begins() -> None:
    found = find_paging(page_of(f"{HOST}/web/", SHELL, IN_ONE))
    assert asked(found) == [
        f"/svc/contents?column={code}&page=1&size=5#__item:/web/doc/{code}/{{uuid}}" for code in ("tz", "dt")
    ]
    assert found is not None
    assert [*found.parts.values()] == ["通知公告", "工作动态"]
    article = page_of(f"{HOST}/web/doc/tz/8a7", SHELL, IN_ONE)
    assert [one.replace(HOST, "").rstrip("?") for one in article_asked(article)] == ["/svc/contents/8a7"]


def test_what_waits_is_followed_though_a_compiler_took_it_apart_and_a_small_app_is_read_by_its_onload() -> None:
    site = site_of(page_of(f"{HOST}/", SHELL, WAITS))
    assert site is not None
    assert site.list_ is not None
    assert (site.list_.url, site.list_.way) == ("/v1/news", "form")
    assert [one.replace("\ue000", "{").replace("\ue001", "}") for one in site.bundle.led] == [
        "/pages/detail?id={r1.data.list[].newsId}"
    ]


def test_a_column_s_number_in_a_table_of_the_program_is_looked_up_by_its_route() -> None:
    found = find_paging(page_of(f"{HOST}/", SHELL, TABLED))
    assert asked(found) == [
        f'/gw/page#__post:json:{{"current":1,"pageSize":4,"categoryId":{number}}}#__item:/gw/info?newsId={{newsId}}'
        for number in (101, 103)
    ]


def test_a_long_script_without_a_router_is_no_program() -> None:
    assert site_of(page_of(f"{HOST}/", SHELL, IN_ONE.replace("path:", "way:"))) is None


APART = LIBRARY.replace("path:", "way:") + (  # modules of webpack that hand each other on, each setting at the end
    """(()=>{var e={11(e,t,n){n.d(t,["A",0,{data:function(){return{menus:[{title:"通知公告",typeId:7},{title:"工作动态",typeId:8}]}},
  methods:{jump:function(e){this.$router.push({path:"/news",query:{typeId:e.typeId}})}}}])},12(e,t,n){n.d(t,{X:()=>i});
  var i=function(){var e=this,n=e._self._c||e.$createElement;return e._l(e.menus,function(t){return n("li",{on:{click:function(){e.jump(t)}}})})}},
  13(e,t,n){const i=n(11).A;n.d(t,["A",0,i])},14(e,t,n){var i=n(12),r=n(13);const o=(0,n(99).A)(r.A,i.X,[]).exports;n.d(t,["A",0,o])},
  15(e,t,n){n.d(t,["A",0,{data:function(){return{n:1,rows:[]}},mounted:function(){var t=this;this.$axios.get(this.$api+"/page",
  {params:{typeId:this.$route.query.typeId,current:this.n}}).then(function(e){t.rows=e.data.rows})}}])}};var o=n(7);
  var b=o.default;b.prototype.$api="/gov";var u=new t.A({routes:[{path:"/news",name:"news"}]})})();"""
)


def test_modules_of_one_file_are_put_together_with_what_its_end_sets_for_all() -> None:
    found = find_paging(page_of(f"{HOST}/", SHELL, APART))
    assert asked(found) == [f"/gov/page?typeId={number}&current=1" for number in (7, 8)]
    assert found is not None
    assert [*found.parts.values()] == ["通知公告", "工作动态"]
