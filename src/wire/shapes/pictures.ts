import type { ReplyObject, ReplyValue } from '../sink.ts';
import { BlobRef, MixedText } from '../sink.ts';
import { firstWord, get, isList, isRecord, items, text } from './value.ts';

/** A picture of a reply: in the sink, or behind a link. Exactly one of `blob` and `url` is there. */
export interface ReplyImage {
  readonly blob?: BlobRef;
  readonly url?: string;
  /** What the service says it is. Not to be believed. */
  readonly mediaType?: string;
  readonly revisedPrompt?: string;
  /** The service's words, "1024x1024". */
  readonly size?: string;
}

/** A picture that was asked for and did not come. Unclean words. */
export interface ReplyFailure {
  readonly code?: string;
  readonly message: string;
}

export type Found = { readonly image: ReplyImage } | { readonly failure: ReplyFailure };

/** Members that hold base64. Text there that is neither base64 nor a link is a spoilt picture. */
const base64Keys = ['b64_json', 'bytesBase64Encoded', 'b64', 'base64', 'image_base64', 'partial_image_b64'];
/** Members that hold a picture in some form, in the order in which they are believed. */
const pictureKeys = [
  ...base64Keys,
  ...['inlineData', 'inline_data', 'data', 'result', 'image', 'image_url', 'imageUrl', 'url', 'fileData', 'file_data'],
  ...['fileUri', 'file_uri', 'uri', 'src'],
];

/** Objects in which a picture lies deeper than this are something else. */
const deepest = 4;

export function isLink(value: ReplyValue | undefined): value is string {
  return typeof value === 'string' && /^https?:\/\/[^\s"'<>\\]+$/i.test(value.trim());
}

/** The picture that a value is or holds. */
export function pictureIn(value: ReplyValue | undefined, depth = 0): Found | undefined {
  if (value instanceof BlobRef) return fromBlob(value);
  if (value instanceof MixedText) return pictureIn(value.parts.find((part) => part instanceof BlobRef));
  if (isLink(value)) return { image: { url: value.trim() } };
  if (!isRecord(value) || depth >= deepest) return undefined;
  const error = get(value, 'error');
  if (isRecord(error) || text(error) !== undefined) return { failure: failureOf(error) };
  const found = pictureKeys.map((key) => inMember(value, key, depth)).filter((each) => each !== undefined);
  const best = found.find((each) => 'image' in each) ?? found[0];
  return best !== undefined && 'image' in best ? { image: { ...attributes(value), ...best.image } } : best;
}

function inMember(value: ReplyObject, key: string, depth: number): Found | undefined {
  const member = get(value, key);
  const found = pictureIn(member, depth + 1);
  if (found !== undefined || !base64Keys.includes(key) || text(member) === undefined) return found;
  return { failure: { code: 'badBase64', message: text(member) ?? '' } };
}

function fromBlob(blob: BlobRef): Found | undefined {
  if (blob.fault !== undefined) return { failure: { code: 'badBase64', message: blob.fault } };
  if (blob.bytes === 0) return undefined;
  return { image: { blob, ...(blob.mediaType !== undefined && { mediaType: blob.mediaType }) } };
}

export function failureOf(error: ReplyValue | undefined): ReplyFailure {
  const code = firstWord(error, 'code', 'type');
  const message = text(error) ?? firstWord(error, 'message', 'msg') ?? code ?? '';
  return { ...(code !== undefined && { code }), message };
}

function attributes(value: ReplyObject): Omit<ReplyImage, 'blob' | 'url'> {
  const format = firstWord(value, 'output_format');
  const mediaType =
    firstWord(value, 'mimeType', 'mime_type', 'media_type') ?? (format === undefined ? undefined : `image/${format}`);
  const revisedPrompt = firstWord(value, 'revised_prompt', 'revisedPrompt');
  const size = firstWord(value, 'size');
  return {
    ...(mediaType !== undefined && { mediaType }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
    ...(size !== undefined && { size }),
  };
}

/** The pictures of a list, or the one that stands where a list could. */
function several(value: ReplyValue | undefined): readonly Found[] {
  const all = isList(value) ? value.map((item) => pictureIn(item) ?? refusedItem(item)) : [pictureIn(value)];
  return all.filter((found) => found !== undefined);
}

/** DashScope's tasks: `{code, message}` in the place of a picture. */
function refusedItem(item: ReplyValue): Found | undefined {
  return firstWord(item, 'code') === undefined || firstWord(item, 'message') === undefined
    ? undefined
    : { failure: failureOf(item) };
}

/** DashScope: several images may be several choices or several entries of one. */
function fromOutput(output: ReplyValue | undefined): readonly Found[] {
  const contents = items(get(output, 'choices')).flatMap((choice) => items(get(choice, 'message', 'content')));
  return contents.map((entry) => pictureIn(get(entry, 'image'))).filter((found) => found !== undefined);
}

/** OpenAI's Responses: tool calls among other output. */
function fromToolCalls(output: ReplyValue | undefined): readonly Found[] {
  return several(items(output).filter((item) => get(item, 'type') === 'image_generation_call'));
}

/** Members that hold a list of pictures, or one in its place. */
const listKeys = ['imageUrls', 'image_urls', 'images', 'results', 'outputs', 'urls'];

/** Where pictures are, other than in Gemini's candidates and in chats. The first place that has any is the one. */
const places: readonly ((reply: ReplyValue) => readonly Found[])[] = [
  (reply) => (isList(get(reply, 'data')) ? several(get(reply, 'data')) : []),
  (reply) => several(get(reply, 'predictions')),
  (reply) => fromOutput(get(reply, 'output')),
  (reply) => fromToolCalls(get(reply, 'output')),
  ...listKeys.flatMap((key) => [
    (reply: ReplyValue) => several(get(reply, key)),
    (reply: ReplyValue) => several(get(reply, 'result', key)),
    (reply: ReplyValue) => several(get(reply, 'output', key)),
  ]),
  (reply) => several(get(reply, 'result')),
  (reply) => several(get(reply, 'output')),
  (reply) => (isRecord(reply) ? several({ ...reply, data: null, error: null }) : []),
];

export function picturesOf(reply: ReplyValue): readonly Found[] {
  let failures: readonly Found[] = [];
  for (const place of places) {
    const found = place(reply);
    if (found.some((each) => 'image' in each)) return found;
    if (failures.length === 0) failures = found;
  }
  return failures;
}
