/** What a translation could not say, or had to say otherwise: values that are shown with the request, never exceptions. */

/** `noted`: said in another form. `changed`: the model may behave otherwise. `lost`: something the client sent is gone. */
export type LossSeverity = 'noted' | 'changed' | 'lost'

const SEVERITIES = {
  'hosted-tool-dropped': 'lost',
  'tool-deferred': 'noted',
  'tool-dropped': 'lost',
  'tool-renamed': 'noted',
  'grammar-as-text': 'changed',
  'schema-simplified': 'changed',
  'strict-dropped': 'changed',
  'reasoning-dropped': 'lost',
  'thinking-disabled': 'changed',
  'effort-mapped': 'changed',
  'parameter-dropped': 'lost',
  'parameter-clamped': 'changed',
  'system-moved': 'noted',
  'attribution-dropped': 'noted',
  'cache-marks-dropped': 'noted',
  'cache-marks-added': 'noted',
  'image-dropped': 'lost',
  'file-as-text': 'noted',
  'file-dropped': 'lost',
  'citations-dropped': 'lost',
  'orphan-result': 'changed',
  'missing-result': 'changed',
  'id-mapped': 'noted',
  'carrier-stripped': 'noted',
  'stop-trimmed': 'changed',
  'format-as-instruction': 'changed',
  'prefill-dropped': 'lost',
  'usage-unknown': 'noted',
  'tokens-estimated': 'noted',
  repaired: 'changed',
  'arguments-invalid': 'changed',
  'output-truncated': 'lost',
} as const satisfies Record<string, LossSeverity>

export type LossCode = keyof typeof SEVERITIES

export interface Loss {
  readonly what: LossCode
  /** Path in the request or answer, such as `tools.web_search` or `messages[3]`. */
  readonly where: string
  readonly severity: LossSeverity
}

/** The most losses that are told of one exchange; a conversation of thousands of turns says the same again and again. */
const MOST = 200

/** Collects the losses of one exchange, each code and place once. */
export class Losses {
  readonly #seen = new Map<string, Loss>()

  add(what: LossCode, where: string): void {
    const key = `${what} ${where}`
    if (this.#seen.size < MOST && !this.#seen.has(key)) this.#seen.set(key, { what, where, severity: SEVERITIES[what] })
  }

  get list(): readonly Loss[] {
    return [...this.#seen.values()]
  }
}
