/** The style sheet inside an SVG picture. It holds everything the picture needs, for light and dark, screen and paper. */

const light = `
  --canvas: #ffffff; --card: #ffffff; --line: #b4bcc8; --text: #16191f; --quiet: #4d5765; --edge: #5f6b7a; --catch: #8a94a3;
  --panel: #f3f5f8; --panel-line: #c9d0da;
  --good: #1a7f37; --good-card: #e9f7ec; --bad: #c4281c; --bad-card: #fdecea; --caught: #a85b00; --caught-card: #fff4e2;
  --stopped: #5f6b7a; --stopped-card: #eceff3; --running: #0969da; --running-card: #e6f1fe;
  --compute: #d45b07; --learning: #0b8a72; --storage: #55801a; --messages: #c2186b; --data: #3f4fd0; --flow: #56657c;`;

const dark = `
  --canvas: #0f141b; --card: #1a212b; --line: #46525f; --text: #e8ecf1; --quiet: #a5b0be; --edge: #93a0b0; --catch: #76828f;
  --panel: #141a22; --panel-line: #364150;
  --good: #4ac26b; --good-card: #11291a; --bad: #ff7b72; --bad-card: #361615; --caught: #f0a541; --caught-card: #32230c;
  --stopped: #93a0b0; --stopped-card: #232a33; --running: #58a6ff; --running-card: #10243f;
  --compute: #c9570a; --learning: #0b7f69; --storage: #547b1d; --messages: #b92069; --data: #4a58cf; --flow: #56657c;`;

/** The rules; every selector is below `.asl-graph`, so that the picture can stand in a page. */
export const svgStyle = `
.asl-graph {${light}
  font-family: Arial, "Liberation Sans", Helvetica, sans-serif; }
@media screen and (prefers-color-scheme: dark) { .asl-graph {${dark} } }
.asl-graph .canvas { fill: var(--canvas); }
.asl-graph text { fill: var(--text); white-space: pre; }
.asl-graph .name { font-size: 13px; font-weight: bold; }
.asl-graph .caption { font-size: 10.5px; fill: var(--quiet); }
.asl-graph .box { fill: var(--card); stroke: var(--line); stroke-width: 1.25; }
.asl-graph .panel { fill: var(--panel); stroke: var(--panel-line); stroke-dasharray: 2 3; }
.asl-graph .icon { fill: none; stroke: #ffffff; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.asl-graph .compute { fill: var(--compute); } .asl-graph .learning { fill: var(--learning); }
.asl-graph .storage { fill: var(--storage); } .asl-graph .messages { fill: var(--messages); }
.asl-graph .data { fill: var(--data); } .asl-graph .flow { fill: var(--flow); }
.asl-graph .good { fill: #1a7f37; } .asl-graph .bad { fill: #c4281c; }
.asl-graph .marker rect { fill: var(--quiet); } .asl-graph .marker text { fill: var(--canvas); font-size: 12px; font-weight: bold; }
.asl-graph .edge path { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.asl-graph .edge.catch path { stroke: var(--catch); stroke-width: 1.25; stroke-dasharray: 4 3; }
.asl-graph .head { fill: var(--edge); } .asl-graph .head.catch { fill: var(--catch); }
.asl-graph .label rect { fill: var(--canvas); fill-opacity: 0.9; } .asl-graph .label.inner rect { fill: var(--panel); }
.asl-graph .label text { font-size: 10.5px; fill: var(--quiet); }
.asl-graph .label.middle text, .asl-graph .marker text { text-anchor: middle; }
.asl-graph .unreachable .box { stroke-dasharray: 5 4; }
.asl-graph .missing .box { stroke: var(--bad); stroke-dasharray: 5 4; } .asl-graph .missing .name { fill: var(--bad); }
.asl-graph .badge { stroke: var(--card); stroke-width: 2; } .asl-graph .sign { fill: none; stroke: #ffffff; stroke-width: 2; stroke-linecap: round; }
.asl-graph .succeeded > .box { fill: var(--good-card); stroke: var(--good); stroke-width: 2; } .asl-graph .succeeded > .badge { fill: #1a7f37; }
.asl-graph .failed > .box { fill: var(--bad-card); stroke: var(--bad); stroke-width: 2; } .asl-graph .failed > .badge { fill: #c4281c; }
.asl-graph .caught > .box { fill: var(--caught-card); stroke: var(--caught); stroke-width: 2; } .asl-graph .caught > .badge { fill: #a85b00; }
.asl-graph .aborted > .box { fill: var(--stopped-card); stroke: var(--stopped); stroke-width: 2; } .asl-graph .aborted > .badge { fill: #5f6b7a; }
.asl-graph .running > .box { fill: var(--running-card); stroke: var(--running); stroke-width: 2; } .asl-graph .running > .badge { fill: #0969da; }
`;
