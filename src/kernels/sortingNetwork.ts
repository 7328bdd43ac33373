/**
 * Batcher's merge exchange (Knuth, The Art of Computer Programming, vol. 3, algorithm 5.2.2M): pairs i <
 * j.
 * Putting the values at each pair in order, one pair after the other, sorts any n values.
 * Only the pairs that `wanted` ranks depend on are given. About n (log2 n)^2 / 4 pairs.
 */
export function sortingNetwork(n: number, wanted: readonly number[]): [number, number][] {
  const needed = new Set(wanted);
  const pairs = mergeExchange(n).reverse();
  return pairs
    .filter(([i, j]) => {
      if (!needed.has(i) && !needed.has(j)) return false;
      needed.add(i).add(j);
      return true;
    })
    .reverse();
}

function mergeExchange(n: number): [number, number][] {
  const pairs: [number, number][] = [];
  let top = 1;
  while (2 * top < n) top *= 2;
  for (let p = top; p > 0; p >>= 1) {
    let [r, d] = [0, p];
    for (let q = top; ; q >>= 1) {
      for (let i = 0; i + d < n; i++) if ((i & p) === r) pairs.push([i, i + d]);
      if (q === p) break;
      [r, d] = [p, q - p];
    }
  }
  return pairs;
}
