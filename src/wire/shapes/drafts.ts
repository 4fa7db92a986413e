import { isOpen } from '../cutJson.ts';
import type { ReplyValue } from '../sink.ts';
import { BlobRef, MixedText } from '../sink.ts';
import { get, isList, isRecord } from './value.ts';

/**
 * Pictures that a model made while thinking, wherever in a reply its parts are. One in a part that was cut may be such,
 * since the member that says so can come behind it.
 */
export function draftsIn(value: ReplyValue, isPart = false): readonly BlobRef[] {
  if (isList(value)) return value.flatMap((item) => draftsIn(item, isPart));
  if (!isRecord(value)) return [];
  if (get(value, 'thought') === true || (isPart && isOpen(value))) return blobsIn(value);
  return Object.entries(value).flatMap(([key, member]) => draftsIn(member, key === 'parts'));
}

function blobsIn(value: ReplyValue): readonly BlobRef[] {
  if (value instanceof BlobRef) return [value];
  if (value instanceof MixedText) return value.parts.filter((part) => part instanceof BlobRef);
  if (isList(value)) return value.flatMap(blobsIn);
  return isRecord(value) ? Object.values(value).flatMap(blobsIn) : [];
}
