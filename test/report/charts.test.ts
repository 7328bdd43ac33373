import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binned, binRows, tableRows, thinned } from '../../src/report/bins.js';
import { linearScale, logScale, tickText } from '../../src/report/charts/scale.js';
import { el } from '../../src/report/markup.js';

test('ticks are round numbers within the scale, and ends map to ends', () => {
  const scale = linearScale(0, 150, [46, 388]);
  expect(scale.ticks).toEqual([0, 50, 100, 150]);
  expect([scale.at(0), scale.at(75), scale.at(150)]).toEqual([46, 217, 388]);
  expect(linearScale(0, 0.37, [0, 1]).ticks).toEqual([0, 0.1, 0.2, 0.3]);
  expect(linearScale(0, 100, [0, 1]).ticks).toEqual([0, 20, 40, 60, 80, 100]);
  expect(linearScale(3, 3, [0, 1]).ticks).toEqual([3]);
  expect(linearScale(-1e17, -99_999_999_999_999_984, [0, 1]).ticks.length).toBeLessThanOrEqual(12);
});

test('a scale by powers of ten gives equal ratios equal distances, with few ticks however far it reaches', () => {
  const scale = logScale(2, 700, [200, 0]);
  expect(scale.ticks).toEqual([1, 10, 100, 1000]);
  expect(scale.at(10) - scale.at(100)).toBeCloseTo(scale.at(1) - scale.at(10));
  expect(logScale(1e-3, 1e30, [0, 1]).ticks.length).toBeLessThanOrEqual(6);
});

test.each([
  [0, '0'],
  [0.05, '0.05'],
  [1500, '1500'],
  [1e12, '1e+12'],
  [0.0001, '1e-4'],
])('a tick of %d reads %s', (value, text) => {
  expect(tickText(value)).toBe(text);
});

test('values put together by stretches of rounds keep their mean, however many rounds there are', () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 700 });
  fc.assert(
    fc.property(values, (shares) => {
      const bins = binned(1, shares.length);
      shares.forEach((value, round) => bins.add(round, 0, value));
      expect(bins.totals()[0]).toBeCloseTo(shares.reduce((sum, value) => sum + value, 0));
      const rows = binRows(bins.means());
      expect(rows.length).toBeLessThanOrEqual(60);
      expect(rows[0].from).toBe(0);
      expect(rows.at(-1)!.to).toBe(shares.length - 1);
      for (const [k, { from, to }] of rows.entries()) {
        expect(from).toBeLessThanOrEqual(to);
        if (k > 0) expect(from).toBe(rows[k - 1].to + 1);
      }
      if (shares.length <= 60) expect(rows.map(({ means }) => means[0])).toEqual(shares);
    }),
  );
});

test('where there is nothing to have a mean of there is none', () => {
  const bins = binned(1, 400);
  for (let round = 200; round < 400; round++) bins.add(round, 0, 0.5);
  const rows = binRows(bins.means());
  expect([rows[0].means[0], rows[59].means[0]]).toEqual([Number.NaN, 0.5]);
});

test('what is too long for a chart or a table is thinned evenly, its ends kept, and that is said', () => {
  const values = Array.from({ length: 1000 }, (_, k) => k);
  expect(thinned(values, 5)).toEqual([0, 250, 500, 749, 999]);
  expect(tableRows(values.slice(0, 60))).toEqual({ rows: values.slice(0, 60) });
  expect(tableRows(values).note).toBe('60 of 1000 rows, evenly chosen; the run folder has them all.');
});

test('text stays text in elements and attributes, and loses what cannot be seen', () => {
  const text = `<script>alert("1")</script> & 'x' \u001b[31m\u202e`;
  expect(el('p', { title: text, hidden: null }, text, null, 1.005).source).toBe(
    '<p title="&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39; [31m">' +
      '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39; [31m1</p>',
  );
});
