/** What the two kinds of client of the demo have in common: one conversation, carried on request by request. */
import type { Messages } from '../messages/en.ts'

/** The words of the demo in the person's language. */
export type Talk = Messages['demo']['talk']

export interface ClientRequest {
  readonly service: string
  /** With a leading slash. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface Conversation {
  /** The person asks something. */
  readonly ask: (question: string) => void
  /** What the client sends now. */
  readonly request: () => ClientRequest
  /** Takes in the answer to that request. True when it asked for a tool, whose result is to be sent next. */
  readonly heard: () => boolean
}

/** One of a list, round and round. */
export const pick = <T>(list: readonly T[], number: number): T => {
  const one = list[number % list.length]
  if (one === undefined) throw new Error('Cannot pick from an empty list')
  return one
}

/** A text in the pieces in which a model says it. */
export const inPieces = (said: string): readonly string[] => said.match(/\S{1,6}\s*/gu) ?? [said]

/** Tokens of a text, roughly: a demo needs figures that look right, not a tokeniser. */
export const tokensIn = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4)

/** Tokens of the instructions and tools that a real client sends with every request. */
export const FIXED_PROMPT = 17_800
