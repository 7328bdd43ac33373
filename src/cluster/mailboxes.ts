import { invariant } from '../errors/invariantError.js';
import type { Address, Inbox, Message, Part } from '../actors/messages.js';

/** A complete inbox and whom it is for. */
export interface Addressed {
  readonly to: Address | 'driver';
  readonly inbox: Inbox;
}

/**
 * Collects the parts of messages until all parts of a kind for an addressee have arrived.
 * What comes out is in the order of the parts' indices, whatever the order of arrival was.
 */
export class Mailboxes {
  readonly #shards: number;
  readonly #waiting = new Map<string, { bodies: unknown[]; missing: number }>();

  constructor(shards: number) {
    this.#shards = shards;
  }

  /**
   * Takes a message; returns the inboxes that it completed.
   * Of a message to all shards they have one and the same.
   */
  post({ to, kind, part, body }: Message): Addressed[] {
    const inbox = this.#put(`${to} ${kind}`, part, body);
    if (inbox === null) return [];
    const complete = { kind, bodies: inbox } as Inbox;
    if (to !== 'shards') return [{ to, inbox: complete }];
    return Array.from({ length: this.#shards }, (_, shard) => ({ to: `shard/${shard}`, inbox: complete }));
  }

  /** What is still incomplete, as text; empty when nothing is. */
  unfinished(): string[] {
    return [...this.#waiting].map(([box, { missing }]) => `${box} (${missing} missing)`);
  }

  #put(box: string, { index, of }: Part, body: unknown): unknown[] | null {
    const waiting = this.#waiting.get(box) ?? { bodies: new Array<unknown>(of), missing: of };
    invariant(waiting.bodies.length === of, `${box}: parts of ${of} and of ${waiting.bodies.length}`);
    invariant(
      index >= 0 && index < of && waiting.bodies[index] === undefined,
      `${box}: part ${index} of ${of} twice`,
    );
    waiting.bodies[index] = body;
    waiting.missing--;
    if (waiting.missing > 0) {
      this.#waiting.set(box, waiting);
      return null;
    }
    this.#waiting.delete(box);
    return waiting.bodies;
  }
}
