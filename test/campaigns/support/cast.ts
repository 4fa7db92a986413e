import { afterAll } from 'vitest';
import type { ImageRequest } from '../../../src/core/plan.ts';
import { findModel } from '../../../src/providers/index.ts';
import { Contract, prepared } from '../../providers/harness.ts';
import { serviceOf } from '../../providers/services.ts';
import { rows, type Row } from '../../providers/simulated.ts';
import type { Vendor } from '../../services/vendor.mjs';

/** One way in which a service is asked for a picture. */
export interface Way {
  readonly row: Row;
  readonly name: string;
  readonly model: string;
  readonly request: Partial<ImageRequest>;
}

const picture = prepared(64, 48);

function waysOf(row: Row): Way[] {
  const service = serviceOf(row.id);
  const { references } = findModel(service, service.firstModel).capabilities;
  const way = (name: string, request: Partial<ImageRequest>, model = service.firstModel) => ({
    row,
    name: `${row.id} ${name}`,
    model,
    request,
  });
  return [
    way('plain', {}),
    ...(references.max > 0 ? [way('with a reference', { references: [picture] })] : []),
    ...(row.streams ? [way('streamed', { previews: true }, row.streams.model)] : []),
  ];
}

/** Every dialect, with and without a reference, streamed where it can be. */
export const ways: readonly Way[] = rows.flatMap(waysOf);

export interface Actor {
  readonly vendor: Vendor;
  readonly contract: Contract;
}

/** Simulated services, each lent to one job at a time. */
class Cast {
  readonly #key: string;
  readonly #idle = new Map<string, Actor[]>();
  readonly #all: Actor[] = [];

  constructor(key: string) {
    this.#key = key;
  }

  async lend<T>(row: Row, work: (actor: Actor) => Promise<T>): Promise<T> {
    const idle = this.#idle.get(row.id) ?? [];
    this.#idle.set(row.id, idle);
    const actor = idle.pop() ?? (await this.#start(row));
    try {
      return await work(actor);
    } finally {
      await actor.vendor.quiet();
      actor.vendor.clear();
      idle.push(actor);
    }
  }

  async close(): Promise<void> {
    for (const { vendor, contract } of this.#all) {
      contract.dispose();
      await vendor.close();
    }
  }

  async #start(row: Row): Promise<Actor> {
    const vendor = await row.start({ keys: [this.#key] });
    const actor = { vendor, contract: new Contract(row.id, vendor.url, this.#key) };
    this.#all.push(actor);
    return actor;
  }
}

/** Services that know this key, for all tests of a file. */
export function castWith(key: string): Cast {
  const cast = new Cast(key);
  // What thousands of jobs have left behind is not removed in no time.
  afterAll(() => cast.close(), 120_000);
  return cast;
}
