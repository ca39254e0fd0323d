/** Collects an answer as a whole, for clients that asked for no stream. */
import type { AnswerCall, AnswerSink, Seal } from '../answer-sink.ts'
import type { Finish } from '../finish.ts'
import type { Citation } from '../part.ts'
import type { UpstreamProblem } from '../problem.ts'
import type { AnswerPart, PlacedCitation, WholeAnswer } from '../whole-answer.ts'

export class AnswerFold implements AnswerSink {
  readonly #parts: AnswerPart[] = []
  #texts: string[] = []
  /** Characters of them. */
  #length = 0
  #citations: PlacedCitation[] = []
  #paragraphs: string[][] = []
  #kind: 'text' | 'refusal' = 'text'
  #call: AnswerCall | undefined
  #finish: Finish | undefined
  #problem: UpstreamProblem | undefined

  /** The answer once it has ended well. */
  get answer(): WholeAnswer | undefined {
    return this.#finish === undefined ? undefined : { parts: this.#parts, finish: this.#finish }
  }

  get problem(): UpstreamProblem | undefined {
    return this.#problem
  }

  begin = (): void => undefined
  keepalive = (): void => undefined

  textStart = (kind: 'text' | 'refusal'): void => {
    this.#kind = kind
    this.#texts = []
    this.#length = 0
    this.#citations = []
  }

  text = (delta: string): void => {
    this.#texts.push(delta)
    this.#length += delta.length
  }

  textEnd = (): void => {
    this.#parts.push({ type: this.#kind, text: this.#texts.join(''), citations: this.#citations })
  }

  citation = (citation: Citation): void => {
    this.#citations.push({ ...citation, at: this.#length })
  }

  reasoningStart = (): void => {
    this.#paragraphs = [[]]
  }

  reasoning = (delta: string): void => {
    this.#paragraphs.at(-1)?.push(delta)
  }

  reasoningNext = (): void => {
    this.#paragraphs.push([])
  }

  reasoningEnd = (seal: Seal | undefined): void => {
    const paragraphs = this.#paragraphs.map((pieces) => pieces.join('')).filter((text) => text !== '')
    this.#parts.push({ type: 'reasoning', paragraphs, seal })
  }

  callStart = (call: AnswerCall): void => {
    this.#call = call
    this.#texts = []
  }

  callArgs = (delta: string): void => {
    this.#texts.push(delta)
  }

  /** A call that was cut off is left out, never completed by guess. */
  callEnd = (isWhole: boolean): void => {
    if (this.#call !== undefined && isWhole) {
      this.#parts.push({ type: 'call', call: this.#call, args: this.#texts.join('') })
    }
  }

  end = (finish: Finish): void => {
    this.#finish = finish
  }

  fail = (problem: UpstreamProblem): void => {
    this.#problem = problem
  }
}
