import { adversary } from './adversary.js';
import type { Behaviour } from './behaviour.js';
import { evaluator } from './evaluator.js';
import type { ActorKind } from './messages.js';
import { server } from './server.js';
import { shard } from './shard.js';
import { worker } from './worker.js';

/** Every actor's conduct, by its kind. */
export const behaviours: Readonly<Record<ActorKind, Behaviour>> = Object.freeze({
  worker,
  adversary: adversary as Behaviour,
  shard: shard as Behaviour,
  server: server as Behaviour,
  evaluator,
});
