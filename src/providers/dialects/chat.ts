import type { Call, Dialect, PayloadObject } from '../../base/provider.ts';
import { chatMessages } from '../payload.ts';

export interface ChatDialect {
  readonly path: string;
  readonly options: (call: Call) => PayloadObject;
}

/** Chat completions with pictures in the messages, as OpenRouter and V-API have them. The reply is read by shape. */
export function chat({ path, options }: ChatDialect): Dialect {
  return (call) => ({
    transport: 'http',
    method: 'POST',
    path,
    payload: {
      kind: 'json',
      value: {
        model: call.model.id,
        messages: chatMessages(call),
        ...options(call),
      },
    },
  });
}
