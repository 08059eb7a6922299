/** The style of the duplicates page: light, dark and high contrast by the reader's own choice; nothing by colour alone. */

export const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;
--line:light-dark(#767676,#8b8b8b);--soft:light-dark(#f4f4f4,#262626);--back:light-dark(#fff,#181818);--ink:light-dark(#1b1b1b,#eaeaea);
--apart:light-dark(#fff0c2,#4a3a08);--word:light-dark(#ffd35c,#7c5f00);--only:light-dark(#dcefff,#123a5a);--accent:light-dark(#0b57d0,#8ab4f8)}
@media (prefers-contrast:more){:root{--line:CanvasText;--back:Canvas;--ink:CanvasText;--soft:Canvas}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink)}
header,main,footer{max-width:100rem;margin:0 auto;padding:0 1.25rem}
h1{font-size:1.6rem;margin:1.25rem 0 .25rem}
form{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:end;margin:.75rem 0}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1rem}
legend{float:left;margin-right:1rem}
input[type=search],select{font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:4px;padding:.3rem .5rem}
input[type=search]{display:block;width:min(26rem,80vw)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ol.groups{list-style:none;margin:0;padding:0}
.group{border:1px solid var(--line);border-radius:6px;margin:.6rem 0}
.group[hidden]{display:none}
summary{cursor:pointer;padding:.5rem .75rem}
summary .where{display:block;font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
details[open]>summary{border-bottom:1px solid var(--line)}
.inside{padding:.5rem .75rem .75rem}
.members{margin:.25rem 0 .75rem;padding-left:2.2rem;font:13px/1.6 ui-monospace,monospace;overflow-wrap:anywhere}
.differences{margin:.25rem 0 .75rem;padding-left:2.2rem}
.differences a{color:var(--accent)}
.code{overflow:auto;max-height:75vh;border:1px solid var(--line);border-radius:4px}
table{border-collapse:collapse;width:100%;font:12px/1.45 ui-monospace,monospace;table-layout:fixed}
thead th{position:sticky;top:0;background:var(--soft);text-align:left;font-weight:600;padding:.3rem .5rem;overflow-wrap:anywhere;border-bottom:1px solid var(--line)}
col.number{width:3.6rem}col.sign{width:1.8rem}
td{vertical-align:top;padding:0 .4rem;white-space:pre-wrap;overflow-wrap:anywhere}
td.number{text-align:right;user-select:none}
td.sign{text-align:center;user-select:none;font-weight:700}
tr.apart td.code-left,tr.apart td.code-right{background:var(--apart)}
tr.only td.filled{background:var(--only)}
mark{background:var(--word);color:inherit;text-decoration:underline;text-decoration-thickness:1px}
.keys kbd{border:1px solid var(--line);border-radius:3px;padding:0 .3rem;font:12px ui-monospace,monospace}
@media (forced-colors:active){tr.apart td,tr.only td.filled{border-left:3px solid Highlight}mark{forced-color-adjust:none;background:Mark;color:MarkText}}
@media (max-width:60rem){col.number{width:2.6rem}td{padding:0 .2rem}}
@media print{.code{max-height:none}form,.keys{display:none}}
`;
