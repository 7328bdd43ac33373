import { createHash } from 'node:crypto';
import { el, type Markup, styleElement } from './markup.js';
import { PAGE_STYLE } from './style.js';

/**
 * A whole page: no scripts, nothing fetched from anywhere, and a policy that has the browser allow neither.
 */
export function renderPage(title: string, body: readonly Markup[]): string {
  const hash = createHash('sha256').update(PAGE_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = el(
    'html',
    { lang: 'en' },
    el(
      'head',
      {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      el('meta', { name: 'generator', content: 'krumble' }),
      el('meta', { name: 'referrer', content: 'no-referrer' }),
      el('title', {}, title),
      styleElement(PAGE_STYLE),
    ),
    el('body', {}, el('main', {}, body)),
  );
  return `<!doctype html>\n${page.source}\n`;
}
