import type { EaselError } from '../base/errors.ts';
import { longestWaitMs } from '../wire/refusal.ts';
import { attempt, isAboutKey, type AcceptedTask, type Answer, type Exchange, type ExchangePorts } from './attempt.ts';
import { calledOff, cancelled } from './failures.ts';
import { explain } from './outcome.ts';

// Everything that decides about sending again is here.

/** Tries of a request that provably did not arrive. */
const maxTries = 3;

/**
 * Sends an order once, and again only where that cannot cost twice: when it provably did not arrive, when the service
 * said to wait, or when the person gave another key after a refusal.
 * @throws EaselError
 */
export async function exchange(
  call: Exchange,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<{ readonly answer: Answer } | { readonly task: AcceptedTask }> {
  const { patience, place, waiting } = call;
  let tries = 0;
  for (;;) {
    const outcome = await attempt(call, ports, signal);
    if ('held' in outcome) {
      await patience.aside(() => place.again());
      continue;
    }
    if (!('error' in outcome)) {
      place.succeeded();
      return outcome;
    }
    const { error, again } = outcome;
    if (isAboutKey(error) && call.newKey) {
      await askForKey(call, error, ports, signal);
      continue;
    }
    const told = keepAway(call, error);
    if (again === 'whenTold') {
      if (told === undefined) throw error;
      if (!patience.allows(told)) {
        // The job's other calls have waited as long for the same answer, or are about to.
        place.stop('job', error);
        throw error;
      }
      ports.log.info(`${call.service.id}: ${error.code}; trying again in ${told} ms`);
      await patience.aside(() => place.again(), told);
      continue;
    }
    tries += 1;
    // Full jitter over a doubling step, so that a crowd of waiting clients does not come back at once.
    const wait = ports.clock.random() * Math.min(8000, 500 * 2 ** (tries - 1));
    if (again === undefined || tries >= maxTries || !patience.allows(wait)) throw error;
    ports.log.info(`${call.service.id}: ${error.code}; trying again in ${Math.round(wait)} ms`);
    call.progress('retrying', ports.clock.now() + wait);
    await ports.clock.sleep(wait, waiting).catch(() => {
      throw calledOff(waiting, 'notSent');
    });
  }
}

/**
 * Neither the person's time nor a rejected key counts against the request, and nobody else waits for them.
 * @throws EaselError when there is no other key
 */
async function askForKey(call: Exchange, error: EaselError, ports: ExchangePorts, signal: AbortSignal): Promise<void> {
  const { place, patience, newKey } = call;
  await patience.aside(async () => {
    place.giveWay();
    const gotOne = await newKey?.(error).catch((trouble: unknown) => {
      ports.log.warn(`${call.service.id}: asking for a key: ${String(trouble)}`);
      return false;
    });
    if (gotOne) return place.again();
    // A person who cancels the job while it asks knows that nothing comes.
    throw signal.aborted ? cancelled('notSent') : error;
  });
}

/**
 * What a service that wants to be left alone means for everybody who waits for it: nobody begins before it may be asked
 * again, and nobody waits longer than two minutes for that.
 * @returns how long to wait, in ms; undefined: not at all
 */
function keepAway({ place, service, model }: Exchange, error: EaselError): number | undefined {
  const { code, retryAfterMs: told } = error;
  const isOverloaded = code === 'unknownOutcome' && told !== undefined;
  if (code !== 'rateLimit' && !isOverloaded) return undefined;
  if (told === undefined || told <= longestWaitMs) return place.slowDown(told);
  const about = { provider: service.label, model, words: '', retryAfterMs: told };
  place.stop('provider', isOverloaded ? explain({ ...about, code: 'rateLimit', money: 'notSent' }) : error);
  return undefined;
}
