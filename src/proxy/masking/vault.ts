/** What was masked, so that it can be put back: in memory only, for each CLP token by itself, for a day. */
import type { Clock } from '../../contract/clock.ts'
import type { Detector } from './detectors.ts'
import { literalDetector } from './literal.ts'
import type { Placeholder } from './placeholder.ts'

/** A secret and what stands in its place. */
export interface Masked {
  readonly placeholder: Placeholder
  readonly secret: string
  readonly kind: string
  /** Found by what stood around it, so that it is looked for by itself. */
  readonly byContext: boolean
}

interface Remembered extends Masked {
  /** ms of the clock's elapsed time when it was last seen. */
  seen: number
  /** Whether it was put back into an answer: from then on the client may send it anywhere. */
  restored: boolean
}

/** Secrets of one token that are remembered. */
const MOST = 10_000
const DAY_MS = 24 * 60 * 60 * 1000

/** Whether a text that was found by its surroundings is looked for by itself: shorter ones are words that stand elsewhere, too. */
export const isSearchedFor = ({ secret }: Pick<Masked, 'secret'>): boolean => secret.length >= 12 && /\d/.test(secret)

/** The secrets of one CLP token. */
export class Vault {
  readonly #clock: Pick<Clock, 'elapsed'>
  /** By placeholder; the least recently seen comes first. */
  readonly #byPlaceholder = new Map<string, Remembered>()
  #literals: readonly Detector[] | undefined

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
  }

  get size(): number {
    this.#forgetOld()
    return this.#byPlaceholder.size
  }

  /** Throws where another secret has the same placeholder already. */
  remember(masked: Masked): void {
    const { text } = masked.placeholder
    const known = this.#byPlaceholder.get(text)
    if (known !== undefined && known.secret !== masked.secret) throw new PlaceholderTaken()
    this.#byPlaceholder.delete(text)
    this.#byPlaceholder.set(text, {
      ...masked,
      byContext: masked.byContext || known?.byContext === true,
      seen: this.#clock.elapsed(),
      restored: known?.restored === true,
    })
    if (known === undefined) this.#literals = undefined
    this.#forgetOld()
  }

  secretOf(placeholder: string): string | undefined {
    return this.#byPlaceholder.get(placeholder)?.secret
  }

  /** The placeholder went back to the client as its secret. */
  restored(placeholder: string): void {
    const known = this.#byPlaceholder.get(placeholder)
    if (known === undefined || known.restored) return
    known.restored = true
    this.#literals = undefined
  }

  /** The forms of all placeholders, each once. */
  forms(): readonly Pick<Placeholder, 'head' | 'tail'>[] {
    const forms = new Map<string, Placeholder>()
    for (const { placeholder } of this.#byPlaceholder.values()) forms.set(placeholder.head, placeholder)
    return [...forms.values()]
  }

  /** What finds remembered secrets wherever they stand. The same list as long as nothing new is remembered. */
  literals(): readonly Detector[] {
    this.#forgetOld()
    this.#literals ??= [...this.#byPlaceholder.values()]
      .filter(isSearchedAgain)
      .flatMap((known) => literalOf(known) ?? [])
    return this.#literals
  }

  #forgetOld(): void {
    const oldest = this.#clock.elapsed() - DAY_MS
    for (const [text, { seen }] of this.#byPlaceholder) {
      if (seen >= oldest && this.#byPlaceholder.size <= MOST) return
      this.#byPlaceholder.delete(text)
      this.#literals = undefined
    }
  }
}

/**
 * What was told by its surroundings is looked for by itself, also a short one once the client has it. What has a form of its own is found by
 * it, unless the client got it within a longer word. Words of the user's stay whole words.
 */
const isSearchedAgain = (known: Remembered): boolean =>
  known.byContext ? known.restored || isSearchedFor(known) : known.restored && isSearchedFor(known)

/** Finds a secret that was found elsewhere. */
export const literalOf = ({ kind, secret, placeholder: { head, tail } }: Masked): Detector | undefined =>
  literalDetector({ kind, rank: 'context', text: secret, form: { head, tail }, wholeWord: false })

/** Two secrets would have one placeholder. */
export class PlaceholderTaken extends Error {
  constructor() {
    super('Two secrets have the same placeholder')
    this.name = 'PlaceholderTaken'
  }
}

/** The vaults of all tokens; nobody gets a secret with another's placeholder. */
export interface Vaults {
  /** `token`: its name; undefined while access is off. */
  readonly of: (token: string | undefined) => Vault
}

export const createVaults = (clock: Pick<Clock, 'elapsed'>): Vaults => {
  const vaults = new Map<string, Vault>()
  return {
    of: (token = '') => {
      const known = vaults.get(token) ?? new Vault(clock)
      vaults.set(token, known)
      return known
    },
  }
}
