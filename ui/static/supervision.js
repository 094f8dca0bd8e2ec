// What Streamlit does not say in Chinese, links in drawn blocks that change the screen at once, and
// light or dark as the reader chose. Cosmetic: without this script the words stay English, the links
// load the page anew, and light or dark is the system's. The first page loads it, once; an element
// of the frame says the language and what was chosen.
(() => {
  const chinese = {
    "Choose an option": "请选择", "Choose options": "请选择", "No results": "没有匹配项",
    "Press Enter to apply": "按回车键应用", "Press Enter to submit form": "按回车键提交",
    "Print": "打印", "Print page": "打印", "Record screen": "录制屏幕", "Rerun": "重新运行",
    "Settings": "设置", "About": "关于", "Theme": "主题", "System": "跟随系统", "Light": "浅色",
    "Dark": "深色", "Clear cache": "清除缓存", "Main menu": "主菜单",
    "Fullscreen": "全屏", "Exit fullscreen": "退出全屏", "Close fullscreen": "退出全屏",
    "Download as CSV": "下载为 CSV", "Search": "查找", "Show/hide columns": "显示或隐藏列",
    "Sort ascending": "升序", "Sort descending": "降序", "Autosize": "自动列宽",
    "Pin column": "固定列", "Unpin column": "取消固定", "Hide column": "隐藏列",
    "Format": "格式", "Type to search": "输入以查找", "Clear search": "清除查找",
    "Next Result": "下一个", "Previous Result": "上一个", "Close search": "关闭查找",
    "Show data": "显示数据", "Show chart": "显示图表", "Copy to clipboard": "复制",
    "Close": "关闭", "Cancel": "取消", "Retry": "重试", "Stop": "停止",
    "Running...": "正在读取…", "Connecting": "正在连接", "CONNECTING": "正在连接",
    "Connection error": "连接中断", "Connection lost": "连接中断", "Page not found": "页面不存在",
    "Previous page": "上一页", "Next page": "下一页", "Open sidebar": "展开菜单",
    "Collapse sidebar": "收起菜单", "Expand sidebar": "展开菜单", "Clear value": "清除",
    "Clear all": "全部清除", "View fullscreen": "全屏", "Help for": "说明",
  };
  const named = ["aria-label", "placeholder", "title"];

  const word = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.nodeValue.trim();
      if (chinese[text]) node.nodeValue = node.nodeValue.replace(text, chinese[text]);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.closest('[data-testid="stMarkdownContainer"], [data-testid="stHtml"]')) return;
    for (const name of named) {
      const value = node.getAttribute(name);
      if (value && chinese[value]) node.setAttribute(name, chinese[value]);
    }
    node.childNodes.forEach(word);
  };

  const words = new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach(word);
      if (change.type === "characterData") word(change.target);
    }
  });

  const speak = (language) => {
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    words.disconnect();
    if (language === "en") return;
    words.observe(document.body, { childList: true, subtree: true, characterData: true });
    word(document.body);
  };

  // Streamlit listens to the browser's history: a new entry and its event change the screen.
  const open = (link) => {
    const isSame = link.pathname === location.pathname;  // a tile that unfolds stays where it is
    history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (!isSame) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };

  const follow = (event) => {
    const link = event.target.closest?.('[data-testid="stHtml"] a[href^="/"]:not([data-leave])');
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !isPlain) return;
    event.preventDefault();
    open(link);
  };

  const within = (node, selector) => (node.matches?.(selector) ? node : node.querySelector?.(selector));

  // A browser that cannot draw the map takes the drawing instead; Back does not return to the map.
  const hasWebgl = () => {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  };

  const drawInstead = (node) => {
    const link = within(node, '[data-testid="stHtml"] a[data-without-webgl][href^="/"]');
    if (!link || link.dataset.gone || hasWebgl()) return;
    link.dataset.gone = "1";
    history.replaceState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
  };

  const goAtOnce = (node) => {
    const link = within(node, '[data-testid="stHtml"] a[data-go][href^="/"]');
    if (!link || link.dataset.gone) return false;
    link.dataset.gone = "1";
    open(link);
    return true;
  };

  const followAtOnce = (changes) => {
    const nodes = changes.flatMap((change) => [...change.addedNodes]);
    nodes.forEach(heed);
    nodes.forEach(drawInstead);
    nodes.some(goAtOnce);
  };

  // Streamlit keeps light or dark apart for every path at which a visit begins; here one choice
  // holds for all of them.
  const CHOICE = "supervisionGround";
  const wear = (path) => {
    const chosen = localStorage.getItem(CHOICE), key = `stActiveTheme-${path}-v2`;
    if (!chosen || localStorage.getItem(key) === chosen) return false;
    localStorage.setItem(key, chosen);
    return true;
  };
  const began = new URL(performance.getEntriesByType("navigation")[0].name).pathname;

  const dress = (chosen) => {
    if (chosen) localStorage.setItem(CHOICE, chosen === "dark" ? '"Dark"' : '"Light"');
    const isStale = wear(began);
    wear(location.pathname);
    if (isStale) location.reload();
  };

  const heed = (node) => {
    const said = within(node, '[data-testid="stHtml"] [data-language]');
    if (!said) return;
    speak(said.dataset.language);
    dress(said.dataset.ground);
  };

  new MutationObserver(followAtOnce).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", follow);
  followAtOnce([{ addedNodes: [document.body] }]);  // what stood there before this script
})();
