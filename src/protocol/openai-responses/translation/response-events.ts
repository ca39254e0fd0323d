/** The events around the items of a response: numbered, with one id, and one end. */

import type { AnswerContext } from '../../canonical/answer-sink.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { namedEvent } from '../../canonical/sse-text.ts'
import { ending, response, statusOf } from './write-output.ts'
import { failure } from './write-problem.ts'

export class ResponseEvents {
  readonly #context: AnswerContext
  readonly #emit: (text: string) => void
  readonly #id: string
  /** The items that are done: the last event repeats them all. */
  readonly #output: Fields[] = []
  #number = 0

  constructor(context: AnswerContext, emit: (text: string) => void) {
    this.#context = context
    this.#emit = emit
    this.#id = context.mint('resp_')
  }

  begin(): void {
    const begun = this.#response('in_progress', {})
    this.#say('response.created', { response: begun })
    this.#say('response.in_progress', { response: begun })
  }

  /** Codex counts events, not comments; the SDK knows this one. */
  keepalive(): void {
    this.#say('keepalive', {})
  }

  added(item: Fields): void {
    this.#say('response.output_item.added', { output_index: this.#output.length, item })
  }

  ofItem(type: string, id: string, members: Fields): void {
    this.#say(`response.${type}`, { item_id: id, output_index: this.#output.length, ...members })
  }

  done(item: Fields): void {
    this.#say('response.output_item.done', { output_index: this.#output.length, item })
    this.#output.push(item)
  }

  end(finish: Finish): void {
    const status = statusOf(finish)
    this.#say(`response.${status}`, { response: this.#response(status, ending(finish)) })
  }

  fail(problem: UpstreamProblem): void {
    this.#say('response.failed', { response: this.#response('failed', { error: failure(problem) }) })
  }

  #response(status: string, extras: Fields): Fields {
    return response(this.#id, status, this.#output, this.#context, extras)
  }

  #say(type: string, members: Fields): void {
    this.#emit(namedEvent(type, { sequence_number: this.#number, ...members }))
    this.#number += 1
  }
}
