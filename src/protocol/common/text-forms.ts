/** How a protocol tells where texts stand in its requests and answers, for who replaces texts in them. */

type Values = Readonly<Record<string, unknown>>

/**
 * `text` says what it says; `json` is a JSON text once its escapes are undone, as the arguments of a call are; `own` is a word of the protocol,
 * or a credential that is meant for the upstream.
 */
export type RequestText = 'text' | 'json' | 'own'

/** Tells by the names on the way to a string, `*` in arrays. `isName`: the string is the name of a member itself. */
export type RequestTexts = (path: readonly string[], isName: boolean) => RequestText

/** The way to a value: names and positions from the outside in. */
export type ValuePath = readonly (string | number)[]

/** A string that goes on a text. */
export interface TextDelta {
  readonly path: ValuePath
  /** Names the text: of one block, item, call or choice. */
  readonly block: string
  /** Whether the text is JSON. */
  readonly isJson: boolean
}

/** Of a whole string: `own` stays as it is. */
export type AnswerText = 'text' | 'json' | 'own'

export interface AnswerTexts {
  /** The strings of an event that go on a text, in the order in which they stand. */
  readonly deltas: (event: Values) => readonly TextDelta[]
  /** Beginnings of the names of blocks that no event after this one goes on. An empty one stands for all. */
  readonly ends: (event: Values) => readonly string[]
  /** Of a string of an event or of a whole answer that is no delta. */
  readonly textAt: (answer: Values, path: ValuePath) => AnswerText
}
