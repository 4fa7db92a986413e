import type { ErrorCode, Money } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { PollContract } from '../base/provider.ts';

export type JobKind = 'generate' | 'edit' | 'insert';

/** Where a job's images go, decided before it starts. */
export interface Destination {
  /** URI of the folder. */
  readonly folder: string;
  /** URI of the workspace folder that it lies in; undefined when the person chose a place outside. */
  readonly root?: string;
}

/** A file as it was when a job began. */
export interface PinnedFile {
  readonly uri: string;
  readonly sha256: string;
}

/** The part of an image that may change; every pixel outside is to be the original's. */
export interface Region {
  readonly original: PinnedFile;
  /** A PNG of the original's upright size: alpha 0 where it may change, 255 where not, between where both mix. */
  readonly mask: PinnedFile;
}

/** The very file that a job's image is to be, because a document names it. */
export interface TargetFile {
  /** As it is named: without folder and extension. */
  readonly name: string;
  /** Without its dot, as it is written: "jpeg" as well as "jpg". */
  readonly extension: string;
  /** SHA-256 of the placeholder that has the name now, and makes room if it is still the same then. */
  readonly replaces?: string;
}

/** A style of the repository that a request was made with: beside what its person asked for, never in it. */
export interface StyleUsed {
  readonly kind: 'style' | 'preset';
  /** As people write the path of its file. */
  readonly path: string;
  readonly hash: string;
  /** What it added to the prompt. */
  readonly text: string;
  readonly use?: string;
  /** Its references that went along. */
  readonly images: readonly { readonly uri: string; readonly path: string }[];
}

/** What is known of a job before anything is sent: enough to finish it in another window after a crash. No key. */
export interface JobSummary {
  readonly kind: JobKind;
  readonly provider: string;
  readonly model: string;
  /** Origin that requests go to; empty for Sketch. */
  readonly origin: string;
  /** The person's own, without what styles added. */
  readonly prompt: string;
  readonly calls: number;
  /** Images that the calls ask for together. */
  readonly images: number;
  readonly destination: Destination;
  /** How the files are named: a template of `easel.fileName`, and what goes into it. */
  readonly name: { readonly template: string; readonly slug: string; readonly day: number; readonly seed?: number };
  /** What was asked, for the file's metadata. */
  readonly asked: JsonObject;
  readonly metadata: 'full' | 'label' | 'none';
  readonly saveAs?: SaveAs;
  /** In the place of `name`; `saveAs` has its format. */
  readonly target?: TargetFile;
  /** The alternative text that a document gives it: what it was made for, whatever its prompt says. */
  readonly alt?: string;
  /** Put into the original before it is saved. */
  readonly region?: Region;
  /** The references: where they are, and what people call that place (workspace-relative where it is). */
  readonly sources: readonly { readonly uri: string; readonly path: string }[];
  /** Styles that were added. Absent: none, or an older line. */
  readonly styles?: readonly StyleUsed[];
  /** The job that this one goes on from. */
  readonly continues?: string;
  /** It asks for what another job never came to ask for: what it does not ask for either waits on in the list of jobs. */
  readonly isRest?: true;
  /** The options as they were given, `parameters` apart from them, for asking the same again. Absent in older lines. */
  readonly options?: JsonObject;
}

export interface SaveAs {
  readonly format: 'png' | 'jpeg' | 'webp';
  readonly quality?: number;
  readonly maxWidth?: number;
}

/** What a service counts of an answer, nested counters joined by dots. */
export type Usage = Readonly<Record<string, number>>;

/** An image of an answer: spooled already, or still behind a link, in which marks stand for the key (keyedLink.ts). */
export type AnsweredImage =
  | { readonly spooled: string; readonly revisedPrompt?: string }
  | { readonly link: string; readonly revisedPrompt?: string };

/**
 * One line of the journal; each is on the disk before the next step is taken.
 * `at` is ms since the epoch. A call without an end after `sent` may have been charged.
 */
