// A Prettier plugin for AssemblyScript: TypeScript's syntax, but functions may have decorators (@inline).
// TypeScript's parser refuses those, so it is given a comment of the same length in their place.
// Prettier prints comments from the original text, so the decorators come out as they were.
import { parsers as typescript } from 'prettier/plugins/typescript';

const parse = (text, options) =>
  typescript.typescript.parse(
    text.replace(/^@[a-z]{2,}$/gm, (decorator) => `//${decorator.slice(2)}`),
    options,
  );

export const languages = [{ name: 'AssemblyScript', parsers: ['assemblyscript'] }];
export const parsers = { assemblyscript: { ...typescript.typescript, parse } };
