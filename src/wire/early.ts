import { normalise } from './normalise.ts';
import type { ReplyEvent } from './scanner.ts';
import type { BlobRef } from './sink.ts';

/** A picture of a reply that is still arriving. */
export interface EarlyImage {
  readonly blob: BlobRef;
  /** It is a result; false: a partial image or a draft, which another picture will replace. */
  readonly isFinal: boolean;
}

/** The pictures that one event of a stream brings, read by the same rules as the whole reply will be. */
export function earlyImages(event: ReplyEvent): readonly EarlyImage[] {
  const { previews, images } = normalise(
    { kind: 'events', framing: 'sse', events: [event], blobs: [], done: false },
    200,
  );
  const all = [
    ...previews.map(({ blob }) => ({ blob, isFinal: false })),
    ...images.map(({ blob }) => ({ blob, isFinal: true })),
  ];
  return all.flatMap(({ blob, isFinal }) => (blob === undefined ? [] : [{ blob, isFinal }]));
}
