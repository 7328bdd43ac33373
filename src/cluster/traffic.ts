/**
 * What it took to deliver messages.
 * What was begun anew, because a thread was lost, counts only as it succeeded.
 */
export interface Traffic {
  /** Messages that the driver and actors sent; one to all shards is one to each. */
  messages: number;
  /** Bytes of arrays that went to threads and came back from them. */
  transferredBytes: number;
  /** How often a task was given to a thread. */
  tasks: number;
  /** Deliveries that waited when a task was given out, those in it too: the most, and the sum over tasks. */
  waitingMax: number;
  waitingSum: number;
}

/** Nothing delivered yet. */
export function noTraffic(): Traffic {
  return { messages: 0, transferredBytes: 0, tasks: 0, waitingMax: 0, waitingSum: 0 };
}

/** Counts a task that is given out while so many deliveries wait. */
export function countTask(traffic: Traffic, waiting: number): void {
  traffic.tasks++;
  traffic.waitingMax = Math.max(traffic.waitingMax, waiting);
  traffic.waitingSum += waiting;
}

/** The traffic of several deliveries, one after the other. */
export function joinTraffic(parts: readonly Readonly<Traffic>[]): Traffic {
  const joined = noTraffic();
  for (const { messages, transferredBytes, tasks, waitingMax, waitingSum } of parts) {
    joined.messages += messages;
    joined.transferredBytes += transferredBytes;
    joined.tasks += tasks;
    joined.waitingMax = Math.max(joined.waitingMax, waitingMax);
    joined.waitingSum += waitingSum;
  }
  return joined;
}
