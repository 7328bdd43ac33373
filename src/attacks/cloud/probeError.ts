import { type HonestCloud, probeSquares } from './honestCloud.js';

/** Half the distance of 1 to the next float32, and a little more for what is rounded before. */
const UNIT = 1.001 * 2 ** -24;
/** No float32 of less than twice this rounds to infinity, and those nearest to 0 are 2^-149 apart. */
const [LARGEST, SMALLEST] = [2 ** 127, 2 ** -149];

/**
 * By which part of themselves the squared distances of `probeSquares` may differ at most from those that are
 * measured, in float64, of the report itself, which is mu - t p rounded to float32.
 * Infinity where that is not known. `pointLength`: |mu|; `coordinates`: d.
 *
 * With R = |mu| + |t p|, the report is off by E = 2^-24 R, and by what rounds to multiples of 2^-149.
 * A sum of d terms in float64 is off by d 2^-53 of the sum of their sizes: a square S, of terms as large as
 * (|mu - h| + |t p|)^2, by a = d 2^-52 of these. What is measured lies within 2 E sqrt(S + a) + E^2 of that.
 */
export function probeError(
  cloud: HonestCloud,
  t: number,
  { pointLength, coordinates }: { readonly pointLength: number; readonly coordinates: number },
): number {
  const step = Math.abs(t) * Math.sqrt(cloud.squaredLength);
  const reach = pointLength + step;
  if (!(reach < LARGEST)) return Infinity;
  const ofReport = UNIT * reach + Math.sqrt(coordinates) * SMALLEST;
  const ofSum = (coordinates + 8) * 2 ** -52;
  const errors = Array.from(probeSquares(cloud, t), (square, row) => {
    const ofSquare = ofSum * (Math.sqrt(cloud.toMean[row]) + step) ** 2;
    const farthest = Math.sqrt(square + ofSquare);
    const off = ofSquare + 2 * farthest * ofReport + ofReport ** 2 + ofSum * (farthest + ofReport) ** 2;
    return square > 0 ? off / square : Infinity;
  });
  return errors.reduce((most, one) => (one <= most ? most : Number.isFinite(one) ? one : Infinity), 0);
}
