import { defineAttack } from './attack.js';

/**
 * Not a number: every corrupted worker sends NaN in all coordinates (ByzantineMomentum).
 * A rule whose result is not finite then ends the run, with the workers named whose reports were not.
 */
export const nan = defineAttack({
  name: 'nan',
  aliases: ['not-a-number'],
  summary: 'not a number in any coordinate: what does the defense do with it?',
  definition: 'NaN in all coordinates',
  example: 'mnist-nan-vs-krum',
  sees: 'own',
  forge: ({ own: [{ length }] }) => new Float32Array(length).fill(NaN),
});
