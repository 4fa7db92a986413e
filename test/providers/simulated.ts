import type { ErrorCode } from '../../src/base/errors.ts';
import { startAgicto, replies as agicto } from '../services/agicto.mjs';
import { startArk, replies as ark } from '../services/ark.mjs';
import { startDashScope, replies as dashscope } from '../services/dashscope.mjs';
import { startGoogle, replies as google } from '../services/google.mjs';
import { startMixroute, replies as mixroute } from '../services/mixroute.mjs';
import { startMountsea, replies as mountsea } from '../services/mountsea.mjs';
import { startOpenAI, replies as openai } from '../services/openai.mjs';
import { startOpenRouter, replies as openrouter } from '../services/openrouter.mjs';
import type { Reply } from '../services/service.mjs';
import type { Vendor } from '../services/vendor.mjs';
import { startVapi, replies as vapi } from '../services/vapi.mjs';

/** One service, its simulation, and what is known of both. */
export interface Row {
  readonly id: string;
  readonly start: (options: { keys: readonly string[] }) => Promise<Vendor>;
  readonly replies: Readonly<Record<string, (...args: never[]) => Reply>>;
  /** Ready answers of the simulation, and what a person is told of them. */
  readonly refusals: Readonly<Record<string, ErrorCode>>;
  /** Ready answers that bring a picture, or are tested where they belong. */
  readonly others?: readonly string[];
  /** A model that streams, and what is seen before its answer is whole. */
  readonly streams?: { readonly model: string; readonly shows: readonly ('draft' | 'final')[] };
  /** The first model's answer comes by a task, or holds a link. */
  readonly stages?: readonly ('polling' | 'downloading')[];
}

const relay = {
  badKey: 'auth',
  expiredKey: 'auth',
  quota: 'quota',
  keyQuota: 'quota',
  keyModel: 'modelNotFound',
  keyGroup: 'modelNotFound',
  rateLimit: 'rateLimit',
  saturated: 'rateLimit',
  noChannel: 'modelNotFound',
  notAnImageModel: 'modelNotFound',
  moderated: 'moderated',
  sensitiveWords: 'moderated',
  promptBlocked: 'moderated',
  busy: 'unknownOutcome',
  serverError: 'unknownOutcome',
  gatewayPage: 'unknownOutcome',
  page: 'malformedResponse',
  wrappedError: 'invalidRequest',
  textOnly: 'noImage',
  emptyData: 'noImage',
  invalidBase64: 'malformedResponse',
  cutPicture: 'malformedResponse',
  notJson: 'malformedResponse',
} as const;

