/**
 * Puts the events of an answer one part after the other, as every client wants them: what comes while the arguments of a call are
 * still open waits for them, in order, and nothing is mixed. Holds what waits and nothing else.
 */

import type { RawJson } from '../../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../../contract/protocol.ts'
import type { AnswerEvent } from '../answer-event.ts'
import type { AnswerContext, AnswerSink } from '../answer-sink.ts'
import { packCarrier } from '../carrier.ts'
import { type Ending, isCutOff, type Stop, type TokenCounts } from '../finish.ts'
import type { Losses } from '../loss.ts'
import type { Carried, Citation } from '../part.ts'
import type { ToolNames } from '../tool-names.ts'
import { AnswerCalls, type OpenCall } from './answer-calls.ts'

export interface AnswerPlace {
  readonly client: ProtocolId
  readonly context: AnswerContext
  readonly names: ToolNames
  readonly losses: Losses
}

/** What can wait: pieces of one kind are joined while they do. */
type Waiting =
  | { readonly type: 'text' | 'refusal' | 'reasoning'; delta: string }
  | { readonly type: 'reasoningNext' }
  | { readonly type: 'reasoningSeal'; readonly carried: Carried }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'call'; readonly call: OpenCall }

export class AnswerSequence {
  readonly #sink: AnswerSink
  readonly #place: AnswerPlace
  readonly #calls: AnswerCalls
  #waiting: Waiting[] = []
  /** How many of them have been said. */
  #said = 0
  #open: 'text' | 'refusal' | 'reasoning' | OpenCall | undefined
  #begun = false
  #over = false
  #tokens: TokenCounts | undefined
  #rawUsage: RawJson | undefined

  constructor(sink: AnswerSink, place: AnswerPlace) {
    this.#sink = sink
    this.#place = place
    this.#calls = new AnswerCalls(place.client, place.names, place.context.mint)
  }

  /** Whether the last event has been taken. */
  get isOver(): boolean {
    return this.#over
  }

  /** Whether anything has been said to the client. */
  get hasBegun(): boolean {
    return this.#begun
  }

  get tokens(): TokenCounts | undefined {
    return this.#tokens
  }

  get rawUsage(): RawJson | undefined {
    return this.#rawUsage
  }

  /** Begins the answer if nothing has, and shows that it lives. */
  ping(): void {
    if (this.#over) return
    this.#begin()
    this.#sink.keepalive()
  }

  take(event: AnswerEvent): void {
    if (this.#over) return
    switch (event.type) {
      case 'begin':
        // Said with the first content only, so that an error before it can still be a status.
        break
      case 'keepalive':
        if (this.#begun) this.#sink.keepalive()
        break
      case 'usage':
        this.#tokens = event.tokens
        this.#rawUsage = event.raw
        break
      case 'loss':
        this.#place.losses.add(event.what, event.where)
        break
      case 'end':
        this.#end(event)
        break
      case 'error':
        this.#over = true
        this.#sink.fail(event.problem)
        break
      default:
        this.#content(event)
        break
    }
  }

  #begin(): void {
    if (this.#begun) return
    this.#begun = true
    this.#sink.begin()
  }

  #content(event: Exclude<AnswerEvent, { type: 'begin' | 'keepalive' | 'usage' | 'loss' | 'end' | 'error' }>): void {
    this.#begin()
    switch (event.type) {
      case 'call':
        this.#put({ type: 'call', call: this.#calls.add(event) })
        break
      case 'callArgs':
        this.#arguments(event.index, event.delta)
        break
      case 'callDone': {
        const call = this.#calls.get(event.index)
        if (call !== undefined) call.isDone = true
        if (call !== undefined && event.isComplete === true) call.isComplete = true
        this.#drain()
        break
      }
      case 'text':
      case 'refusal':
      case 'reasoning':
        if (event.delta !== '') this.#put({ type: event.type, delta: event.delta })
        break
      default:
        this.#put(event)
        break
    }
  }

  #arguments(index: number, delta: string): void {
    const call = this.#calls.get(index)
    if (call === undefined || call.isClosed || delta === '') return
    if (this.#open !== call) {
      call.hold(delta)
      return
    }
    const shown = call.take(delta)
    if (shown !== '') this.#sink.callArgs(shown)
    this.#drain()
  }

  #put(part: Waiting): void {
    const last = this.#waiting.at(-1)
    if (last !== undefined && 'delta' in last && 'delta' in part && last.type === part.type) last.delta += part.delta
    else this.#waiting.push(part)
    this.#drain()
  }

