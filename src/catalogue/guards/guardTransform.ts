import { show } from '../../errors/show.js';
import type { Transform, TransformSetting } from '../../transforms/transform.js';
import { guardCheck } from './guardCheck.js';
import { lendGeometry } from './lendGeometry.js';
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
    check: guardCheck(`${label} check`, (setting: TransformSetting) => entry.check(setting)),
    ...(entry.rowsOut && { rowsOut: countRows }),
    mix: (geometry, setting, random) => {
      const lent = lendGeometry(`${label} mix`, geometry);
      const mixing = runOwnCode(`${label} mix`, () => entry.mix(lent.geometry, setting, random));
      lent.check();
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
