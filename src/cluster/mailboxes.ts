import { invariant } from '../errors/invariantError.js';
import type { Address, Inbox, Message, MessageKind, Part } from '../actors/messages.js';

/** A complete inbox and whom it is for. */
export interface Addressed {
  readonly to: Address | 'driver';
  readonly inbox: Inbox;
}

/**
 * Collects the parts of messages until all parts of a kind for an addressee have arrived. What comes out is in the
 * order of the parts' indices, whatever the order of arrival was.
 */
export class Mailboxes {
  readonly #shards: number;
  readonly #waiting = new Map<string, { bodies: unknown[]; missing: number }>();

  constructor(shards: number) {
    this.#shards = shards;
  }

  /** Takes a message; returns the inboxes that it completed. */
  post(message: Message): Addressed[] {
    const { to, kind, part, body } = message;
    if (to !== 'shards') return this.#put(to, kind, part, body);
    return Array.from({ length: this.#shards }, (_, shard) =>
      this.#put(`shard/${shard}`, kind, part, body),
    ).flat();
  }

  /** What is still incomplete, as text; empty when nothing is. */
  unfinished(): string[] {
    return [...this.#waiting].map(([box, { missing }]) => `${box} (${missing} missing)`);
  }

  #put(to: Address | 'driver', kind: MessageKind, { index, of }: Part, body: unknown): Addressed[] {
    const box = `${to} ${kind}`;
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
      return [];
    }
    this.#waiting.delete(box);
    return [{ to, inbox: { kind, bodies: waiting.bodies } as Inbox }];
  }
}
