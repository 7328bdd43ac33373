import type { Geometry } from '../../aggregation/rule.js';
import { broken } from '../ownCode.js';

/** A geometry with a copy of the distances for a user's function, and what throws when they were changed. */
export function lendGeometry(label: string, given: Geometry) {
  const { squares, squaredNorms, toReference, sums } = given;
  const geometry: Geometry = {
    ...given,
    squares: squares.slice(),
    squaredNorms: squaredNorms && squaredNorms.slice(),
    ...(toReference && { toReference: { ...toReference, squares: toReference.squares.slice() } }),
    ...(sums && { sums: sums.slice() }),
  };
  const check = () => {
    const isSame =
      isEqual(geometry.squares, squares) &&
      isEqual(geometry.squaredNorms, squaredNorms) &&
      isEqual(geometry.toReference?.squares, toReference?.squares) &&
      isEqual(geometry.sums, sums);
    if (isSame) return;
    throw broken(label, 'changed the distances that it was given', 'distances that stay as they are');
  };
  return { geometry, check };
}

function isEqual(found: Float64Array | null | undefined, given: Float64Array | null | undefined): boolean {
  return found === given || found?.every((value, k) => Object.is(value, given?.[k])) === true;
}
