/** The calls of a conversation of Gemini that have no result yet: results name their call by an id, by its name alone, or by both. */

/** `given`: the id that a call came with. */
export interface UnansweredCall {
  readonly id: string
  readonly given: string | undefined
  readonly name: string
}

export class UnansweredCalls {
  readonly #byId = new Map<string, Queue>()
  readonly #byName = new Map<string, Queue>()
  readonly #withoutIdByName = new Map<string, Queue>()
  readonly #answered = new Set<UnansweredCall>()

  add(call: UnansweredCall): void {
    put(this.#byName, call.name, call)
    if (call.given === undefined) put(this.#withoutIdByName, call.name, call)
    else put(this.#byId, call.given, call)
  }

  /** The first call that a result answers: by id where there is one, else by name; a call that came with another id is none. */
  take(given: string | undefined, name: string): UnansweredCall | undefined {
    const named = given === undefined ? this.#byName : this.#withoutIdByName
    const call = this.#first(given === undefined ? undefined : this.#byId.get(given)) ?? this.#first(named.get(name))
    if (call !== undefined) this.#answered.add(call)
    return call
  }

  #first(queue: Queue | undefined): UnansweredCall | undefined {
    if (queue === undefined) return undefined
    for (;;) {
      const call = queue.calls[queue.at]
      if (call === undefined || !this.#answered.has(call)) return call
      queue.at += 1
    }
  }
}

/** Calls in their order, and the first that may be open. */
interface Queue {
  readonly calls: UnansweredCall[]
  at: number
}

const put = (queues: Map<string, Queue>, key: string, call: UnansweredCall): void => {
  const queue = queues.get(key)
  if (queue === undefined) queues.set(key, { calls: [call], at: 0 })
  else queue.calls.push(call)
}
