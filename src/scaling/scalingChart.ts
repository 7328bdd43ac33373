import { amdahlSpeedUp } from './fits.js';
import type { ScalingMeasurement } from './measureScaling.js';

const WIDTH = 700;
const HEIGHT = 420;
const LEFT = 56;
const RIGHT = 200;
const TOP = 48;
const BOTTOM = 56;

/**
 * A scaling report as an SVG figure: speed-up over threads, both by powers of two.
 * Equal reports give equal bytes.
 */
export function scalingChart(measurement: ScalingMeasurement): string {
  const { points, predicted, amdahl, scenario, host } = measurement;
  const most = Math.max(...predicted.map(({ threads }) => threads), ...points.map(({ threads }) => threads));
  const x = (threads: number) => LEFT + (Math.log2(threads) / Math.log2(most)) * (WIDTH - LEFT - RIGHT);
  const y = (speedUp: number) =>
    HEIGHT - BOTTOM - (Math.log2(Math.max(speedUp, 1)) / Math.log2(most)) * (HEIGHT - TOP - BOTTOM);
  const line = (pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([threads, speedUp]) => `${x(threads).toFixed(1)},${y(speedUp).toFixed(1)}`).join(' ');
  const ticks = powersOfTwo(most);
  const one = points[0].roundMs.median;
  const curves: [name: string, className: string, pairs: (readonly [number, number])[]][] = [
    ['ideal', 'ideal', ticks.map((p) => [p, p] as const)],
    ['predicted', 'predicted', predicted.map(({ threads, speedUp }) => [threads, speedUp] as const)],
  ];
  if (amdahl !== null)
    curves.push([
      `Amdahl, s = ${(100 * amdahl.serialFraction).toFixed(1)}%`,
      'amdahl',
      ticks.map((p) => [p, amdahlSpeedUp(amdahl.serialFraction, p)] as const),
    ]);
  const title = `Speed-up of ${scenario.name} over threads`;
  const sentence = points.map(({ threads, speedUp }) => `${speedUp.toFixed(2)} on ${threads}`).join(', ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(title)}</title>`,
    `<desc id="d">Measured on ${host.cores} cores: ${sentence}. Predicted: ${predicted
      .map(({ threads, speedUp }) => `${speedUp.toFixed(1)} on ${threads}`)
      .join(', ')}.</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${LEFT}" y="24">${escaped(shortened(title))}</text>`,
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`,
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>`,
      `<text x="${x(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tick}</text>`,
      `<text x="${LEFT - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick}</text>`,
    ]),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">threads</text>`,
    `<text x="14" y="${TOP - 10}">speed-up</text>`,
    ...curves.map(([, className, pairs]) => `<polyline class="${className}" points="${line(pairs)}"/>`),
    ...points.flatMap(({ threads, speedUp, roundMs, oversubscribed }) => [
      `<line class="spread" x1="${x(threads).toFixed(1)}" x2="${x(threads).toFixed(1)}" y1="${y(one / roundMs.upper).toFixed(1)}" y2="${y(one / roundMs.lower).toFixed(1)}"/>`,
      `<circle class="${oversubscribed ? 'over' : 'point'}" cx="${x(threads).toFixed(1)}" cy="${y(speedUp).toFixed(1)}" r="5"/>`,
    ]),
    ...legend([
      ...curves.map(([name, className]) => [name, className] as const),
      ['measured', 'point'],
      ['more threads than cores', 'over'],
    ]),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#222}.title{font-size:15px;font-weight:600}.ground{fill:#fff}',
  '.grid{stroke:#ddd}polyline{fill:none;stroke-width:2}.ideal{stroke:#999;stroke-dasharray:2 4}',
  '.predicted{stroke:#0072b2}.amdahl{stroke:#d55e00;stroke-dasharray:6 4}',
  '.point{fill:#000;stroke:#fff}.over{fill:#fff;stroke:#000}.spread{stroke:#000}',
  '@media(prefers-color-scheme:dark){text{fill:#ddd}.ground{fill:#16181d}.grid{stroke:#333}',
  '.point{fill:#fff;stroke:#16181d}.over{fill:#16181d;stroke:#fff}.spread{stroke:#fff}.predicted{stroke:#56b4e9}.amdahl{stroke:#e69f00}}',
].join('');

function legend(entries: readonly (readonly [name: string, className: string])[]): string[] {
  const left = WIDTH - RIGHT + 14;
  return entries.flatMap(([name, className], k) => {
    const top = TOP + 8 + 22 * k;
    const isPoint = className === 'point' || className === 'over';
    const mark = isPoint
      ? `<circle class="${className}" cx="${left + 10}" cy="${top - 4}" r="5"/>`
      : `<polyline class="${className}" points="${left},${top - 4} ${left + 20},${top - 4}"/>`;
    return [mark, `<text x="${left + 26}" y="${top}">${escaped(name)}</text>`];
  });
}

function powersOfTwo(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, k) => 2 ** k);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
