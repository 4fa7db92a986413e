import { lighten, mix } from '../colour.ts';
import { lerp, noise2, smoothstep } from '../numbers.ts';
import { circle, type Contour, hole, type Path, placed, type Point, smoothLine, stroke } from '../path.ts';
import { fading, type Stage } from './parts.ts';

/** Sheets of cut paper, one on the other, like the lines of height on a map. */
export function contour(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const seed = chance.bits();
  const scale = chance.between(1.25, 2) / s.m;
  const [px, py] = [s.width * chance.between(0.25, 0.75), s.height * chance.between(0.3, 0.7)];
  const reach = Math.max(s.width, s.height) * 0.75;
  const height = (x: number, y: number): number => {
    const [dx, dy] = [(x - px) / reach, (y - py) / reach];
    const hill = 1 - smoothstep(0, 1, Math.sqrt(dx * dx + dy * dy));
    return (
      0.62 * noise2(seed, x * scale, y * scale) +
      0.24 * noise2(seed + 1, x * scale * 2.3, y * scale * 2.3) +
      0.7 * hill -
      0.28
    );
  };
  const downwards = chance.chance(0.5);
  const layers = chance.whole(6, 8);
  const first = palette.land[3];
  s.fill(s.all, { ink: downwards ? first : palette.sky[0] });
  const stops = [palette.sky[1], palette.land[0], palette.land[1], palette.land[2], palette.land[3]] as const;
  const shade = mix(palette.ink, palette.land[3], 0.25);
  const grid = survey(s.width, s.height, height);
  for (let layer = 0; layer < layers; layer++) {
    const t = layer / (layers - 1);
    const at = (downwards ? 1 - t : t) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    const ink = layer === layers - 1 ? palette.sun : mix(stops[low] ?? first, stops[low + 1] ?? first, at - low);
    const path = above(grid, lerp(-0.42, 0.56, t));
    s.shadow(path, shade, s.m * 0.016);
    s.fill(
      path,
      { ink, dry: 0.12 },
      fading(lighten(ink, -0.06), [s.width, s.height], [s.width * 0.3, s.height * 0.1], 0.55),
    );
  }
  paintSurvey(stage, px, py);
}

/** A trail, a summit and a few crosses, as on a walker's map. */
function paintSurvey({ sheet: s, palette, chance }: Stage, px: number, py: number): void {
  const side = px > s.width / 2 ? -1 : 1;
  const trail: Point[] = [[px, py]];
  for (let i = 1; i < 6; i++) trail.push([px + side * s.m * (0.11 * i), py + s.m * chance.between(-0.12, 0.16)]);
  const line = smoothLine(trail, false, 12);
  const dots: Contour[] = [];
  for (let i = 0; i + 1 < line.length; i += 6) dots.push(circle(line[i] ?? 0, line[i + 1] ?? 0, s.m * 0.0055));
  s.fill(dots, { ink: palette.ink, plate: 2 });
  s.fill(placed([[-1, 0.8, 0, -0.95, 1, 0.8]], px, py, s.m * 0.024, s.m * 0.024), { ink: palette.ink, plate: 2 });
  const [ex, ey] = trail.at(-1) ?? [px, py];
  const r = s.m * 0.02;
  s.fill([circle(ex, ey, r), hole(circle(ex, ey, r * 0.62))], { ink: palette.ink, plate: 2 });
  for (let i = 0; i < 5; i++) {
    const [x, y] = [s.width * chance.between(0.06, 0.94), s.height * chance.between(0.06, 0.94)];
    const arm = s.m * 0.011;
    s.fill([...stroke([x - arm, y, x + arm, y], s.m * 0.003), ...stroke([x, y - arm, x, y + arm], s.m * 0.003)], {
      ink: palette.white,
      alpha: 0.9,
    });
  }
}

/** Heights at the corners of square cells that cover the sheet and a little more. */
interface Grid {
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  readonly heights: Float64Array;
}

function survey(width: number, height: number, field: (x: number, y: number) => number): Grid {
  const cell = Math.max(4, Math.min(width, height) / 110);
  const columns = Math.ceil(width / cell) + 3;
  const rows = Math.ceil(height / cell) + 3;
  const heights = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      heights[row * columns + column] = field((column - 1.5) * cell, (row - 1.5) * cell);
    }
  }
  return { cell, columns, rows, heights };
}

/**
 * The area above a level, as small pieces of a grid that share their edges exactly: runs of full cells become one
 * rectangle, cells at the border are cut by straight lines (marching squares).
 */
function above({ cell, columns, rows, heights }: Grid, level: number): Path {
  const at = (column: number, row: number): number => (heights[row * columns + column] ?? 0) - level;
  const x = (column: number): number => (column - 1.5) * cell;
  const out: Contour[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    let run = -1;
    for (let column = 0; column < columns; column++) {
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      const inside = column + 1 < columns ? corners.filter((value) => value > 0).length : 0;
      if (inside === 4) {
        if (run < 0) run = column;
        continue;
      }
      if (run >= 0) out.push([x(run), x(row), x(column), x(row), x(column), x(row + 1), x(run), x(row + 1)]);
      run = -1;
      if (inside > 0) out.push(cutCell(corners, x(column), x(row), cell));
    }
  }
  return out;
}

function cutCell(corners: readonly number[], x: number, y: number, cell: number): Contour {
  const points: readonly Point[] = [
    [x, y],
    [x + cell, y],
    [x + cell, y + cell],
    [x, y + cell],
  ];
  const out: number[] = [];
  for (let i = 0; i < 4; i++) {
    const [from, to] = [corners[i] ?? 0, corners[(i + 1) % 4] ?? 0];
    const [p, q] = [points[i] ?? [x, y], points[(i + 1) % 4] ?? [x, y]];
    if (from > 0) out.push(...p);
    if (from > 0 !== to > 0) {
      const t = from / (from - to);
      out.push(lerp(p[0], q[0], t), lerp(p[1], q[1], t));
    }
  }
  return out;
}
