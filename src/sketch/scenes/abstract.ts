import { cutouts } from './cutouts.ts';
import type { Stage } from './parts.ts';
import { tiles } from './tiles.ts';

/** Cut paper on coloured grounds, or a grid of plain geometric pieces. */
export function abstract(stage: Stage): void {
  if (stage.chance.chance(0.55) && !stage.reading.names('bauhaus geometric pattern grid 幾何 几何 圖案 图案'))
    cutouts(stage);
  else tiles(stage);
}
