import type { Command } from 'commander';
import type { Catalogue } from '../catalogue/catalogue.js';
import { useModules } from '../catalogue/useModules.js';
import { several } from './arguments.js';

/** The option of every command that reads names of entries, as it is typed. */
export interface ModuleOptions {
  readonly use?: readonly string[];
}

/** Lets a command take a user's own modules. */
export function takesModules(command: Command): Command {
  return command.option(
    '--use <file>',
    'a module of your own with rules, attacks, ... to name; it is run; may be given several times',
    several,
  );
}

/** What names mean, with the modules that were given. */
export function openCatalogue({ use = [] }: ModuleOptions): Promise<Catalogue> {
  return useModules(use);
}
