import { imageMime } from '../../protocol/drag.ts';

/** Names them as the Explorer does, so that the references take both alike, and as Easel's own, for documents. */
export function dragImages(transfer: DataTransfer | null, uris: readonly string[]): void {
  if (!transfer) return;
  const list = uris.join('\r\n');
  transfer.effectAllowed = 'copy';
  for (const type of ['application/vnd.code.uri-list', 'text/uri-list', imageMime]) transfer.setData(type, list);
}
