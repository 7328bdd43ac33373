/** Deals places in turn, as cards are dealt: of n workers, worker i gets the i-th, the i+n-th and so on. */
export function dealOut(order: Uint32Array, workers: number): readonly Uint32Array[] {
  return Array.from({ length: workers }, (_, worker) => {
    const own = new Uint32Array(countDealt(order.length, workers, worker));
    for (let k = 0; k < own.length; k++) own[k] = order[worker + k * workers];
    return own;
  });
}

/** How many of some places a worker gets. */
export function countDealt(places: number, workers: number, worker: number): number {
  return Math.floor((places - worker + workers - 1) / workers);
}
