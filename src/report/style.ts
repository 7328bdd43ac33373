/**
 * Colours by class. They are Okabe and Ito's, which people with any kind of sight tell apart.
 * Maps are in steps of viridis.
 */
const LIGHT = [
  '--ink:#1c1e21;--quiet:#5b6068;--ground:#ffffff;--field:#eef0f3;--grid:#dfe2e6;--edge:#c9cdd3',
  '--s0:#0072b2;--s1:#d55e00;--s2:#00795a;--s3:#a8568a;--s4:#8a6d00;--s5:#2b8cc4;--s6:#1c1e21;--s7:#7a7f87',
  '--corrupted:#d55e00;--honest:#0072b2;--plain:#5b6068',
].join(';');
const DARK = [
  '--ink:#e6e8eb;--quiet:#a4abb5;--ground:#14161a;--field:#23272e;--grid:#2d323a;--edge:#464d58',
  '--s0:#56b4e9;--s1:#f0883e;--s2:#35c29a;--s3:#dd9ac4;--s4:#e0c344;--s5:#8ccdf3;--s6:#e6e8eb;--s7:#9aa1ab',
  '--corrupted:#f0883e;--honest:#56b4e9;--plain:#a4abb5',
].join(';');
const VIRIDIS = [
  ...['#440154', '#482475', '#414487', '#355f8d', '#2a788e', '#21918c', '#22a884'],
  ...['#44bf70', '#7ad151', '#bddf26', '#fde725'],
];
const DASHES = ['none', '6 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 3', '8 2 2 2'];

const CHARTS = [
  'svg text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}',
  'svg .end{text-anchor:end}svg .mid{text-anchor:middle}svg .small{font-size:10px}svg .strong{font-weight:600}',
  '.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.grid{stroke:var(--grid);fill:none}.axis{stroke:var(--quiet);fill:none}',
  '.level{stroke:var(--quiet);stroke-dasharray:2 4}.field{fill:var(--field)}.ground{fill:var(--ground)}',
  '.spread{fill:none;stroke-width:5;stroke-opacity:.3}.dot{stroke:none}',
  ...DASHES.map(
    (dash, k) =>
      `.s${k}{stroke:var(--s${k})}.line.s${k}{stroke-dasharray:${dash}}.dot.s${k}{fill:var(--s${k})}`,
  ),
  ...['corrupted', 'honest', 'plain'].map((name) => `.${name}{fill:var(--${name})}`),
  ...[1, 2, 3, 4, 5].map((level) => `.f${level}{fill-opacity:${(0.2 * level).toFixed(1)}}`),
  ...VIRIDIS.map((color, k) => `.h${k}{fill:${color}}`),
  'svg .on-dark{fill:#fff}svg .on-bright{fill:#111}',
].join('');

/**
 * The style of a figure that stands alone: light, on its own ground.
 * Drawing programs do not know variables, so it has none.
 */
export const FIGURE_STYLE = CHARTS.replace(/var\((--\w+)\)/g, (_, name: string) => {
  const color = LIGHT.split(';').find((entry) => entry.startsWith(`${name}:`));
  return color!.slice(name.length + 1);
});

/** The style of a page: light or dark as the reader has it, light on paper. */
export const PAGE_STYLE = [
  `:root{color-scheme:light dark;${LIGHT}}`,
  `@media(prefers-color-scheme:dark){:root{${DARK}}}`,
  `@media print{:root{color-scheme:light;${LIGHT}}}`,
  CHARTS,
  '*{box-sizing:border-box}body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:74rem;background:var(--ground);color:var(--ink);',
  'font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}',
  'h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--edge)}',
  'h3{font-size:1.05rem;margin:1.5rem 0 .5rem}p{max-width:46rem;margin:.5rem 0}.note,figcaption{color:var(--quiet);font-size:.9rem}',
  'figcaption strong{color:var(--ink)}a{color:var(--s0)}',
  '.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.5rem 2rem;align-items:start}',
  'figure{margin:0;min-width:0}figure svg{display:block;max-width:100%;height:auto;margin-top:.4rem}',
  'details{margin:.4rem 0}summary{cursor:pointer;color:var(--quiet);font-size:.9rem}',
  '.wide{overflow-x:auto;max-width:100%;max-height:30rem;overflow-y:auto}.wide:focus-visible,summary:focus-visible{outline:2px solid var(--s0)}',
  'table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}',
  'th,td{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid);white-space:nowrap}',
  '.facts td{white-space:normal}thead th{color:var(--quiet);font-weight:600;position:sticky;top:0;background:var(--ground)}tbody th{font-weight:400}',
  'pre,code{font:.85rem/1.45 ui-monospace,Menlo,Consolas,monospace}pre{background:var(--field);padding:.7rem .9rem;overflow-x:auto;white-space:pre-wrap}',
  '.numbers{display:flex;flex-wrap:wrap;gap:.4rem 2.2rem;margin:1rem 0;padding:0;list-style:none}.numbers b{display:block;font-size:1.5rem;line-height:1.2}',
  '.numbers span{color:var(--quiet);font-size:.875rem}nav ul{padding-left:1.2rem}',
  '@media print{body{max-width:none;padding:0;font-size:10pt}figure,table,pre{break-inside:avoid}details:not([open]),.folded:not(:has(details[open])){display:none}h2,h3{break-after:avoid}.wide{max-height:none;overflow:visible}}',
].join('');
