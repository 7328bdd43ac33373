/** A scale from values to coordinates, and the values that are marked on it. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A linear scale from `least` to `most`. Ticks are multiples of 1, 2 or 5 times a power of ten. */
export function linearScale(least: number, most: number, [from, to]: readonly [number, number]): Scale {
  const extent = most - least || 1;
  return { at: (value) => from + ((value - least) / extent) * (to - from), ticks: niceTicks(least, most) };
}

/** A scale of whole numbers, marked at whole numbers. */
export function countScale(most: number, range: readonly [number, number]): Scale {
  const scale = linearScale(0, Math.max(1, most), range);
  return { ...scale, ticks: scale.ticks.filter(Number.isInteger) };
}

/** Equal distances for equal ratios; ticks are powers of ten, at most six. */
export function logScale(least: number, most: number, [from, to]: readonly [number, number]): Scale {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const step = Math.max(1, Math.ceil((high - low) / 5));
  const ticks: number[] = [];
  for (let power = low; power <= high; power += step) ticks.push(10 ** power);
  const extent = high - low || 1;
  return { at: (value) => from + ((Math.log10(value) - low) / extent) * (to - from), ticks };
}

function niceTicks(least: number, most: number): number[] {
  const extent = most - least;
  if (!(extent > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(extent / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => extent / one <= 5) ?? extent;
  const ticks: number[] = [];
  // Bounded: beyond 2^53 one more is no more.
  for (let k = Math.ceil(least / step); ticks.length < 12 && k * step <= most + step / 1e6; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** A tick in few characters: `2500`, `0.05`, `1e+12`. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(0);
  return String(Number(value.toPrecision(6)));
}
