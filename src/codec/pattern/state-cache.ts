/** The states an automaton has met, by number, and the known ways between them in one table: looking up an object for each byte is slow. */

/** What is known at a place. Stays true after the automaton has forgotten it. */
export interface State {
  /** 1 for each node that leads to a match from here. */
  readonly leads: Uint8Array
  /** Positions of the expressions of which a match begins here. */
  readonly begins: readonly number[]
}

/** Stands in the table where the way is not known yet. */
export const UNKNOWN = -1

const FIRST_STATES = 16

export class StateCache {
  readonly states: State[] = []
  /** 1 for the states at which a match begins, by number. */
  begins = new Uint8Array(FIRST_STATES)
  /** The next state by state (times the number of symbols) and symbol. Exchanged when it grows. */
  table: Int32Array
  readonly #symbols: number
  #ids = new Map<string, number>()

  constructor(symbols: number) {
    this.#symbols = symbols
    this.table = new Int32Array(FIRST_STATES * symbols).fill(UNKNOWN)
  }

  /** The number of a state, a new one for a state that was not met yet. */
  idOf(state: State): number {
    const key = Buffer.from(state.leads.buffer).toString('latin1')
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.states.push(state) - 1
    this.#ids.set(key, id)
    if (this.states.length > this.begins.length) this.#grow()
    this.begins[id] = state.begins.length > 0 ? 1 : 0
    return id
  }

  link(id: number, symbol: number, next: number): void {
    this.table[id * this.#symbols + symbol] = next
  }

  clear(): void {
    this.states.length = 0
    this.#ids = new Map()
    this.table.fill(UNKNOWN)
  }

  #grow(): void {
    const table = new Int32Array(2 * this.table.length).fill(UNKNOWN, this.table.length)
    table.set(this.table)
    this.table = table
    const begins = new Uint8Array(2 * this.begins.length)
    begins.set(this.begins)
    this.begins = begins
  }
}
