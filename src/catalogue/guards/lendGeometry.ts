import type { Geometry } from '../../aggregation/rule.js';
import { broken } from '../ownCode.js';

/** A geometry with a copy of the distances for a user's function, and what throws when they were changed. */
export function lendGeometry(label: string, given: Geometry) {
  const geometry = { ...given, squares: given.squares.slice() };
  const check = () => {
    if (geometry.squares.every((value, k) => Object.is(value, given.squares[k]))) return;
    throw broken(label, 'changed the distances that it was given', 'distances that stay as they are');
  };
  return { geometry, check };
}
