/** How near the last probe comes to the factor that is remembered. */
const CLOSENESS = 1e-5;

/**
 * The largest factor that is allowed, as the authors of "Manipulating the Byzantine" search for it:
 * from `start`, with half of it as the step; an allowed one is remembered and the next is a step larger,
 * any other a step smaller; the step halves each time, until the probe is within 1e-5 of the remembered one.
 * So it is below 2 `start`; 0 where no probe is allowed.
 */
export function searchLargest(start: number, isAllowed: (factor: number) => boolean): number {
  let [remembered, factor, step] = [0, start, start / 2];
  while (Math.abs(remembered - factor) > CLOSENESS) {
    if (isAllowed(factor)) {
      remembered = factor;
      factor += step;
    } else {
      factor -= step;
    }
    step /= 2;
  }
  return remembered;
}
