import { option } from '../../entries/option.js';
import { DIRECTIONS } from './direction.js';

/** The paper of min-max, min-sum and the attacks that are tailored to a rule. */
export const PAPER = Object.freeze({
  authors: 'Shejwalkar, Houmansadr',
  title: 'Manipulating the Byzantine',
  venue: 'NDSS',
  year: 2021,
});

/** Where the first probe of the factor lies. */
export const START = 10;

/** The options of attacks that leave the mean of the honest reports in a direction. */
export const options = {
  direction: option.choice(DIRECTIONS, {
    default: 'unit',
    about: 'p: mu / |mu| (unit), the sign of mu (sign), or the standard deviation (sigma)',
  }),
};
