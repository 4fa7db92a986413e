import { type Ink, lighten, mix } from '../colour.ts';
import {
  circle,
  type Contour,
  ellipse,
  type Path,
  placed,
  rectangle,
  roundedRectangle,
  smoothShape,
  stroke,
} from '../path.ts';
import { fading, type Stage } from './parts.ts';

/** Steps of the isometric grid: one to the right-down, one to the left-down. */
interface Board {
  readonly cx: number;
  readonly cy: number;
  readonly unit: number;
}

interface Node {
  readonly column: number;
  readonly row: number;
  readonly kind: 'box' | 'tower' | 'drum' | 'screen' | 'cloud';
  readonly ink: Ink;
}

/** Blocks, drums and screens on an isometric board, joined by lines: plainly a system of some kind. */
export function diagram(stage: Stage): void {
  const { sheet: s, palette } = stage;
  const ground = palette.night ? palette.land[3] : mix(palette.paper, palette.sky[1], 0.4);
  s.fill(s.all, { ink: ground }, fading(mix(ground, palette.sky[0], 0.75), [0, s.height], [s.width * 0.3, 0], 0.75));
  // An isometric square is about 1.5 times as wide as it is high: long sheets take several.
  const shape = s.width / s.height;
  const across = Math.max(1, Math.min(5, Math.round(shape / 1.45)));
  const down = Math.max(1, Math.min(5, Math.round(1 / shape)));
  for (let place = 0; place < across * down; place++) {
    paintSystem(
      stage,
      ((place % across) + 0.5) * (s.width / across),
      (Math.floor(place / across) + 0.5) * (s.height / down),
      s.width / across,
      s.height / down,
    );
  }
}

/** One board with its nodes within an area around x, y. */
function paintSystem(stage: Stage, x: number, y: number, width: number, height: number): void {
  const side = stage.chance.chance(0.4) ? 4 : 3;
  const span = side * 2 + 0.48;
  const unit = Math.min((width * 0.97) / (span * 0.866), (height * 0.92) / (span * 0.5 + 0.9));
  const board: Board = { cx: x, cy: y - (side - 1) * 0.5 * unit + unit * 0.2, unit };
  paintBoard(stage, board, side, side);
  const nodes = placeNodes(stage, side, side);
  paintLinks(stage, board, nodes);
  for (const node of nodes.toSorted((a, b) => a.column + a.row - (b.column + b.row))) paintNode(stage, board, node);
}

function at({ cx, cy, unit }: Board, column: number, row: number, up = 0): [number, number] {
  return [cx + (column - row) * unit * 0.866, cy + (column + row) * unit * 0.5 - up * unit];
}

function paintBoard({ sheet: s, palette }: Stage, board: Board, columns: number, rows: number): void {
  const edge = 0.62;
  const corners = (up: number, grow = 0): number[] => [
    ...at(board, -edge - grow, -edge - grow, up),
    ...at(board, columns - 1 + edge + grow, -edge - grow, up),
    ...at(board, columns - 1 + edge + grow, rows - 1 + edge + grow, up),
    ...at(board, -edge - grow, rows - 1 + edge + grow, up),
  ];
  const plate = mix(palette.white, palette.sky[0], palette.night ? 0.75 : 0.2);
  s.fill([corners(-0.42, 0.05)], { ink: mix(palette.ink, palette.land[1], 0.5), blend: 'multiply', alpha: 0.25 });
  s.fill([corners(-0.16)], { ink: lighten(plate, -0.13), dry: 0.1 });
  s.fill(
    [
      [
        ...at(board, -edge, rows - 1 + edge, 0),
        ...at(board, -edge, rows - 1 + edge, -0.16),
        ...at(board, columns - 1 + edge, rows - 1 + edge, -0.16),
        ...at(board, columns - 1 + edge, rows - 1 + edge, 0),
      ],
    ],
    { ink: lighten(plate, -0.07) },
  );
  s.fill(
    [
      [
        ...at(board, columns - 1 + edge, -edge, 0),
        ...at(board, columns - 1 + edge, -edge, -0.16),
        ...at(board, columns - 1 + edge, rows - 1 + edge, -0.16),
        ...at(board, columns - 1 + edge, rows - 1 + edge, 0),
      ],
    ],
    { ink: lighten(plate, -0.13) },
  );
  s.fill(
    [corners(0)],
    { ink: plate, dry: 0.15 },
    fading(lighten(plate, -0.045), at(board, columns, rows), at(board, 0, 0), 0.7),
  );
  const lines: Contour[] = [];
  const thin = s.m * 0.0018;
  for (let k = 0; k < columns; k++)
    lines.push(...stroke([...at(board, k, -edge), ...at(board, k, rows - 1 + edge)], thin));
  for (let k = 0; k < rows; k++)
    lines.push(...stroke([...at(board, -edge, k), ...at(board, columns - 1 + edge, k)], thin));
  s.fill(lines, { ink: lighten(plate, -0.09) });
}

