/** One value of a series at a position of the x-axis. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** How a chart is drawn: in character cells, with the ranges of both axes. */
export interface ChartFrame {
  readonly columns: number;
  readonly rows: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
  /** A level that is drawn as a dotted line behind the curve; null for none. */
  readonly level: number | null;
  readonly ascii: boolean;
}

// Bits of a braille cell by column (2) and row (4) of its dots, from U+2800 on.
const BRAILLE_BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/**
 * A curve through points (x rising, 0 to xMax) as `rows` strings of `columns` characters, top row first. Braille
 * cells hold 2 x 4 dots; in ASCII a cell is one dot. Values beyond the range of y are drawn at its edge.
 */
export function drawChart(points: readonly ChartPoint[], frame: ChartFrame): string[] {
  const { columns, rows, ascii } = frame;
  const [across, down] = ascii ? [1, 1] : [2, 4];
  const dots = { width: columns * across, height: rows * down };
  const curve = new Uint8Array(dots.width * dots.height);
  plotCurve(curve, points, frame, dots);
  const levelRow = frame.level === null ? -1 : toDot(frame, frame.level, dots.height);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      let bits = 0;
      for (let x = 0; x < across; x++) {
        for (let y = 0; y < down; y++) {
          const [dotX, dotY] = [column * across + x, row * down + y];
          const onLevel = dotY === levelRow && column % 2 === 0;
          if (curve[dotY * dots.width + dotX] || onLevel) bits |= BRAILLE_BITS[x][y];
        }
      }
      if (!ascii) return bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits);
      if (curve[row * dots.width + column]) return '*';
      return bits === 0 ? ' ' : '.';
    }).join(''),
  );
}

interface Dots {
  readonly width: number;
  readonly height: number;
}

function plotCurve(curve: Uint8Array, points: readonly ChartPoint[], frame: ChartFrame, dots: Dots): void {
  let last: { x: number; y: number } | null = null;
  for (const point of points) {
    const x = Math.round((point.x / Math.max(1, frame.xMax)) * (dots.width - 1));
    const y = toDot(frame, point.y, dots.height);
    const from = last ?? { x, y };
    const steps = Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1);
    for (let step = 0; step <= steps; step++) {
      const dotX = Math.round(from.x + ((x - from.x) * step) / steps);
      const dotY = Math.round(from.y + ((y - from.y) * step) / steps);
      curve[dotY * dots.width + dotX] = 1;
    }
    last = { x, y };
  }
}

function toDot({ yMin, yMax }: ChartFrame, value: number, height: number): number {
  const part = (Math.min(yMax, Math.max(yMin, value)) - yMin) / (yMax - yMin);
  return Math.round((1 - part) * (height - 1));
}
