import { show } from '../../errors/show.js';
import type { PartitionEntry } from '../../partitions/partitionEntry.js';
import { broken, runOwnCode } from '../ownCode.js';

/** A partition of a user's own, held to its contract. */
export function guardPartition(entry: PartitionEntry, label: string): PartitionEntry {
  const at = `${label} assign`;
  const assign: PartitionEntry['assign'] = (view, options) => {
    const lent = { ...view, order: view.order.slice(), labels: view.labels.slice() };
    const lists = runOwnCode(at, () => entry.assign(lent, options));
    if (!Array.isArray(lists) || lists.length !== view.workers) {
      throw broken(at, `gave ${show(lists)}`, `a list of ${view.workers} lists of images`);
    }
    const times = new Map<number, number>();
    const known = new Set(view.order);
    for (const [worker, list] of lists.entries()) {
      for (const image of Array.from(list as ArrayLike<number>)) {
        if (!known.has(image))
          throw broken(at, `gave worker ${worker} image ${show(image)}`, 'images of the order');
        times.set(image, (times.get(image) ?? 0) + 1);
      }
    }
    const wrong = entry.overlaps ? undefined : view.order.find((image) => times.get(image) !== 1);
    if (wrong === undefined) return lists as readonly ArrayLike<number>[];
    throw broken(
      at,
      `dealt image ${wrong} ${times.get(wrong) ?? 0} times`,
      'each image once, or overlaps: true',
    );
  };
  return Object.freeze({ ...entry, assign });
}
