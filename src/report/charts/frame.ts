import { el, type Markup } from '../markup.js';
import { cut } from './cut.js';
import { type Scale, tickText } from './scale.js';

/** The place of a chart in its figure, and what is written at its axes. */
export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly label: string;
  /** Names of x = 0, 1, ..., where it is no number. */
  readonly categories?: readonly string[] | undefined;
}

/** Characters below the axis; a figure's words have the whole. */
const LABEL_MAX = 52;
const CHARACTER_PX = 7;

/** Axes with their ticks, lines across at those of y, and the label of x. */
export function drawFrame({ x, y, left, right, top, bottom, label, categories }: Frame): Markup[] {
  const room = categories && Math.max(3, Math.floor((right - left) / categories.length / CHARACTER_PX));
  const nameTick = (tick: number) => (categories ? cut(categories[tick], room!) : tickText(tick));
  return [
    ...y.ticks.flatMap((tick) => [
      el('path', { class: 'grid', d: `M${left} ${y.at(tick).toFixed(2)}H${right}` }),
      el('text', { class: 'end', x: left - 6, y: y.at(tick) + 4 }, tickText(tick)),
    ]),
    ...x.ticks.map((tick) => el('text', { class: 'mid', x: x.at(tick), y: bottom + 17 }, nameTick(tick))),
    el('path', { class: 'axis', d: `M${left} ${top}V${bottom}H${right}` }),
    el('text', { class: 'mid', x: (left + right) / 2, y: bottom + 33 }, cut(label, LABEL_MAX)),
  ];
}
