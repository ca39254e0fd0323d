/**
 * How an answer is written, told by its first decoded bytes: relays send event streams as JSON, errors as event streams, and either without a
 * type. The content type decides only where the bytes do not.
 */
import { AWS_EVENT_STREAM } from '../common/aws-event.ts'

/** `events`: server-sent events; `frames`: Amazon's; `lines`: JSON lines; `page`: a web page, which no API answers with. */
export type Writing = 'events' | 'frames' | 'lines' | 'json' | 'page' | 'text'

/** How lines of an event stream begin. */
const FIELDS = ['data', 'event', 'id', 'retry', ':']
const LONGEST_FIELD = 5
/** The byte order mark of UTF-8, as three characters. */
const BOM = '\u00ef\u00bb\u00bf'

export class WritingTeller {
  readonly #type: string
  #front = ''
  #known: Writing | undefined

  /** `contentType`: value of the header, empty when there is none. */
  constructor(contentType: string) {
    this.#type = contentType.trim().toLowerCase()
    if (this.#type.startsWith(AWS_EVENT_STREAM)) this.#known = 'frames'
  }

  /** Undefined as long as too little has come. */
  get writing(): Writing | undefined {
    return this.#known
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.byteLength && this.#known === undefined; at += 1) this.#look(chunk[at] ?? 0)
  }

  /** Nothing more comes. */
  end(): Writing {
    this.#known ??= this.#front === '' ? this.#byType() : this.#otherwise()
    return this.#known
  }

  #look(byte: number): void {
    const letter = String.fromCharCode(byte)
    if (this.#front === '' && (byte <= 0x20 || BOM.includes(letter))) return
    this.#front += letter
    this.#known = this.#tell()
  }

  #tell(): Writing | undefined {
    const front = this.#front
    if (front === '{' || front === '[') return /ndjson|jsonl|json-?lines/.test(this.#type) ? 'lines' : 'json'
    if (front === '<') return 'page'
    if (FIELDS.includes(front)) return 'events'
    const mayBe = front.length < LONGEST_FIELD && FIELDS.some((field) => field.startsWith(front))
    return mayBe ? undefined : this.#otherwise()
  }

  /** What begins like nothing that is known. */
  #otherwise(): Writing {
    return this.#type.startsWith('text/event-stream') ? 'events' : isPageType(this.#type) ? 'page' : 'text'
  }

  #byType(): Writing {
    return /^application\/(?:[^;]+\+)?json/.test(this.#type) ? 'json' : this.#otherwise()
  }
}

/** `type`: a content type in lower case. */
export const isPageType = (type: string): boolean => /^(?:text\/html|application\/xhtml)/.test(type)