export type JournalEntry = { readonly at: number; readonly job: string } & (
  | { readonly type: 'intent'; readonly summary: JobSummary }
  /** With how many images it asks for outright; absent in older lines. */
  | { readonly type: 'sent'; readonly call: number; readonly images?: number }
  | { readonly type: 'notSent'; readonly call: number }
  | { readonly type: 'accepted'; readonly call: number; readonly task: string; readonly poll: PollContract }
  | {
      readonly type: 'answered';
      readonly call: number;
      readonly images: readonly AnsweredImage[];
      /** Its window died while it arrived: there may have been more. */
      readonly isPart?: true;
      /** Counters of the service, what it says that the call cost among them. Absent in older lines. */
      readonly usage?: Usage;
    }
  | { readonly type: 'fetched'; readonly call: number; readonly link: string; readonly spooled: string }
  | {
      readonly type: 'saved';
      readonly call: number;
      readonly image: number;
      readonly uri: string;
      readonly sha256: string;
    }
  /** An image that cannot be had any more: cut at the service, or its link is gone. */
  | { readonly type: 'lost'; readonly call: number; readonly image: number }
  /** The person knows of a call whose answer never came, and has asked again. */
  | { readonly type: 'settled'; readonly call: number }
  | {
      readonly type: 'failed';
      readonly call: number;
      readonly code: ErrorCode;
      readonly money: Money;
      readonly message: string;
    }
  | { readonly type: 'ended' }
  | { readonly type: 'forgotten' }
);

/** An entry without what every entry has. */
export type EntryBody = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'at' | 'job'>
    : never
  : never;

/** Where one call stands. */
export interface CallState {
  state: 'planned' | 'sent' | 'accepted' | 'answered' | 'failed';
  /** How many it asked for; undefined where that is not known. */
  wanted?: number;
  images: { answered: AnsweredImage; spooled?: string; saved?: string; lost?: boolean }[];
  /** `images` are what there is of an answer that its window did not live to read. */
  isPart?: boolean;
  task?: { readonly id: string; readonly poll: PollContract };
  usage?: Usage;
  failure?: { code: ErrorCode; money: Money; message: string };
  /** The person knows that its answer never came. */
  settled?: boolean;
}

/** Where a job stands, told from its journal alone. */
export interface JobState {
  readonly id: string;
  readonly startedAt: number;
  readonly summary: JobSummary;
  readonly calls: CallState[];
  ended: boolean;
}

/** Reads a journal into jobs, in the order in which they began. Entries of unknown jobs are passed over. */
export function readJobs(entries: Iterable<JournalEntry>): Map<string, JobState> {
  const jobs = new Map<string, JobState>();
  for (const entry of entries) {
    if (entry.type === 'intent') {
      const { summary } = entry;
      const calls = Array.from({ length: summary.calls }, (): CallState => ({ state: 'planned', images: [] }));
      jobs.set(entry.job, { id: entry.job, startedAt: entry.at, summary, calls, ended: false });
      continue;
    }
    const job = jobs.get(entry.job);
    if (!job) continue;
    if (entry.type === 'forgotten') jobs.delete(entry.job);
    else if (entry.type === 'ended') job.ended = true;
    else applyToCall(job, entry);
  }
  return jobs;
}

type CallEntry = Extract<JournalEntry, { call: number }>;

function applyToCall(job: JobState, entry: CallEntry): void {
  const call = job.calls[entry.call];
  if (!call) return;
  switch (entry.type) {
    case 'sent':
      call.state = 'sent';
      if (entry.images !== undefined) call.wanted = entry.images;
      return;
    case 'notSent':
      call.state = 'planned';
      return;
    case 'accepted':
      call.state = 'accepted';
      call.task = { id: entry.task, poll: entry.poll };
      return;
    case 'answered':
      call.state = 'answered';
      if (entry.isPart) call.isPart = true;
      if (entry.usage) call.usage = entry.usage;
      call.images = entry.images.map((answered) => ({
        answered,
        ...('spooled' in answered ? { spooled: answered.spooled } : {}),
      }));
      return;
    case 'fetched': {
      const image = call.images.find(
        (each) => 'link' in each.answered && each.answered.link === entry.link && !each.spooled,
      );
      if (image) image.spooled = entry.spooled;
      return;
    }
    case 'saved': {
      const image = call.images[entry.image];
      if (image) image.saved = entry.uri;
      return;
    }
    case 'lost': {
      const image = call.images[entry.image];
      if (image) image.lost = true;
      return;
    }
    case 'settled':
      call.settled = true;
      return;
    case 'failed':
      call.failure = { code: entry.code, money: entry.money, message: entry.message };
      if (call.state !== 'answered') call.state = 'failed';
      return;
  }
}