export const rows: readonly Row[] = [
  {
    id: 'mixroute',
    start: startMixroute,
    replies: mixroute,
    refusals: { ...relay, allPartsFailed: 'moderated', inspectionFailed: 'moderated' },
    others: ['redirect'],
  },
  {
    id: 'vapi',
    start: startVapi,
    replies: vapi,
    refusals: { ...relay, noForm: 'invalidRequest', chatRefusal: 'noImage', errorInStream: 'unknownOutcome' },
    others: ['redirect', 'arkShaped'],
    stages: ['downloading'],
  },
  {
    id: 'agicto',
    start: startAgicto,
    replies: agicto,
    refusals: {
      ...relay,
      googleOverloaded: 'unknownOutcome',
      imageSafety: 'moderated',
      blocked: 'moderated',
      onlyText: 'noImage',
    },
    others: ['redirect'],
  },
  {
    id: 'mountsea',
    start: startMountsea,
    replies: mountsea,
    refusals: {
      badKey: 'auth',
      expiredKey: 'auth',
      quota: 'quota',
      rateLimit: 'rateLimit',
      moderated: 'moderated',
      noTask: 'provider',
      noTaskId: 'noImage',
      serverError: 'unknownOutcome',
      unavailable: 'unknownOutcome',
      gatewayPage: 'unknownOutcome',
    },
    others: ['atOnce'],
    stages: ['polling', 'downloading'],
  },
  {
    id: 'google',
    start: startGoogle,
    replies: google,
    refusals: {
      badKey: 'auth',
      noKey: 'auth',
      suspended: 'auth',
      perMinute: 'rateLimit',
      jsonUnderStream: 'rateLimit',
      perDay: 'quota',
      region: 'provider',
      modelNotFound: 'modelNotFound',
      internal: 'unknownOutcome',
      overloaded: 'unknownOutcome',
      deadline: 'unknownOutcome',
      safety: 'moderated',
      imageSafety: 'moderated',
      streamedSafety: 'moderated',
      prohibited: 'moderated',
      recitation: 'moderated',
      noImage: 'noImage',
      blocked: 'moderated',
      textOnly: 'noImage',
      noParts: 'noImage',
      onlyThoughts: 'noImage',
    },
    others: ['snakeCase'],
    streams: { model: 'gemini-3-pro-image', shows: ['draft', 'final'] },
  },
  {
    id: 'openai',
    start: startOpenAI,
    replies: openai,
    refusals: {
      badKey: 'auth',
      unverified: 'modelNotFound',
      modelNotFound: 'modelNotFound',
      unknownParameter: 'invalidRequest',
      invalidImage: 'invalidRequest',
      quota: 'quota',
      billingLimit: 'quota',
      rateLimit: 'rateLimit',
      moderated: 'moderated',
      serverError: 'unknownOutcome',
      overloaded: 'unknownOutcome',
      noData: 'noImage',
      streamError: 'moderated',
      streamWithoutEnd: 'malformedResponse',
    },
    streams: { model: 'gpt-image-2', shows: ['draft', 'draft', 'final'] },
  },
  {
    id: 'ark',
    start: startArk,
    replies: ark,
    refusals: {
      badKey: 'auth',
      accessDenied: 'auth',
      overdue: 'quota',
      quota: 'quota',
      rateLimit: 'rateLimit',
      overloaded: 'rateLimit',
      modelNotFound: 'modelNotFound',
      modelNotOpen: 'modelNotFound',
      missing: 'invalidRequest',
      invalid: 'invalidRequest',
      oversizedImage: 'invalidRequest',
      sensitiveText: 'moderated',
      sensitiveImage: 'moderated',
      sensitiveOutput: 'moderated',
      allFailed: 'moderated',
      internal: 'unknownOutcome',
    },
    others: ['streamError'],
    streams: { model: 'doubao-seedream-4-5-251128', shows: ['final'] },
  },
  {
    id: 'dashscope',
    start: startDashScope,
    replies: dashscope,
    refusals: {
      badKey: 'auth',
      accessDenied: 'auth',
      arrears: 'quota',
      allocation: 'quota',
      throttled: 'rateLimit',
      noSync: 'invalidRequest',
      noAsync: 'invalidRequest',
      invalid: 'invalidRequest',
      tooLarge: 'invalidRequest',
      inspected: 'moderated',
      inspectedOutput: 'moderated',
      modelNotFound: 'modelNotFound',
      internal: 'unknownOutcome',
      textOnly: 'noImage',
    },
    stages: ['polling', 'downloading'],
  },
  {
    id: 'openrouter',
    start: startOpenRouter,
    replies: openrouter,
    refusals: {
      badKey: 'auth',
      noKey: 'auth',
      credits: 'quota',
      keyLimit: 'quota',
      rateLimit: 'rateLimit',
      upstreamLimit: 'rateLimit',
      moderated: 'moderated',
      filtered: 'moderated',
      modelNotFound: 'modelNotFound',
      noEndpoints: 'modelNotFound',
      serverError: 'unknownOutcome',
      unavailable: 'unknownOutcome',
      errorIn200: 'unknownOutcome',
      errorInChoice: 'unknownOutcome',
      streamError: 'unknownOutcome',
      textOnly: 'noImage',
    },
    streams: { model: 'google/gemini-3.1-flash-image', shows: ['final'] },
  },
];

/** A ready answer of a simulation. Those about a model or a field are told one. */
export function replyOf({ replies }: Row, name: string): Reply {
  const make = replies[name] as (about?: string) => Reply;
  return /^(?:modelNot|noChannel|keyModel|unknownParameter|missing|invalid$)/.test(name) ? make('any-name') : make();
}