function placeNodes({ palette, chance }: Stage, columns: number, rows: number): Node[] {
  const inks = chance.shuffled([
    palette.sun,
    palette.pops[0],
    palette.pops[1],
    palette.pops[2],
    palette.land[2],
    palette.land[1],
  ]);
  const cells = chance.shuffled(Array.from({ length: columns * rows }, (_, i) => i));
  const wanted = Math.min(cells.length, Math.round(columns * rows * 0.56));
  const kinds = chance.shuffled(['tower', 'drum', 'screen', 'box', 'cloud', 'drum', 'box', 'tower'] as const);
  return cells.slice(0, wanted).map((cell, i) => ({
    column: cell % columns,
    row: Math.floor(cell / columns),
    kind: kinds[i % kinds.length] ?? 'box',
    ink: inks[i % inks.length] ?? palette.sun,
  }));
}

function paintLinks({ sheet: s, palette }: Stage, board: Board, nodes: readonly Node[]): void {
  const ink = palette.night ? palette.sun : palette.ink;
  nodes.forEach((node, i) => {
    const next = nodes[i + 1];
    if (next === undefined) return;
    const line = [
      ...at(board, node.column, node.row),
      ...at(board, next.column, node.row),
      ...at(board, next.column, next.row),
    ];
    s.fill(stroke(line, s.m * 0.0065), { ink: mix(ink, node.ink, 0.35), plate: 1 });
    const [x, y] = at(board, next.column, node.row);
    s.fill([ellipse(x, y, s.m * 0.0125, s.m * 0.0085)], { ink });
    for (const t of [0.35, 0.7]) {
      const [px, py] = at(board, node.column + (next.column - node.column) * t, node.row);
      s.fill([ellipse(px, py, s.m * 0.0085, s.m * 0.006)], { ink: palette.sun, plate: 1 });
    }
  });
}

function paintNode(stage: Stage, board: Board, node: Node): void {
  const { sheet: s, palette } = stage;
  const [x, y] = at(board, node.column, node.row);
  const u = board.unit;
  s.fill(
    [
      [
        ...at(board, node.column - 0.36, node.row - 0.3),
        ...at(board, node.column + 0.42, node.row - 0.3),
        ...at(board, node.column + 0.42, node.row + 0.48),
        ...at(board, node.column - 0.36, node.row + 0.48),
      ],
    ],
    { ink: mix(palette.ink, palette.land[1], 0.4), blend: 'multiply', alpha: 0.25 },
  );
  if (node.kind === 'drum') paintDrum(stage, x, y, u, node.ink);
  else if (node.kind === 'screen') paintScreen(stage, board, node);
  else if (node.kind === 'cloud') {
    paintBlock(s, board, node, 0.34, 0.12);
    const put = (path: Path): Path => placed(path, x, y - u * 0.85, u * 0.42, u * 0.42);
    s.fill(
      put([
        circle(-0.5, 0.05, 0.42),
        circle(0.05, -0.25, 0.56),
        circle(0.58, 0.05, 0.4),
        roundedRectangle(-0.92, 0.02, 1.9, 0.46, 0.23),
      ]),
      { ink: palette.white, plate: 1 },
      fading(mix(palette.white, palette.sky[0], 0.9), [x, y - u * 0.6], [x - u * 0.1, y - u * 0.95], 0.8),
    );
    s.fill(
      [0.14, 0.26, 0.38].map((up) => ellipse(x, y - u * up, u * 0.022, u * 0.022)),
      { ink: palette.sun },
    );
  } else {
    const up = node.kind === 'tower' ? 0.95 : 0.42;
    paintBlock(s, board, node, 0.36, up);
    const slots: Contour[] = [];
    for (let k = 0; k < (node.kind === 'tower' ? 4 : 1); k++) {
      const level = up - 0.16 - k * 0.2;
      slots.push([
        ...at(board, node.column - 0.24, node.row + 0.36, level),
        ...at(board, node.column + 0.24, node.row + 0.36, level),
        ...at(board, node.column + 0.24, node.row + 0.36, level - 0.07),
        ...at(board, node.column - 0.24, node.row + 0.36, level - 0.07),
      ]);
    }
    s.fill(slots, { ink: lighten(node.ink, 0.14), plate: 2 });
  }
}