/** What is still owed to the person of a job that no window is working on. */
export interface Remains {
  /** Images that lie in the spool and in no folder yet. */
  readonly unsaved: number;
  /** Images behind links that were not fetched, and tasks that the service may have finished by now. */
  readonly unfetched: number;
  /** Calls that may have been charged and whose answer never came. */
  readonly unknown: number;
  /** Calls that were never sent and are still missed. */
  readonly unasked: number;
}

export function remainsOf(job: JobState): Remains {
  let unsaved = 0;
  let unfetched = 0;
  let unknown = 0;
  let unasked = 0;
  for (const call of job.calls) {
    if (isUnknown(call)) unknown += 1;
    if (isUnasked(job, call)) unasked += 1;
    if (call.task !== undefined && isResumable(call)) unfetched += 1;
    for (const image of call.images) {
      if (image.saved || image.lost) continue;
      if (image.spooled) unsaved += 1;
      else unfetched += 1;
    }
  }
  return { unsaved, unfetched, unknown, unasked };
}

/**
 * A call that was never sent, and of which no error was said: its window was gone before its turn came. Of a job that asks
 * for the rest of another one, also a call that failed before it was sent: its person still misses it. A sketch that was
 * not painted is nobody's loss.
 */
export function isUnasked({ summary }: JobState, { state, failure, settled }: CallState): boolean {
  if (settled || summary.origin === '') return false;
  return state === 'planned' || (summary.isRest === true && state === 'failed' && failure?.money === 'notSent');
}

/**
 * The `count` that asks for some of a job's calls again. It is the person's own, as it was spread over the calls: what
 * `parameters` make of a call stands in the parameters, which go along again, and must not be counted twice.
 * @param perCall Images that one call of the model can be asked for.
 */
export function countOf({ summary, calls }: JobState, perCall: number, isMeant: (call: CallState) => boolean): number {
  const { options } = summary;
  const given = options?.['count'];
  const count = typeof given === 'number' ? given : options ? 1 : calls.length;
  const isAsThen = Math.ceil(count / perCall) === calls.length;
  const ofCall = (index: number) => (isAsThen ? Math.min(perCall, count - index * perCall) : 1);
  return calls.reduce((sum, call, index) => sum + (isMeant(call) ? ofCall(index) : 0), 0);
}

/** A call that may have been charged, whose answer never came whole, and of which the person does not know yet. */
export function isUnknown(call: CallState): boolean {
  if (call.settled) return false;
  return (
    call.state === 'sent' || call.isPart === true || (call.state === 'failed' && call.failure?.money === 'unknown')
  );
}

/** Images that may have been charged and never came. */
export function unknownImages({ calls, summary }: JobState): number {
  const usual = Math.max(1, Math.round(summary.images / Math.max(1, summary.calls)));
  const missing = (call: CallState) => Math.max(1, (call.wanted ?? usual) - call.images.length);
  return calls.filter(isUnknown).reduce((sum, call) => sum + missing(call), 0);
}

/** Whether a job that no window is working on still owes its person something. */
export function isOwing(job: JobState): boolean {
  return Object.values(remainsOf(job)).some((count) => count > 0);
}

/** Whether nothing is done for a job any more, and nobody is owed anything. */
export function isOver(job: JobState): boolean {
  return job.ended && !isOwing(job);
}

/** A task whose answer has not come, and of which the service has not said that it failed. */
export function isResumable(call: CallState): boolean {
  if (call.task === undefined || call.state === 'answered') return false;
  return call.failure === undefined || call.failure.money === 'kept';
}
