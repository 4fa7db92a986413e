import type { ReplyValue } from '../sink.ts';
import { firstWord, get, isRecord, text } from './value.ts';

export type TaskState = 'pending' | 'success' | 'failure';

/** Work that the service goes on with, to be asked for later. */
export interface Task {
  readonly id: string;
  /** The service's own word. */
  readonly status?: string;
  /** Judged from the words of all known services; a word that none uses counts as pending. */
  readonly state: TaskState;
  /** A boolean `ready`, where the service has one. A status "ready" means queued. */
  readonly ready?: boolean;
}

/** DashScope's word for a task that has expired is "unknown". */
const expired: readonly string[] = ['expired', 'unknown'];

const words: Readonly<Record<Exclude<TaskState, 'pending'>, readonly string[]>> = {
  success: ['completed', 'succeeded', 'success', 'done', 'finished'],
  failure: ['failed', 'failure', 'error', 'cancelled', 'canceled', 'timeout', 'rejected', ...expired],
};

/** The task that a body speaks of. An `id` alone is no task: chats have one as well. */
export function taskIn(body: ReplyValue): Task | undefined {
  for (const place of [body, get(body, 'data'), get(body, 'output')]) {
    if (!isRecord(place)) continue;
    const status = text(get(place, 'status')) ?? text(get(place, 'task_status'));
    const own = firstWord(place, 'taskId', 'task_id');
    const id = own ?? (status === undefined ? undefined : firstWord(place, 'id'));
    if (id === undefined || isAnswer(place)) continue;
    const ready = get(place, 'ready');
    return {
      id,
      ...(status !== undefined && { status }),
      state: stateOf(status, ready),
      ...(typeof ready === 'boolean' && { ready }),
    };
  }
  return undefined;
}

/** Whether a task came to its end and its result is gone: the service may well have made it. */
export function isExpired({ status }: Task): boolean {
  return status !== undefined && expired.includes(status.toLowerCase());
}

/** Chats and OpenAI's Responses have an id and a status, too. */
function isAnswer(place: ReplyValue): boolean {
  return ['choices', 'candidates', 'object', 'output_text'].some((key) => get(place, key) !== undefined);
}

function stateOf(status: string | undefined, ready: ReplyValue | undefined): TaskState {
  const word = status?.toLowerCase();
  if (word !== undefined && words.failure.includes(word)) return 'failure';
  if ((word !== undefined && words.success.includes(word)) || ready === true) return 'success';
  return 'pending';
}
