// Places: how many threads are awake, how many may be, and of each thread whether it sleeps.
const [AWAKE, AWAKE_MAX, THREAD] = [0, 1, 2];
const [WALKS, SLEEPS] = [0, 1];

/**
 * Where threads sleep, in shared memory: a place of its own for each, so that whoever wakes one
 * chooses which.
 * Those of low numbers are woken first, and no more at once than cores have hands for: a few threads stay
 * warm instead of all of them taking turns.
 */
export type Parking = Int32Array;

/**
 * Places for so many threads, none of which has come yet. Of them no more than `awakeMax` are woken
 * at once.
 */
export function createParking(threads: number, awakeMax: number): Parking {
  const parking = new Int32Array(new SharedArrayBuffer(4 * (THREAD + threads)));
  parking[AWAKE_MAX] = awakeMax;
  return parking;
}

/** A thread comes, awake. */
export function comeAwake(parking: Parking): void {
  Atomics.add(parking, AWAKE, 1);
}

/**
 * A thread that found nothing to do sleeps until it is woken. `isNeeded` is asked once it counts as asleep:
 * whoever gives it something to do looks for sleepers only after that, so one of the two sees the other.
 */
export function park(parking: Parking, thread: number, isNeeded: () => boolean): void {
  Atomics.store(parking, THREAD + thread, SLEEPS);
  Atomics.sub(parking, AWAKE, 1);
  if (isNeeded()) stir(parking, thread);
  else Atomics.wait(parking, THREAD + thread, SLEEPS);
}

/**
 * Wakes up to so many threads. Those that are awake already look for work before they sleep,
 * so where there are as many as may be none has to be woken.
 */
export function wake(parking: Parking, threads: number): void {
  let left = threads;
  for (let thread = 0; left > 0 && thread < parking.length - THREAD; thread++) {
    if (Atomics.load(parking, AWAKE) >= Atomics.load(parking, AWAKE_MAX)) return;
    if (stir(parking, thread)) left--;
  }
}

/** Wakes all threads that sleep, however many. */
export function wakeAll(parking: Parking): void {
  for (let thread = 0; thread < parking.length - THREAD; thread++) stir(parking, thread);
}

/** Wakes a thread, if it sleeps; whether it did. Of several that try one counts it. */
function stir(parking: Parking, thread: number): boolean {
  const place = THREAD + thread;
  if (Atomics.load(parking, place) !== SLEEPS) return false;
  if (Atomics.compareExchange(parking, place, SLEEPS, WALKS) !== SLEEPS) return false;
  Atomics.add(parking, AWAKE, 1);
  Atomics.notify(parking, place, 1);
  return true;
}
