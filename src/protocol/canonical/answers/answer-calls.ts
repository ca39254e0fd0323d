/** The calls of one answer as the client is to see them: ids that are unique, names that were declared, arguments in its form. */
import type { RawJson } from '../../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../../contract/protocol.ts'
import type { AnswerEvent } from '../answer-event.ts'
import type { AnswerCall } from '../answer-sink.ts'
import { callIdsFor } from '../call-id.ts'
import type { ToolNames } from '../tool-names.ts'
import { type CustomInput, createCustomInput } from './custom-input.ts'
import { JsonProgress } from './json-progress.ts'
import { type MendedArguments, mendedArguments } from './mended-arguments.ts'

export type CallEvent = Extract<AnswerEvent, { type: 'call' }>

/** One call while it comes. */
export class OpenCall {
  readonly call: AnswerCall
  /** The upstream has said that nothing more comes, which it also says of a call that it cut off. */
  isDone = false
  /** The upstream has said that it did not. */
  isComplete = false
  isClosed = false
  /** Whether anything of the arguments has come. */
  hasArguments = false
  readonly #progress = new JsonProgress()
  readonly #input: CustomInput | undefined
  readonly #mended: MendedArguments | undefined
  readonly #isBare: boolean
  #waiting = ''

  /** `schema`: of the arguments, where the client declared one. */
  constructor(call: AnswerCall, event: CallEvent, schema: RawJson | undefined) {
    this.call = call
    this.#isBare = event.kind === 'custom'
    this.#mended = mendedArguments(schema)
    this.#input = call.kind === 'custom' && !this.#isBare ? createCustomInput(call.name === 'apply_patch') : undefined
  }

  /** Whether the arguments are known to be complete: JSON shows it itself, whatever is said of it. */
  get isWhole(): boolean {
    return this.#isBare ? this.isComplete : this.#progress.isWhole
  }

  /** Keeps a piece until the call may be opened. */
  hold(delta: string): void {
    this.#waiting += delta
    this.#see(delta)
  }

  /** What was held, in the client's form. */
  release(): string {
    const held = this.#waiting
    this.#waiting = ''
    return this.#shown(held)
  }

  /** A piece in the client's form. */
  take(delta: string): string {
    this.#see(delta)
    return this.#shown(delta)
  }

  /** What is left to say of the arguments at their end. */
  finish(): { readonly rest: string; readonly isValid: boolean } {
    if (this.#input !== undefined) return this.#input.end()
    const isEmpty = !this.hasArguments && this.call.kind !== 'custom'
    return { rest: isEmpty ? '{}' : (this.#mended?.end() ?? ''), isValid: this.#mended?.isChanged !== true }
  }

  #see(delta: string): void {
    if (delta !== '') this.hasArguments = true
    if (!this.#isBare) this.#progress.push(delta)
  }

  #shown(delta: string): string {
    if (this.#input !== undefined) return this.#input.push(delta)
    return this.#mended?.push(delta) ?? delta
  }
}

export class AnswerCalls {
  readonly #names: ToolNames
  readonly #ids: (id: string) => string
  readonly #mint: (prefix: string, digits?: number) => string
  readonly #used = new Set<string>()
  readonly #calls = new Map<number, OpenCall>()

  constructor(client: ProtocolId, names: ToolNames, mint: (prefix: string, digits?: number) => string) {
    this.#names = names
    this.#ids = callIdsFor(client)
    this.#mint = mint
  }

  get count(): number {
    return this.#calls.size
  }

  add(event: CallEvent): OpenCall {
    const declared = this.#names.declared(event.name)
    const { name, namespace, kind } = declared ?? event
    const call = new OpenCall({ name, namespace, kind, id: this.#freeId(event.id) }, event, declared?.schema)
    this.#calls.set(event.index, call)
    return call
  }

  get(index: number): OpenCall | undefined {
    return this.#calls.get(index)
  }

  /** The upstream's id where it gives one, and gives it once. */
  #freeId(given: string | undefined): string {
    const wanted = given === undefined || given === '' ? undefined : this.#ids(given)
    const id = wanted === undefined || this.#used.has(wanted) ? this.#mint('call_', 24) : wanted
    this.#used.add(id)
    return id
  }
}
