import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { listAddedSets } from '../data/addedSets.js';
import { type Entry, ENTRY_KINDS } from '../entries/entry.js';
import { InputError } from '../errors/inputError.js';
import { show, showText } from '../errors/show.js';
import { builtIn } from './builtIn.js';
import { type Catalogue, LISTS, type ListName, NOUNS } from './catalogue.js';
import { checkEntry } from './checkEntry.js';
import { guardEntry } from './guardEntry.js';
import { moduleFiles } from './moduleFiles.js';
import * as toolkit from './toolkit.js';
import { moduleName, type UsedModule } from './usedModule.js';

const REASON_MAX = 300;
const WITHOUT_PACKAGE =
  'where krumble is not installed beside it: export default ({ defineRule }) => defineRule({ ... })';

/**
 * The catalogue with what modules of a user's own add to it: each file is loaded, which runs it.
 * Its default export is an entry, a list of entries,
 * or a function that is handed what `krumble/define` exports and returns one or the other.
 * Without a base it is what comes with krumble, and the data sets that the user added to the cache folder.
 * Throws an InputError that names the file where it cannot be loaded,
 * exports something else, or takes a name that is taken.
 */
export async function useModules(
  files: readonly string[],
  base: Catalogue = withAddedSets(builtIn),
): Promise<Catalogue> {
  let catalogue = base;
  for (const file of files) catalogue = addModule(catalogue, await loadModule(file));
  return catalogue;
}

function withAddedSets(catalogue: Catalogue): Catalogue {
  return Object.freeze({ ...catalogue, dataSets: [...catalogue.dataSets, ...listAddedSets()] });
}

/** A module and what it exports. */
interface LoadedModule {
  readonly module: UsedModule;
  readonly entries: readonly Entry[];
}

async function loadModule(file: string): Promise<LoadedModule> {
  const files = await moduleFiles(file);
  const exported = await runModule(file, files.map(({ sha256 }) => sha256.slice(0, 8)).join('-'));
  const list: unknown[] = Array.isArray(exported) ? exported : [exported];
  const refuse = (problem: string): never => {
    throw new InputError({ place: { file }, problem });
  };
  if (list.length === 0) refuse('exports an empty list of entries');
  const entries = list.map((one): Entry => {
    if (typeof one !== 'object' || one === null || !ENTRY_KINDS.includes((one as Entry).kind)) {
      return refuse(
        `its default export is ${show(one)}; expected an entry made with defineRule, defineAttack, ... or a list of them`,
      );
    }
    const problem = checkEntry(one as Entry);
    return problem === null ? (one as Entry) : refuse(problem);
  });
  const names = entries.map(({ kind, name }) => `${kind} ${name}`);
  return { module: { path: path.resolve(file), files, entries: names }, entries };
}

/** The default export of a module that is run, by its hashes: an edited file is another module. */
async function runModule(file: string, version: string): Promise<unknown> {
  try {
    const url = `${pathToFileURL(path.resolve(file)).href}?version=${version}`;
    const { default: exported } = (await import(url)) as { default?: unknown };
    return typeof exported === 'function'
      ? await (exported as (tools: unknown) => unknown)(toolkit)
      : exported;
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    const problem = `cannot be loaded: ${name}: ${showText(message.split('\n')[0], REASON_MAX)}`;
    const isMissing =
      (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && message.includes("'krumble'");
    throw new InputError({ place: { file }, problem, ...(isMissing && { allowed: WITHOUT_PACKAGE }) });
  }
}

function addModule(catalogue: Catalogue, { module, entries }: LoadedModule): Catalogue {
  const lists: Record<string, Entry[]> = {};
  for (const entry of entries) {
    const list: ListName = LISTS[entry.kind];
    lists[list] ??= [...(catalogue[list] as readonly Entry[])];
    const names = [entry.name, ...(entry.aliases ?? [])];
    const taken = names.find((name) =>
      lists[list].some((one) => one.name === name || one.aliases?.includes(name)),
    );
    if (taken !== undefined) {
      const problem = `the name ${taken} is that of another ${NOUNS[list]} already; choose one of your own`;
      throw new InputError({ place: { file: module.path }, problem });
    }
    lists[list].push(guardEntry(entry, moduleName(module)));
  }
  return Object.freeze({ ...catalogue, ...lists, modules: [...catalogue.modules, module] });
}
