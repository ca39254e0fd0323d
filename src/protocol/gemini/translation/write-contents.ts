/** The conversation as contents of Gemini: https://ai.google.dev/api/caching#Content */
import { readJson } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { type Fields, objectOf, wordOf } from '../../canonical/fields.ts'
import type {
  CallPart,
  FilePart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
} from '../../canonical/part.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { argumentsObject } from '../../canonical/requests/arguments.ts'
import type { FoldedTurn } from '../../canonical/requests/fold-turns.ts'
import { isReadable, placeholder } from '../../canonical/requests/media.ts'
import { resultText } from '../../canonical/requests/result-text.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { hasRepair } from '../../canonical/upstream-profile.ts'
import { isThree } from './model-facts.ts'

export interface Content {
  readonly role: 'user' | 'model'
  readonly parts: readonly Fields[]
}

/** Google's documented value for calls that were not made by the model at hand. */
const PLACEHOLDER = 'skip_thought_signature_validator'

export function* writeContents(
  turns: readonly FoldedTurn[],
  names: ToolNames,
  context: WriteContext,
): Work<readonly Content[]> {
  const merged: { role: Content['role']; parts: Fields[] }[] = []
  for (const turn of turns) {
    const content = new ContentWriting(names, context).turn(turn)
    yield
    const last = merged.at(-1)
    if (content.parts.length === 0) continue
    if (last?.role === content.role) for (const part of content.parts) last.parts.push(part)
    else merged.push({ role: content.role, parts: [...content.parts] })
  }
  return merged
}

class ContentWriting {
  readonly #names: ToolNames
  readonly #context: WriteContext
  readonly #isThree: boolean
  readonly #parts: Fields[] = []
  /** Media that stand in no result here and follow the last of them. */
  readonly #after: Fields[] = []
  #signature: string | undefined
  #hasCalled = false

  constructor(names: ToolNames, context: WriteContext) {
    this.#names = names
    this.#context = context
    this.#isThree = isThree(context.profile.model)
  }

  turn({ role, parts }: FoldedTurn): Content {
    for (const part of parts) {
      if (part.type !== 'result') this.#takeMedia()
      this.#write(part)
    }
    this.#takeMedia()
    if (this.#signature !== undefined) this.#parts.push(this.#signed({ text: '' }))
    return { role: role === 'assistant' ? 'model' : 'user', parts: this.#parts }
  }

  #takeMedia(): void {
    for (const part of this.#after.splice(0)) this.#parts.push(part)
  }

  #write(part: Part): void {
    switch (part.type) {
      case 'text':
      case 'refusal':
        this.#parts.push(this.#signed({ text: part.text }))
        break
      case 'image':
      case 'file':
        this.#parts.push(this.#media(part))
        break
      case 'audio':
        this.#parts.push({ inlineData: { mimeType: `audio/${part.format}`, data: part.data } })
        break
      case 'reasoning':
        this.#reasoning(part)
        break
      case 'call':
        this.#parts.push(this.#call(part))
        break
      case 'result':
        this.#parts.push(this.#result(part))
        break
      case 'hosted':
        this.#context.losses.add('parameter-dropped', part.name)
        break
    }
  }

  #signed(part: Fields): Fields {
    const signature = this.#signature
    this.#signature = undefined
    return signature === undefined ? part : { ...part, thoughtSignature: signature }
  }

  /** A signature goes back on the part that follows, unaltered; the thoughts themselves are not wanted back. */
  #reasoning({ carried, text }: ReasoningPart): void {
    const { losses, profile } = this.#context
    const own = carried?.protocol === 'gemini' && !hasRepair(profile, 'without-carried')
    if (own) this.#signature = wordOf(objectOf(readJson(carried.item))?.['thoughtSignature'])
    else if (text !== '' && carried !== undefined) losses.add('reasoning-dropped', 'contents')
  }

  #call(part: CallPart): Fields {
    const needsSignature = this.#isThree || hasRepair(this.#context.profile, 'placeholder-signature')
    if (needsSignature && !this.#hasCalled) this.#signature ??= PLACEHOLDER
    this.#hasCalled = true
    const functionCall = {
      id: this.#isThree ? part.id : undefined,
      name: this.#names.written(part),
      args: argumentsObject(part, this.#context.losses),
    }
    return this.#signed({ functionCall })
  }

  #result(part: ResultPart): Fields {
    const text = resultText(part)
    const media = part.parts.filter((one) => one.type !== 'text').map((one) => this.#media(one))
    const inline = this.#isThree ? media.filter((one) => 'inlineData' in one) : []
    this.#after.push(...media.filter((one) => !inline.includes(one)))
    const functionResponse = {
      id: this.#isThree ? part.id : undefined,
      name: this.#names.written({ name: part.name ?? '', namespace: part.namespace }),
      response: part.isError === true ? { error: text } : { output: text },
      parts: inline.length === 0 ? undefined : inline,
    }
    return { functionResponse }
  }

  #media(part: ImagePart | FilePart): Fields {
    const { source } = part
    if (source.kind === 'data') return { inlineData: { mimeType: source.mime, data: source.data } }
    if (source.kind === 'id' && isReadable(source, 'gemini')) return { fileData: { fileUri: source.id } }
    return this.#unreadable(part.type, source)
  }

  #unreadable(what: 'image' | 'file', source: MediaSource): Fields {
    this.#context.losses.add(what === 'image' ? 'image-dropped' : 'file-dropped', 'contents')
    return { text: placeholder(what, source) }
  }
}
