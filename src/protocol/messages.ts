import * as v from 'valibot';
import { isObject } from '../base/json.ts';
import { calls, type Args, type CallName } from './calls.ts';
import type { Card, ErrorInfo, Intent, ProviderInfo, Target } from './types.ts';

/** From the page, which is not to be trusted: read with `readCall`. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly name: CallName;
  readonly args: unknown;
}

/** News that the host tells without being asked. A page that is hidden misses them, and asks for a snapshot later. */
export interface Events {
  /** A card is there, or is different. */
  card: Card;
  cardGone: { readonly id: string };
  providers: { readonly providers: readonly ProviderInfo[]; readonly target: Target };
  recentPrompts: readonly string[];
  insertTarget: { readonly name?: string };
  galleryChanged: null;
  /** Null: none can be made of this file. */
  thumbnail: { readonly uri: string; readonly src: string | null };
  /** A file got another name, or is gone. */
  fileMoved: { readonly from: string; readonly to: string | null };
  intent: Intent;
}

export type EventMessage = {
  readonly [Name in keyof Events]: { readonly type: 'event'; readonly name: Name; readonly data: Events[Name] };
}[keyof Events];

export type HostMessage =
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: ErrorInfo }
  | EventMessage;

const message = v.strictObject({
  type: v.literal('call'),
  id: v.pipe(v.number(), v.integer(), v.minValue(0)),
  name: v.custom<CallName>((name) => typeof name === 'string' && Object.hasOwn(calls, name)),
  args: v.unknown(),
});

/** One call, its arguments as its line in the table wants them; undefined for anything else. */
export type CheckedCall = {
  readonly [Name in CallName]: { readonly id: number; readonly name: Name; readonly args: Args<Name> };
}[CallName];

/**
 * Reads a message of a page. Whose `id` can be told but is no call as it should be gives `{ id, problem }`, so that the
 * page does not wait for ever; what is no message at all gives undefined.
 */
export function readCall(value: unknown): CheckedCall | { readonly id: number; readonly problem: string } | undefined {
  const envelope = v.safeParse(message, value);
  if (!envelope.success) {
    const id: unknown = isObject(value) ? value['id'] : undefined;
    return typeof id === 'number' ? { id, problem: 'no such call' } : undefined;
  }
  const { id, name, args } = envelope.output;
  const parsed = v.safeParse(calls[name].args, args);
  if (!parsed.success) return { id, problem: `${name}: ${v.getDotPath(parsed.issues[0]) ?? 'the arguments'}` };
  // The schema that was just applied is that of this name.
  return { id, name, args: parsed.output } as CheckedCall;
}
