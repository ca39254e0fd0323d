/** What an answer cites, each source once: relays repeat all of them with every event. */
import type { Json, JsonObject } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../answer-event.ts'
import { objectOf, wordOf } from '../fields.ts'

/** Sources that are told of one answer. */
const MOST = 500

export class Citations {
  readonly #emit: EmitEvent
  readonly #seen = new Set<string>()

  constructor(emit: EmitEvent) {
    this.#emit = emit
  }

  /** A source as protocols write it: an address, or an object with one. What has none is told as lost. */
  take(source: Json | undefined): void {
    const url = wordOf(source) ?? urlIn(objectOf(source))
    if (url === undefined || this.#seen.size >= MOST) {
      this.#emit({ type: 'loss', what: 'citations-dropped', where: 'answer' })
    } else if (!this.#seen.has(url)) {
      this.#seen.add(url)
      this.#emit({ type: 'citation', citation: { url, title: wordOf(objectOf(source)?.['title']) } })
    }
  }
}

const urlIn = (source: JsonObject | undefined): string | undefined => wordOf(source?.['url']) ?? wordOf(source?.['uri'])
