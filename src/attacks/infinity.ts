import { defineAttack } from './attack.js';

/**
 * Infinity: every corrupted worker sends +infinity in all coordinates (ByzFL, FLPoison).
 * A rule whose result is not finite then ends the run, with the workers named whose reports were not.
 */
export const infinity = defineAttack({
  name: 'infinity',
  aliases: ['inf'],
  summary: 'infinite in all coordinates: what does the defense do with it?',
  definition: '+infinity in all coordinates',
  example: 'mnist-infinity-vs-trimmed-mean',
  sees: 'own',
  forge: ({ own: [{ length }] }) => new Float32Array(length).fill(Infinity),
});
