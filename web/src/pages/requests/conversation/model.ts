/** A conversation in one shape, whatever protocol it was spoken in. */

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` may be empty: thinking that only its maker can read. */
  | { readonly kind: 'thinking'; readonly text: string; readonly sealed: boolean }
  /** `input` is the arguments as text, JSON where it is JSON. */
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly kind: 'result'; readonly id: string; readonly failed: boolean; readonly blocks: readonly Block[] }
  /** `source` is a data URL or an address. */
  | { readonly kind: 'image'; readonly source: string; readonly mediaType: string }
  | { readonly kind: 'other'; readonly type: string; readonly json: string }

export interface Turn {
  /** `system`, `user`, `assistant`, `tool`, or what the client wrote. */
  readonly role: string
  readonly blocks: readonly Block[]
}

export interface AskedConversation {
  readonly turns: readonly Turn[]
  /** Names of the tools offered. */
  readonly tools: readonly string[]
  readonly model: string
  /** False when the body was cut and turns may be missing. */
  readonly whole: boolean
}

export interface Answer {
  readonly blocks: readonly Block[]
  readonly model: string
  /** Why the model stopped, in its own word; empty while it goes on. */
  readonly stopReason: string
  /** What an error event said; empty without one. */
  readonly error: string
}

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const objectsOf = (value: unknown): readonly Json[] => listOf(value).filter(isObject)

export const pretty = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '')

export const other = (block: Json): Block => ({ kind: 'other', type: textOf(block['type']), json: pretty(block) })

/** An error object of either protocol, as one line. */
export const errorText = (error: unknown): string => {
  if (typeof error === 'string') return error
  if (!isObject(error)) return ''
  const parts = [textOf(error['type']), textOf(error['code']), textOf(error['message'])].filter((word) => word !== '')
  return parts.join(': ')
}