function paintBlock(s: Stage['sheet'], board: Board, { column, row, ink }: Node, half: number, up: number): void {
  const left = [
    ...at(board, column - half, row + half, up),
    ...at(board, column + half, row + half, up),
    ...at(board, column + half, row + half),
    ...at(board, column - half, row + half),
  ];
  const right = [
    ...at(board, column + half, row + half, up),
    ...at(board, column + half, row - half, up),
    ...at(board, column + half, row - half),
    ...at(board, column + half, row + half),
  ];
  const top = [
    ...at(board, column - half, row - half, up),
    ...at(board, column + half, row - half, up),
    ...at(board, column + half, row + half, up),
    ...at(board, column - half, row + half, up),
  ];
  const [x, y] = at(board, column, row);
  s.fill(
    [left],
    { ink: lighten(ink, -0.04), dry: 0.12 },
    fading(lighten(ink, -0.13), [x, y + board.unit * half], [x, y - board.unit * up * 0.7], 0.8),
  );
  s.fill(
    [right],
    { ink: lighten(ink, -0.13), dry: 0.12 },
    fading(lighten(ink, -0.2), [x, y + board.unit * half], [x, y - board.unit * up * 0.7], 0.8),
  );
  s.fill([top], { ink: lighten(ink, 0.07), dry: 0.15 });
}

function paintDrum({ sheet: s }: Stage, x: number, y: number, u: number, ink: Ink): void {
  const [rx, ry] = [u * 0.42, u * 0.24];
  for (let disc = 0; disc < 3; disc++) {
    const base = y - disc * u * 0.23;
    const top = base - u * 0.19;
    s.fill(
      [ellipse(x, base, rx, ry), rectangle(x - rx, top, rx * 2, base - top), ellipse(x, top, rx, ry)],
      { ink: lighten(ink, -0.07), dry: 0.12 },
      fading(lighten(ink, -0.19), [x + rx, 0], [x - rx * 0.4, 0], 0.85),
    );
    s.fill([ellipse(x, top, rx, ry)], { ink: lighten(ink, 0.05), dry: 0.15 });
  }
}

function paintScreen({ sheet: s, palette }: Stage, board: Board, node: Node): void {
  const { column, row, ink } = node;
  paintBlock(s, board, node, 0.3, 0.07);
  const face = (l: number, r: number, high: number, low: number, push: number): number[] => [
    ...at(board, column + l, row + push, high),
    ...at(board, column + r, row + push, high),
    ...at(board, column + r, row + push, low),
    ...at(board, column + l, row + push, low),
  ];
  s.fill([face(-0.44, 0.44, 0.92, 0.14, -0.08)], { ink: lighten(ink, -0.2) });
  s.fill([face(-0.46, 0.42, 0.92, 0.14, 0)], { ink: lighten(palette.ink, 0.06) });
  s.fill([face(-0.4, 0.36, 0.86, 0.2, 0)], { ink: palette.paper });
  const bars: Contour[] = [face(-0.36, 0.32, 0.82, 0.73, 0)];
  s.fill(bars, { ink, plate: 1 });
  [0.28, 0.44, 0.36, 0.52].forEach((high, k) => {
    s.fill([face(-0.32 + k * 0.16, -0.22 + k * 0.16, 0.16 + high, 0.25, 0)], {
      ink: k % 2 === 0 ? palette.pops[1] : palette.pops[2],
      plate: 1,
    });
  });
  const [x, y] = at(board, column + 0.36, row, 0.78);
  s.fill(
    [
      smoothShape([
        [x - 3, y],
        [x, y - 3],
        [x + 3, y],
        [x, y + 3],
      ]),
    ],
    { ink: palette.white },
  );
}
