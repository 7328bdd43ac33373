import type { Variant } from '../../entries/entry.js';
import type { SEARCHES } from './maximize.js';

/** Whose search it is. */
export const variants = Object.freeze([
  {
    name: 'byzfl',
    definition:
      'from t = 0, 20 evaluations: steps from 10 on that double while the distance grows, then 0.8 times as long each, ahead of the best',
  },
  {
    name: 'byzantine-momentum',
    definition:
      'from t = 0, 16 evaluations: steps from 1 on that double while the distance grows, then 0.8 times as long each, towards the best',
  },
] as const satisfies readonly (Variant & { readonly name: keyof typeof SEARCHES })[]);
