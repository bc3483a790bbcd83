/** The report's style sheet. Charts keep apart by dashes as well as by colour. */
const light = `
  --page: #ffffff; --card: #ffffff; --line: #d0d7de; --text: #16191f; --quiet: #4d5765; --link: #0958b8;
  --good: #1a7f37; --bad: #c4281c; --caught: #a85b00; --stopped: #5f6b7a; --bad-card: #fdecea;
  --series-1: #0969da; --series-2: #bc4c00; --series-3: #6639ba; --series-4: #1a7f37;`;

const dark = `
  --page: #0f141b; --card: #141a22; --line: #364150; --text: #e8ecf1; --quiet: #a5b0be; --link: #74b4ff;
  --good: #4ac26b; --bad: #ff7b72; --caught: #f0a541; --stopped: #93a0b0; --bad-card: #361615;
  --series-1: #58a6ff; --series-2: #f08d49; --series-3: #b692f6; --series-4: #4ac26b;`;

/** The rules of the whole page but the graph's, which brings its own. */
export const pageStyle = `
:root {${light}
  color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { :root {${dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--page); color: var(--text);
  font: 15px/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.35rem; margin: 0; } h3 { font-size: 1.05rem; margin: 1.4rem 0 0.5rem; }
header p, .pipeline > p, footer { color: var(--quiet); margin: 0.2rem 0; }
a { color: var(--link); } a:focus-visible, summary:focus-visible, .graph:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
.pipeline { margin: 2rem 0; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2rem; align-items: start; }
.graph { overflow: auto; max-height: 48rem; border: 1px solid var(--line); border-radius: 8px; background: var(--page); }
.graph svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0; } .states { width: 100%; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.3rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--quiet); font-size: 0.85em; } tbody th { font-weight: bold; }
.numeric { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.82em; font-weight: normal; }
code { overflow-wrap: anywhere; color: var(--quiet); } td code { color: inherit; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; max-height: 24rem; overflow: auto; }
.status { font-size: 0.8rem; font-weight: bold; padding: 0.1rem 0.5rem; border: 1.5px solid currentColor; border-radius: 1rem; white-space: nowrap; vertical-align: middle; }
.status.succeeded { color: var(--good); } .status.failed { color: var(--bad); } .status.caught { color: var(--caught); } .status.aborted { color: var(--stopped); }
.status::before { margin-right: 0.35em; } .status.succeeded::before { content: "✓"; } .status.failed::before { content: "✕"; }
.status.caught::before { content: "!"; } .status.aborted::before { content: "–"; }
.error { margin-top: 1rem; padding: 0.9rem 1rem; background: var(--bad-card); border-left: 5px solid var(--bad); border-radius: 4px; }
.error h3 { margin: 0 0 0.4rem; color: var(--bad); } .error p { margin: 0; }
.wrong { color: var(--bad); } .right { color: var(--good); font-weight: bold; }
.bar { display: block; width: 100%; min-width: 7rem; height: 0.8rem; margin-top: 0.3rem; } .bar path { stroke: var(--line); fill: none; }
.bar .succeeded { fill: var(--good); } .bar .failed { fill: var(--bad); } .bar .caught { fill: var(--caught); } .bar .aborted { fill: var(--stopped); }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: start; }
.chart { margin: 0; max-width: 100%; } .chart figcaption { font-weight: bold; } .chart > svg { max-width: 100%; height: auto; }
.chart text { font-size: 12px; fill: var(--quiet); } .middle { text-anchor: middle; } .end { text-anchor: end; }
.grid { stroke: var(--line); stroke-width: 0.75; fill: none; } .axis { stroke: var(--quiet); fill: none; }
.series-1 { stroke: var(--series-1); } .series-2 { stroke: var(--series-2); } .series-3 { stroke: var(--series-3); } .series-4 { stroke: var(--series-4); }
.line { fill: none; stroke-width: 2; } .line.series-2 { stroke-dasharray: 7 4; } .line.series-3 { stroke-dasharray: 2 3; } .line.series-4 { stroke-dasharray: 9 3 2 3; }
.chart circle.line { stroke-dasharray: none; fill: var(--card); } .reference { stroke: var(--quiet); stroke-width: 1.5; stroke-dasharray: 4 4; }
rect.column { stroke-width: 1; } rect.series-1 { fill: var(--series-1); fill-opacity: 0.85; } rect.series-2 { fill: var(--series-2); fill-opacity: 0.45; }
.point { stroke-width: 1; } circle.point { fill: var(--series-1); fill-opacity: 0.35; stroke-opacity: 0.6; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0; padding: 0 0 0 56px; font-size: 0.85em; color: var(--quiet); }
.legend svg { margin-right: 0.4rem; vertical-align: middle; } .legend path.column, .legend path.point { stroke-width: 8; } .legend .column.series-2 { stroke-opacity: 0.6; }
details { margin: 0.5rem 0; } summary { cursor: pointer; }
@media (max-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; } .pipeline { border: none; padding: 0; }
  .graph, pre { max-height: none; overflow: visible; } .skip { display: none; }
  .chart, tr, .error, .graph { break-inside: avoid; } h2, h3, caption, thead { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
