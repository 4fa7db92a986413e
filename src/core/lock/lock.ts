import { isObject, type JsonObject } from '../../base/json.ts';
import { decodeRecord, type ImageRecord } from '../image/record.ts';

/** The file beside images that says how they were made, for everybody who shares them. */
export const lockFileName = 'easel.lock.json';

const version = 1;

/** What is known of one image. Nothing that changes without reason: the same image gives the same lines. */
export interface LockEntry {
  readonly prompt: string;
  /** The alternative text that it was made for. */
  readonly alt?: string;
  readonly provider: string;
  readonly model: string;
  readonly parameters: JsonObject;
  /** As people call them: workspace-relative where they are inside, never an absolute path. */
  readonly references?: readonly string[];
  readonly placeholder?: true;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** As the service says, or as the person wrote it down. */
  readonly cost?: number | string;
}

/** Written in this order; what somebody else has added stands behind. */
const members = [
  'prompt',
  'alt',
  'provider',
  'model',
  'parameters',
  'references',
  'placeholder',
  'sha256',
  'cost',
] as const satisfies readonly (keyof LockEntry)[];

/** A lock file. What Easel does not know in it is kept. */
export interface Lock {
  readonly members: Readonly<Record<string, unknown>>;
  readonly images: ReadonlyMap<string, unknown>;
}

export const emptyLock: Lock = { members: {}, images: new Map() };

/** Undefined: no lock file that Easel could write without losing something, such as one with conflict markers in it. */
export function parseLock(text: string): Lock | undefined {
  const value = parsed(text.replace(/^\ufeff/, ''));
  if (!isObject(value) || value['version'] !== version || !isObject(value['images'])) return undefined;
  const { version: _, images, ...others } = value;
  return { members: others, images: new Map(Object.entries(images)) };
}

/** The file: images by name, whatever the language of the machine, and a line for each member. */
export function lockText({ members: others, images }: Lock): string {
  const names = [...images.keys()].sort((a, b) => (a < b ? -1 : 1));
  const sorted = Object.fromEntries(names.map((name) => [name, images.get(name)]));
  return `${JSON.stringify({ version, images: sorted, ...others }, undefined, 2)}\n`;
}

/** Says how an image was made, in the place of what was said of another one that had its name. */
export function withImage(lock: Lock, name: string, entry: LockEntry): Lock {
  const before = lock.images.get(name);
  const others = isObject(before) ? Object.entries(before).filter(([member]) => !isMember(member)) : [];
  const own = members.flatMap((member) => (entry[member] === undefined ? [] : [[member, entry[member]] as const]));
  return withEntry(lock, name, Object.fromEntries([...own, ...others]));
}

/** Of an image that is there: its alternative text is another one now, and that is right. */
export function withAlt(lock: Lock, name: string, alt: string): Lock {
  const before = lock.images.get(name);
  if (!isObject(before)) return lock;
  const known = members.flatMap((member) => {
    const value = member === 'alt' ? alt : before[member];
    return value === undefined ? [] : [[member, value] as const];
  });
  const others = Object.entries(before).filter(([member]) => !isMember(member));
  return withEntry(lock, name, Object.fromEntries([...known, ...others]));
}

/** An entry as it stands, under a name that it did not have. */
export function withEntry(lock: Lock, name: string, entry: unknown): Lock {
  return { ...lock, images: new Map(lock.images).set(name, entry) };
}

export function withoutImage(lock: Lock, name: string): Lock {
  if (!lock.images.has(name)) return lock;
  return { ...lock, images: new Map([...lock.images].filter(([each]) => each !== name)) };
}

/** What the file says of one image, and of which bytes. It may come from anywhere: what has not the right shape is left out. */
export function lockedImage(
  lock: Lock,
  name: string,
): { readonly sha256: string; readonly record: ImageRecord } | undefined {
  const entry = lock.images.get(name);
  if (!isObject(entry)) return undefined;
  const { sha256, references, placeholder } = entry;
  const isSketch = placeholder === true;
  const record = decodeRecord(
    JSON.stringify({
      ...Object.fromEntries(['prompt', 'alt', 'provider', 'model', 'parameters'].map((name) => [name, entry[name]])),
      digitalSourceType: isSketch ? 'algorithmicMedia' : 'trainedAlgorithmicMedia',
      software: 'Easel',
      sourceImages: references,
      placeholder: isSketch ? true : undefined,
    }),
  );
  return record && typeof sha256 === 'string' ? { sha256, record } : undefined;
}

function isMember(name: string): boolean {
  return members.some((member) => member === name);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
