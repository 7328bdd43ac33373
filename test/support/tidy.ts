import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A file of the repository; its path is relative to the root, with slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A place that a ban is about, and what stands there. */
export interface Finding {
  readonly line: number;
  readonly what: string;
}

/** Text that is banned, where, and what to use instead. */
export interface Ban {
  readonly name: string;
  readonly instead: string;
  /** Matches the paths of the files that are looked through. */
  readonly files: RegExp;
  readonly find: (file: TextFile) => Finding[];
}

/** How many findings of a ban a file may have, by the file's path. */
export type Allowance = Readonly<Record<string, number>>;

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The files below some folders of the repository whose names end in one of `endings`, and single files. */
export function readTree(places: readonly string[], endings: readonly string[]): TextFile[] {
  const files = places.flatMap((place) =>
    place.includes('.')
      ? [place]
      : readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' })
          .map((name) => `${place}/${name.replaceAll(path.sep, '/')}`)
          .filter((name) => endings.some((ending) => name.endsWith(ending))),
  );
  return files.sort().map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

/** One line for each finding that is not allowed, and one for each allowance that is larger than needed. */
export function complaints(ban: Ban, files: readonly TextFile[], allowed: Allowance = {}): string[] {
  const counts = new Map<string, number>();
  const excess = files
    .filter((file) => ban.files.test(file.path))
    .flatMap((file) => {
      const findings = ban.find(file);
      counts.set(file.path, findings.length);
      if (findings.length <= (allowed[file.path] ?? 0)) return [];
      return findings.map(({ line, what }) => `${file.path}:${line}: ${what}; instead: ${ban.instead}`);
    });
  const loose = Object.entries(allowed).flatMap(([file, allowance]) => {
    const count = counts.get(file) ?? 0;
    if (count >= allowance) return [];
    const what = `"${ban.name}" has ${count} findings here, ${allowance} are allowed`;
    return [`${file}: ${what}; instead: lower the allowance to ${count}`];
  });
  return [...excess, ...loose];
}

/** Finds a pattern, line by line. */
export function matching(pattern: RegExp): Ban['find'] {
  return ({ text }) =>
    text.split('\n').flatMap((content, index) => {
      const found = pattern.exec(content)?.[0];
      return found === undefined ? [] : [{ line: index + 1, what: found.trim() }];
    });
}

/**
 * Finds names in the texts and among the keys of a program. A name counts where it stands by itself:
 * `krum` counts in "krum chose", but not in "mnist-little-vs-krum".
 * Paths of modules, and texts that match `exempt`, may hold any name.
 */
export function named(names: readonly string[], exempt: RegExp): Ban['find'] {
  const pattern = new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`);
  return (file) =>
    nodesOf(file).flatMap(({ node, line }) => {
      const found = pattern.exec(textOf(node, exempt))?.[0];
      return found === undefined ? [] : [{ line, what: `the name '${found}'` }];
    });
}

/** Finds exported names that match a pattern, where they are declared and where they are passed on. */
export function exported(pattern: RegExp): Ban['find'] {
  return (file) =>
    nodesOf(file).flatMap(({ node, line }) =>
      exportedBy(node)
        .filter((name) => pattern.test(name))
        .map((name) => ({ line, what: `the exported name ${name}` })),
    );
}

/** Finds comments that reach beyond a column; a line with an address cannot be broken. */
export function commentsBeyond(columns: number): Ban['find'] {
  return ({ text }) =>
    text.split('\n').flatMap((content, index) => {
      if (content.length <= columns || /https?:\/\//.test(content)) return [];
      const code = content.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/g, '');
      if (!/^\s*\*|\/\/|\/\*/.test(code)) return [];
      return [{ line: index + 1, what: `a comment that reaches to column ${content.length}` }];
    });
}

interface Place {
  readonly node: ts.Node;
  readonly line: number;
}

const parsed = new WeakMap<TextFile, Place[]>();

/** All nodes of a program's syntax tree, with the lines that they begin in. Kept for other bans. */
function nodesOf(file: TextFile): Place[] {
  const nodes = parsed.get(file) ?? parse(file);
  parsed.set(file, nodes);
  return nodes;
}

function parse({ path: name, text }: TextFile): Place[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const nodes: Place[] = [];
  const visit = (node: ts.Node) => {
    nodes.push({ node, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

function textOf(node: ts.Node, exempt: RegExp): string {
  const isKey =
    ts.isIdentifier(node) && (ts.isPropertyAssignment(node.parent) || ts.isPropertySignature(node.parent));
  if (isKey) return node.parent.name === node ? node.text : '';
  const isText =
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  if (!isText || ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)) return '';
  return exempt.test(node.text) ? '' : node.text;
}

function exportedBy(node: ts.Node): string[] {
  if (ts.isExportSpecifier(node)) return [node.name.text];
  if (!ts.canHaveModifiers(node)) return [];
  if (!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = node as ts.DeclarationStatement;
  return name === undefined ? [] : [name.getText()];
}
