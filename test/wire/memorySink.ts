import type { Base64Sink, BlobWriter } from '../../src/wire/sink.ts';

export interface MemoryBlob {
  readonly bytes: Uint8Array;
  readonly state: 'open' | 'finished' | 'aborted';
}

/** A sink over Node's own decoder that keeps every blob in memory and records how it ended. */
export class MemorySink implements Base64Sink {
  readonly #pieces: Uint8Array[][] = [];
  readonly #states: MemoryBlob['state'][] = [];

  open(index: number): BlobWriter {
    const pieces: Uint8Array[] = [];
    this.#pieces[index] = pieces;
    this.#states[index] = 'open';
    const end = (state: MemoryBlob['state']) => {
      if (this.#states[index] !== 'open') throw new Error(`blob ${String(index)} ended twice`);
      this.#states[index] = state;
    };
    return {
      base64: (text) => {
        if (text.length % 4 > 0) throw new Error('not a whole number of groups');
        const bytes = Buffer.from(Buffer.from(text).toString('latin1'), 'base64');
        if (bytes.length !== (text.length / 4) * 3) return 0;
        pieces.push(bytes);
        return text.length;
      },
      raw: (bytes) => {
        pieces.push(Uint8Array.from(bytes));
      },
      finish: () => {
        end('finished');
      },
      abort: () => {
        end('aborted');
      },
    };
  }

  ready(): Promise<void> | undefined {
    return undefined;
  }

  get blobs(): readonly MemoryBlob[] {
    return this.#pieces.map((pieces, index) => ({
      bytes: Buffer.concat(pieces),
      state: this.#states[index] ?? 'open',
    }));
  }

  /** Finished blobs by index, as plain arrays. */
  finished(index: number): Buffer | undefined {
    const blob = this.blobs[index];
    return blob?.state === 'finished' ? Buffer.from(blob.bytes) : undefined;
  }
}
