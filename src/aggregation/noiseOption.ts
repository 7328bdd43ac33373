import { option } from '../entries/option.js';

/** The option of a rule that says how much noise it adds. */
export function noiseOption(standard: number, about: string) {
  return option.real({ least: 0, most: 1e6, default: standard, about });
}
