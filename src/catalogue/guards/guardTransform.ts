import { show } from '../../errors/show.js';
import type { Transform, TransformSetting } from '../../transforms/transform.js';
import { broken, isFiniteVector, runOwnCode } from '../ownCode.js';

/** A transform of a user's own, held to its contract. */
export function guardTransform(entry: Transform, label: string): Transform {
  const countRows = (setting: TransformSetting): number => {
    const count = runOwnCode(`${label} rowsOut`, () => entry.rowsOut?.(setting)) ?? setting.rows;
    if (Number.isInteger(count) && count > 0 && count <= setting.rows) return count;
    throw broken(`${label} rowsOut`, `gave ${show(count)}`, `a whole number from 1 to ${setting.rows}`);
  };
  return Object.freeze({
    ...entry,
    check: (setting) => {
      const problem = runOwnCode(`${label} check`, () => entry.check(setting));
      if (problem === null || typeof problem?.allowed === 'string') return problem;
      throw broken(`${label} check`, `gave ${show(problem)}`, 'null, or { found, allowed } in words');
    },
    ...(entry.rowsOut && { rowsOut: countRows }),
    mix: (geometry, setting, random) => {
      const lent = { ...geometry, squares: geometry.squares.slice() };
      const mixing = runOwnCode(`${label} mix`, () => entry.mix(lent, setting, random));
      if (lent.squares.some((value, k) => !Object.is(value, geometry.squares[k]))) {
        throw broken(
          `${label} mix`,
          'changed the distances that it was given',
          'distances that stay as they are',
        );
      }
      const wanted = countRows(setting);
      const weights: unknown = mixing?.weights;
      const isRow = (row: unknown) =>
        Array.isArray(row) && row.length === geometry.rows && isFiniteVector(row);
      if (Array.isArray(weights) && weights.length === wanted && weights.every(isRow)) return mixing;
      const expected = `${wanted} rows of ${geometry.rows} finite weights`;
      throw broken(`${label} mix`, `gave weights ${show(weights)}`, expected);
    },
  } satisfies Transform);
}