  /** Says what waits, as long as no call is open in the middle of its arguments. */
  #drain(): void {
    while (this.#waits && !this.#isBlocked()) {
      const next = this.#waiting[this.#said]
      this.#said += 1
      if (next !== undefined) this.#say(next)
    }
    // One by one they would be copied as often as there are of them.
    if (this.#said * 2 < this.#waiting.length) return
    this.#waiting = this.#waiting.slice(this.#said)
    this.#said = 0
  }

  get #waits(): boolean {
    return this.#said < this.#waiting.length
  }

  /** A call that is done is over when something follows it; what was cut off is the last. */
  #isBlocked(): boolean {
    return typeof this.#open === 'object' && !this.#open.isWhole && !this.#open.isDone
  }

  #say(part: Waiting): void {
    switch (part.type) {
      case 'call':
        this.#openCall(part.call)
        break
      case 'reasoningSeal':
        this.#seal(part.carried)
        break
      case 'citation':
        this.#cite(part.citation)
        break
      case 'reasoningNext':
        if (this.#open === 'reasoning') this.#sink.reasoningNext()
        break
      case 'reasoning':
        if (this.#open !== 'reasoning') this.#openReasoning()
        this.#sink.reasoning(part.delta)
        break
      default:
        if (this.#open !== part.type) this.#openText(part.type)
        this.#sink.text(part.delta)
        break
    }
  }

  #openCall(call: OpenCall): void {
    this.#close(true)
    this.#open = call
    this.#sink.callStart(call.call)
    const held = call.release()
    if (held !== '') this.#sink.callArgs(held)
  }

  #openText(kind: 'text' | 'refusal'): void {
    this.#close(true)
    this.#open = kind
    this.#sink.textStart(kind)
  }

  #openReasoning(): void {
    this.#close(true)
    this.#open = 'reasoning'
    this.#sink.reasoningStart()
  }

  /** Messages cites only what a search of its own maker has found. */
  #cite(citation: Citation): void {
    if (this.#open === 'text' && this.#place.client !== 'messages') this.#sink.citation(citation)
    else this.#place.losses.add('citations-dropped', 'answer')
  }

  /** A seal without text before it belongs to reasoning that is hidden. */
  #seal(carried: Carried): void {
    if (this.#open !== 'reasoning') this.#openReasoning()
    this.#open = undefined
    this.#sink.reasoningEnd({ carried, carrier: packCarrier(carried, this.#place.context.upstream.model) })
  }

  #close(isWhole: boolean): void {
    const open = this.#open
    this.#open = undefined
    if (open === 'reasoning') this.#sink.reasoningEnd(undefined)
    else if (typeof open === 'object') this.#closeCall(open, isWhole)
    else if (open !== undefined) this.#sink.textEnd()
  }

  #closeCall(open: OpenCall, isWhole: boolean): void {
    open.isClosed = true
    if (isWhole) {
      const { rest, isValid } = open.finish()
      if (rest !== '') this.#sink.callArgs(rest)
      if (!isValid) this.#place.losses.add('arguments-invalid', `call ${open.call.id}`)
    }
    this.#sink.callEnd(isWhole)
  }

  #end({ stop, stopSequence, tier }: Ending): void {
    this.#begin()
    // What was cut off in the middle of its arguments must not look finished.
    for (;;) {
      // What something follows was not what was cut off, even where the upstream never says that a call is over.
      const isLast = !this.#waits
      const isWhole = typeof this.#open !== 'object' || this.#open.isWhole || !isLast || !isCutOff(stop)
      if (!isWhole) this.#place.losses.add('output-truncated', 'call')
      this.#close(isWhole)
      if (!this.#waits) break
      this.#drain()
    }
    this.#over = true
    if (this.#tokens === undefined) this.#place.losses.add('usage-unknown', 'usage')
    this.#sink.end({
      stop: this.#stop(stop),
      stopSequence,
      tier,
      tokens: this.#tokens,
      rawUsage: this.#rawUsage,
    })
  }

  /** Servers say `stop` although they called, and `tool_calls` although they did not. */
  #stop(stop: Stop): Stop {
    const hasCalls = this.#calls.count > 0
    if (stop === 'tool' && !hasCalls) return 'end'
    return stop === 'end' && hasCalls ? 'tool' : stop
  }
}
