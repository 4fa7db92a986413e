import { t } from '@vscode/l10n';
import type { ByteSource } from '../base/bytes.ts';
import { EaselError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { FormField, Payload, PayloadObject, PayloadValue, PreparedImage } from '../base/provider.ts';
import { FileValue } from '../base/provider.ts';

/** Bytes -> their base64 with padding, as ASCII bytes. The host has a fast one. */
export type Base64Encoder = (bytes: Uint8Array) => Uint8Array;

/** A request body whose length is known before any file is read. */
export interface WireBody extends ByteSource {
  readonly contentType: string;
}

export interface BodyTools {
  readonly base64: Base64Encoder;
  /** For forms: not in any file, so long and random; of the characters that RFC 2046 allows unquoted. */
  readonly boundary: string;
}

/** Bytes of a file that are encoded at a time: a multiple of 3, so that no padding comes between. */
const encodeAtOnce = 384 * 1024;

type Part = { readonly text: Uint8Array } | { readonly file: PreparedImage; readonly encoded: boolean };

/** What is sent for a payload. Files are read when the body is streamed, a piece at a time. */
export function wireBody(payload: Payload, tools: BodyTools): WireBody {
  const parts = payload.kind === 'json' ? jsonParts(payload.value) : formParts(payload.fields, tools.boundary);
  return {
    contentType: payload.kind === 'json' ? 'application/json' : `multipart/form-data; boundary=${tools.boundary}`,
    length: parts.reduce((sum, part) => sum + lengthOf(part), 0),
    stream: () => stream(parts, tools.base64),
  };
}

function lengthOf(part: Part): number {
  if ('text' in part) return part.text.length;
  return part.encoded ? Math.ceil(part.file.length / 3) * 4 : part.file.length;
}

async function* stream(parts: readonly Part[], base64: Base64Encoder): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if ('text' in part) yield part.text;
    else if (part.encoded) yield* encoded(part.file, base64);
    else yield* checked(part.file);
  }
}

/** The file's bytes, never one too many: the length was promised in the head. */
async function* checked(file: PreparedImage): AsyncGenerator<Uint8Array> {
  let left = file.length;
  try {
    for await (const piece of file.stream()) {
      left -= piece.length;
      if (left < 0) break;
      yield piece;
    }
  } catch (error) {
    throw changed(file, error);
  }
  if (left !== 0) throw changed(file, undefined);
}

function changed(file: PreparedImage, cause: unknown): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The image “{0}” changed while it was being sent.', file.name),
    // The service holds an incomplete body, for which none makes a picture.
    money: 'notSent',
    next: t('Try again.'),
    cause,
  });
}

async function* encoded(file: PreparedImage, base64: Base64Encoder): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(encodeAtOnce);
  let held = 0;
  for await (const piece of checked(file)) {
    for (let at = 0; at < piece.length;) {
      const take = Math.min(piece.length - at, encodeAtOnce - held);
      block.set(piece.subarray(at, at + take), held);
      held += take;
      at += take;
      if (held < encodeAtOnce) continue;
      yield base64(block);
      held = 0;
    }
  }
  if (held > 0) yield base64(block.subarray(0, held));
}

/** Collects text between files. */
class Parts {
  readonly all: Part[] = [];
  readonly #encoder = new TextEncoder();
  #text: string[] = [];

  write(text: string): void {
    this.#text.push(text);
  }

  file(file: PreparedImage, encoded: boolean): void {
    this.flush();
    this.all.push({ file, encoded });
  }

  flush(): void {
    if (this.#text.length > 0) this.all.push({ text: this.#encoder.encode(this.#text.join('')) });
    this.#text = [];
  }
}

function jsonParts(value: PayloadObject): readonly Part[] {
  const parts = new Parts();
  writeJson(value, parts);
  parts.flush();
  return parts.all;
}

/** Writes what `JSON.stringify` would for the same tree with base64 strings where the files are. */
function writeJson(value: PayloadValue, parts: Parts): void {
  if (value instanceof FileValue) {
    parts.write(value.form === 'dataUri' ? `"data:${value.image.mediaType};base64,` : '"');
    parts.file(value.image, true);
    parts.write('"');
  } else if (isList(value)) {
    value.forEach((item, at) => {
      parts.write(at === 0 ? '[' : ',');
      writeJson(item, parts);
    });
    parts.write(value.length === 0 ? '[]' : ']');
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    members.forEach(([key, member], at) => {
      parts.write(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`);
      writeJson(member, parts);
    });
    parts.write(members.length === 0 ? '{}' : '}');
  } else {
    parts.write(JSON.stringify(value));
  }
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: PayloadValue): value is readonly PayloadValue[] {
  return Array.isArray(value);
}

/**
 * RFC 7578. A text field has no Content-Type: it is UTF-8, as browsers send it. Its line breaks are left as they are,
 * since a prompt should arrive as it was written.
 */
function formParts(fields: readonly FormField[], boundary: string): readonly Part[] {
  const parts = new Parts();
  for (const { name, value } of fields) {
    parts.write(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`);
    if (typeof value === 'string') {
      parts.write(`\r\n\r\n${value}`);
    } else {
      parts.write(`; filename="${quoted(value.name)}"\r\nContent-Type: ${value.mediaType}\r\n\r\n`);
      parts.file(value, false);
    }
    parts.write('\r\n');
  }
  parts.write(`--${boundary}--\r\n`);
  parts.flush();
  return parts.all;
}

/** As browsers escape names in forms (WHATWG HTML, 4.10.21.8): nothing in a name can end it or begin a header. */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

/** The payload for people: the same tree, with `<cat.png, 412 KB>` where a file stands. */
export function describe(payload: Payload): Json {
  if (payload.kind === 'json') return described(payload.value);
  const fields: Record<string, Json> = {};
  for (const name of new Set(payload.fields.map((field) => field.name))) {
    const values = payload.fields.filter((field) => field.name === name).map(({ value }) => shown(value));
    Object.defineProperty(fields, name, { value: values.length === 1 ? values[0] : values, enumerable: true });
  }
  return fields;
}

function described(value: PayloadValue): Json {
  if (value instanceof FileValue) return shown(value.image);
  if (isList(value)) return value.map(described);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, described(member)]));
}

function shown(value: string | PreparedImage): string {
  return typeof value === 'string' ? value : `<${value.name}, ${size(value.length)}>`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} bytes`;
  return bytes < 1e6 ? `${String(Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
