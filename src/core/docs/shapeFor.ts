import type { Model } from '../../base/provider.ts';
import { fits, nearestRatio, parseSize, sizeFor, sizeText, type Size } from '../../base/shape.ts';

/** What is asked of a model for an image that a document has a place of this size for. */
export function shapeFor({ capabilities: { shape } }: Model, place: Size): { aspectRatio?: string; size?: string } {
  switch (shape.kind) {
    case 'ratios': {
      const aspectRatio = nearestRatio(place, shape.ratios);
      return aspectRatio === undefined ? {} : { aspectRatio };
    }
    case 'sizes': {
      const size = nearestRatio(place, shape.sizes, ratioOfSize);
      return size === undefined ? {} : { size };
    }
    case 'pixels': {
      const edge = Math.max(Math.sqrt(place.width * place.height), Math.ceil(Math.sqrt(shape.minPixels)));
      const size = fits(place, shape) ? place : sizeFor(place.width / place.height, edge, shape);
      if (fits(size, shape)) return { size: sizeText(size) };
      const suggested = nearestRatio(place, shape.suggested, ratioOfSize);
      return suggested === undefined ? {} : { size: suggested };
    }
  }
}

function ratioOfSize(text: string): number | undefined {
  const size = parseSize(text);
  return size && size.width / size.height;
}
