import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { cancelled } from '../core/failures.ts';
import { isHttpFailure, type Http } from '../core/http.ts';
import type { Download } from './references.ts';

const mostBytes = 50 * 1024 * 1024;
const deadlineMs = 60_000;

/** Downloads references that are links, under the rules for result links. */
export function referenceDownload(http: Http): Download {
  return async (url, signal = new AbortController().signal) => {
    const host = URL.canParse(url) ? new URL(url).host : url;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    let status = 0;
    try {
      await http.exchange(
        { method: 'GET', url, headers: { accept: 'image/*' }, purpose: 'download', deadlineMs },
        {
          head(head) {
            ({ status } = head);
          },
          data(chunk) {
            bytes += chunk.length;
            if (bytes > mostBytes) throw failed(host, t('it is larger than {0} MB', 50));
            // The transport may use its memory again.
            chunks.push(chunk.slice());
          },
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) throw cancelled('notSent');
      if (isHttpFailure(error)) throw failed(host, error.detail);
      throw error;
    }
    if (status !== 200) throw failed(host, String(status));
    return Buffer.concat(chunks);
  };
}

function failed(host: string, why: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The reference could not be downloaded from {0}: {1}', host, why),
    money: 'notSent',
    next: t('Save the image into the workspace and use the file.'),
  });
}
