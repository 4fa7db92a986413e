/**
 * Who waits for a place. Those who had one and were sent back come first; the others by jobs in turn, each job's in the
 * order in which they came, so that one image does not wait behind twenty.
 */
export class FairLine<Member extends { readonly job: string }> {
  readonly #returning: Member[] = [];
  readonly #lanes = new Map<string, Member[]>();
  /** The job whose turn was the last one. */
  #last: string | undefined;

  get members(): readonly Member[] {
    return [...this.#returning, ...[...this.#lanes.values()].flat()];
  }

  get isEmpty(): boolean {
    return this.#returning.length === 0 && this.#lanes.size === 0;
  }

  join(member: Member, isReturning: boolean): void {
    if (isReturning) {
      this.#returning.push(member);
      return;
    }
    const lane = this.#lanes.get(member.job);
    if (lane) lane.push(member);
    else this.#lanes.set(member.job, [member]);
  }

  leave(member: Member): void {
    const lane = this.#lanes.get(member.job) ?? [];
    remove(this.#returning, member);
    remove(lane, member);
    if (lane.length === 0) this.#lanes.delete(member.job);
  }

  /** Takes whoever is next out of the line. @param mayGo Members of other jobs stay where they are. */
  next(mayGo: (job: string) => boolean): Member | undefined {
    const member = this.#returning.find(({ job }) => mayGo(job)) ?? this.#nextInTurn(mayGo);
    if (member) this.leave(member);
    return member;
  }

  #nextInTurn(mayGo: (job: string) => boolean): Member | undefined {
    // Also behind jobs that came since.
    const lane = this.#last === undefined ? undefined : this.#lanes.get(this.#last);
    if (this.#last !== undefined && lane) {
      this.#lanes.delete(this.#last);
      this.#lanes.set(this.#last, lane);
    }
    const turn = [...this.#lanes.keys()].find(mayGo);
    if (turn === undefined) return undefined;
    this.#last = turn;
    return this.#lanes.get(turn)?.[0];
  }
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item);
  if (at !== -1) items.splice(at, 1);
}
