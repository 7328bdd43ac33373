import type { Entry } from '../entries/entry.js';
import type { OptionShape, OptionValues } from '../entries/option.js';

/** What a schedule makes a round's rate of. */
export interface ScheduleView {
  /** lr0: the scenario's learning rate. */
  readonly learningRate: number;
  /** Counted from 0. */
  readonly round: number;
  /** How many rounds the scenario has. */
  readonly rounds: number;
}

/** How the learning rate changes from round to round. */
export interface Schedule<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
> extends Entry {
  readonly kind: 'schedule';
  readonly name: Name;
  readonly options?: Shape;
  /** The learning rate of a round: finite and above 0. Depends on nothing else. */
  rate(view: ScheduleView, options: OptionValues<Shape>): number;
}

/** Makes a schedule of its parts, with the types of its options. */
export function defineSchedule<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
>(schedule: Omit<Schedule<Name, Shape>, 'kind'>): Schedule<Name, Shape> {
  return Object.freeze({ kind: 'schedule', ...schedule });
}
