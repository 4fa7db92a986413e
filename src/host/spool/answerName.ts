import { join } from 'node:path';
import type { ReplyPlace } from './replyReader.ts';

// Names of pictures in the spool. "reply-0-1f2e3d4c-2": a result, the third picture of an answer to the first call.
// With ".early" behind it: whole, but a preview or a draft, or not known yet to be more. "reply-1f2e3d4c-2": of a reply
// that can be had again, such as that about a task.

export function answerPath({ folder, unique, call }: ReplyPlace, index: number): string {
  return join(folder, ['reply', ...(call === undefined ? [] : [call]), unique, index].join('-'));
}

export function earlyPath(path: string): string {
  return `${path}.early`;
}

/** Of these names those of results of a call, answer by answer and in order. */
export function resultsAmong(names: readonly string[], call: number): readonly string[] {
  const found = names.flatMap((name) => {
    const [, of, unique = '', index] = /^reply-(\d+)-([^-]+)-(\d+)$/.exec(name) ?? [];
    return of === String(call) ? [{ name, unique, index: Number(index) }] : [];
  });
  const inOrder = found.sort((a, b) => a.unique.localeCompare(b.unique) || a.index - b.index);
  return inOrder.map(({ name }) => name);
}
