/** What requests have lately taken, by token and model: what a running one is taken for until it ends. */

/** Requests that a mean is made of. */
const LAST = 20
/** Pairs that are remembered. Clients name models, so that there may be any number. */
const MOST = 2000

export interface Taken {
  /** Nano-dollars. */
  readonly nano: bigint
  readonly tokens: bigint
}

export interface Means {
  /** Of a token and a model; of the token alone while no model is known, or none of its requests. Nothing at all: 0. */
  readonly of: (token: string, model: string | undefined) => Taken
  readonly add: (token: string, model: string, taken: Taken) => void
  /** What the ledger says of the time before; does not count beside what was seen since. */
  readonly seed: (token: string, model: string, taken: Taken) => void
}

const NOTHING: Taken = { nano: 0n, tokens: 0n }

export const createMeans = (): Means => {
  const seen = new Map<string, LastTaken>()
  const seeds = new Map<string, Taken>()
  const meanAt = (key: string): Taken | undefined => {
    const list = seen.get(key)
    return list === undefined ? seeds.get(key) : list.mean()
  }
  const push = (key: string, taken: Taken): void => {
    const list = seen.get(key) ?? new LastTaken()
    // Those that were asked last stay.
    seen.delete(key)
    seen.set(key, list)
    list.push(taken)
    dropOldest(seen)
  }
  return {
    of: (token, model) =>
      (model === undefined ? undefined : meanAt(keyOf(token, model))) ?? meanAt(keyOf(token)) ?? NOTHING,
    add: (token, model, taken) => {
      push(keyOf(token, model), taken)
      push(keyOf(token), taken)
    },
    seed: (token, model, taken) => {
      seeds.set(keyOf(token, model), taken)
      // Of several models the dearest: what is not known yet is not taken for less than it may be.
      const former = seeds.get(keyOf(token)) ?? NOTHING
      if (taken.nano >= former.nano) seeds.set(keyOf(token), taken)
      dropOldest(seeds)
    },
  }
}

const keyOf = (token: string, model = ''): string => `${token}\u0000${model}`

/** The last requests of one kind, and their sum. */
class LastTaken {
  readonly #list: Taken[] = []
  #nano = 0n
  #tokens = 0n

  push(taken: Taken): void {
    this.#list.push(taken)
    const gone = this.#list.length > LAST ? (this.#list.shift() ?? NOTHING) : NOTHING
    this.#nano += taken.nano - gone.nano
    this.#tokens += taken.tokens - gone.tokens
  }

  mean(): Taken {
    const count = BigInt(this.#list.length)
    return { nano: this.#nano / count, tokens: this.#tokens / count }
  }
}

const dropOldest = (map: Map<string, unknown>): void => {
  for (const key of map.keys()) {
    if (map.size <= MOST) return
    map.delete(key)
  }
}
