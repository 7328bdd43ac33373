import type { Command } from 'commander';
import { parseChoice } from './arguments.js';

/** What `--theme` takes; `auto` asks the terminal what is behind its letters. */
const CHOICES = ['auto', 'dark', 'light', 'mono'] as const;

let chosen: (typeof CHOICES)[number] = 'auto';

/** Gives the program the option that all its screens go by. */
export function addThemeOption(program: Command): Command {
  return program
    .option('--theme <name>', `colours of screens: ${CHOICES.join(', ')} (auto asks the terminal)`, 'auto')
    .hook('preAction', () => chooseTheme(program.opts<{ theme: string }>().theme));
}

/** Takes what was typed. Throws an InputError for what is no theme. */
export function chooseTheme(text: string): void {
  chosen = parseChoice('--theme', text, CHOICES);
}

/** What was chosen. */
export function chosenTheme(): (typeof CHOICES)[number] {
  return chosen;
}
