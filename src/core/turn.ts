import { isObject, type Json } from '../base/json.ts';
import { FileValue, type Model, type PayloadValue, type PreparedImage, type Service } from '../base/provider.ts';
import { BlobRef, MixedText, type ReplyValue } from '../wire/sink.ts';

/** What stands in a kept turn where a picture was: the number of the job's image, counted from 0. */
interface Place {
  readonly $image: number;
  readonly form: 'base64' | 'dataUri';
}

/** A turn that was kept, and where it can be sent back to. */
export interface KeptTurn {
  /** Id of the service that said it: signatures in it mean nothing to another one. */
  readonly provider: string;
  /** How the service wrote turns then (`turnForm`). */
  readonly form: string;
  readonly turn: Json;
}

/**
 * How a service writes the turns of a conversation: the names that lead to a picture in one, such as
 * "contents.parts.inlineData.data". The dialect of a service that a person defined may change under the same id.
 */
export function turnForm(service: Service, model: Model): string {
  const image: PreparedImage = {
    length: 0,
    stream: () => {
      throw new TypeError('A sample is never sent.');
    },
    mediaType: 'image/png',
    width: 1024,
    height: 1024,
    name: 'sample.png',
  };
  const turns = [{ role: 'model', images: [image] }] as const;
  const order = service.dialect(model)({ model, prompt: '', references: [], referenceUrls: [], turns, count: 1 });
  if (order.transport !== 'http' || order.payload.kind !== 'json') return '';
  return wayTo(image, order.payload.value)?.join('.') ?? '';
}

function wayTo(image: PreparedImage, value: PayloadValue): readonly string[] | undefined {
  if (value instanceof FileValue) return value.image === image ? [] : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, member] of Object.entries(value as Readonly<Record<string, PayloadValue>>)) {
    const way = wayTo(image, member);
    if (way) return Array.isArray(value) ? way : [name, ...way];
  }
  return undefined;
}

/** What of a kept turn can go to this model again, with the images that there still are of it. */
export function usableTurn(
  kept: KeptTurn | undefined,
  service: Service,
  model: Model,
  images: number,
): Json | undefined {
  const isSame = kept?.provider === service.id && kept.form === turnForm(service, model);
  return isSame && imagesOf(kept.turn) === images ? kept.turn : undefined;
}

/**
 * A model's turn as JSON that can be kept, so that a conversation goes on with it word for word, signatures included,
 * also after a restart. Its pictures are files by then; drafts that became none are left out with the part they are in.
 * @param imageOf The job's image that a blob became.
 */
export function keptTurn(turn: ReplyValue, imageOf: (blob: BlobRef) => number | undefined): Json | undefined {
  if (turn instanceof BlobRef) {
    const image = imageOf(turn);
    const form = turn.form === 'dataUri' ? 'dataUri' : 'base64';
    return image === undefined ? undefined : ({ $image: image, form } satisfies Place);
  }
  if (turn instanceof MixedText) return turn.parts.filter((part) => typeof part === 'string').join('');
  if (Array.isArray(turn)) {
    return turn.flatMap((each: ReplyValue) => {
      const kept = keptTurn(each, imageOf);
      return kept === undefined ? [] : [kept];
    });
  }
  if (!isObject(turn)) return turn as Json;
  const members = Object.entries(turn).map(([name, value]) => [name, keptTurn(value, imageOf)] as const);
  // A part without its picture means nothing.
  if (members.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(members) as Json;
}

/** How many pictures a kept turn holds. */
function imagesOf(turn: Json): number {
  if (Array.isArray(turn)) return (turn as readonly Json[]).reduce<number>((sum, each) => sum + imagesOf(each), 0);
  if (!isObject(turn)) return 0;
  if (typeof (turn as Partial<Place>).$image === 'number') return 1;
  return imagesOf(Object.values(turn));
}

/** A kept turn as it goes into a request, with the job's images in their places. */
export function restoredTurn(turn: Json, images: readonly PreparedImage[]): PayloadValue {
  if (Array.isArray(turn)) return (turn as readonly Json[]).map((each) => restoredTurn(each, images));
  if (!isObject(turn)) return turn;
  const place = turn as Partial<Place>;
  if (typeof place.$image === 'number') {
    const image = images[place.$image];
    return image ? new FileValue(image, place.form === 'dataUri' ? 'dataUri' : 'base64') : '';
  }
  return Object.fromEntries(Object.entries(turn).map(([name, value]) => [name, restoredTurn(value, images)]));
}
