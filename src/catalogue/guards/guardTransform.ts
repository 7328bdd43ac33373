import { show } from '../../errors/show.js';
import type { Transform } from '../../transforms/transform.js';
import { broken, isFiniteVector, runOwnCode } from '../ownCode.js';

/** A transform of a user's own, held to its contract. */
export function guardTransform(entry: Transform, label: string): Transform {
  return Object.freeze({
    ...entry,
    check: (setting) => runOwnCode(`${label} check`, () => entry.check(setting)),
    mix: (geometry, setting, random) => {
      const lent = { ...geometry, squares: geometry.squares.slice() };
      const mixing = runOwnCode(`${label} mix`, () => entry.mix(lent, setting, random));
      const wanted = entry.rowsOut?.(setting) ?? geometry.rows;
      const weights: unknown = mixing?.weights;
      const isRow = (row: unknown) =>
        Array.isArray(row) && row.length === geometry.rows && isFiniteVector(row);
      if (Array.isArray(weights) && weights.length === wanted && weights.every(isRow)) return mixing;
      const expected = `${wanted} rows of ${geometry.rows} finite weights`;
      throw broken(`${label} mix`, `gave weights ${show(weights)}`, expected);
    },
  } satisfies Transform);
}
