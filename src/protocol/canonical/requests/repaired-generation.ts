/** A request without what its upstream has refused before, as far as all protocols are alike in it: images, freeform tools, keywords. */
import type { Generation } from '../generation.ts'
import type { Losses } from '../loss.ts'
import type { Part, ResultContent, TextPart, Turn } from '../part.ts'
import type { SchemaKeyword } from '../repair.ts'
import type { Tool } from '../tool.ts'
import { hasRepair, type UpstreamProfile } from '../upstream-profile.ts'
import { argumentsObject } from './arguments.ts'
import { asFunction } from './function-tools.ts'
import { withoutKeywords } from './schema-keywords.ts'

export const repairedGeneration = (generation: Generation, profile: UpstreamProfile, losses: Losses): Generation => {
  if (profile.repairs.length === 0) return generation
  const withImages = hasRepair(profile, 'without-images')
    ? { ...generation, turns: mapParts(generation.turns, (part) => [shownAsText(part, losses)]) }
    : generation
  const plain = hasRepair(profile, 'custom-as-function') ? withoutCustom(withImages, losses) : withImages
  const keywords = profile.repairs.flatMap((repair) => (repair.kind === 'omit-keyword' ? [repair.keyword] : []))
  return keywords.length === 0 ? plain : withPlainSchemas(plain, new Set(keywords), losses)
}

const mapParts = (turns: readonly Turn[], map: (part: Part) => readonly Part[]): readonly Turn[] =>
  turns.map((turn) => ({ ...turn, parts: turn.parts.flatMap(map) }))

const UNSEEN: TextPart = { type: 'text', text: '[image: this model reads text only]' }

/** One mark for each image, so that the model knows that there was one. */
const shownAsText = (part: Part, losses: Losses): Part => {
  const mark = <T extends Part | ResultContent>(one: T): T | TextPart => {
    if (one.type !== 'image') return one
    losses.add('image-dropped', 'messages')
    return UNSEEN
  }
  return part.type === 'result' ? { ...part, parts: part.parts.map(mark) } : mark(part)
}

/** Freeform tools as functions with one text; the client still gets calls of the kind that it declared. */
const withoutCustom = (generation: Generation, losses: Losses): Generation => ({
  ...generation,
  tools: generation.tools.map((tool): Tool => {
    if (tool.kind !== 'custom') return tool
    const { description, schema } = asFunction(tool, losses)
    return { kind: 'function', name: tool.name, namespace: tool.namespace, description, schema, answersAs: 'custom' }
  }),
  turns: mapParts(generation.turns, (part) => {
    if (part.type === 'result' && part.kind === 'custom') return [{ ...part, kind: 'function' }]
    if (part.type !== 'call' || part.kind !== 'custom') return [part]
    return [{ ...part, kind: 'function', args: argumentsObject(part, losses).text, isObject: true }]
  }),
})

const withPlainSchemas = (
  generation: Generation,
  keywords: ReadonlySet<SchemaKeyword>,
  losses: Losses,
): Generation => ({
  ...generation,
  tools: generation.tools.map((tool) =>
    tool.kind === 'function' && tool.schema !== undefined
      ? { ...tool, schema: withoutKeywords(tool.schema, keywords, losses) }
      : tool,
  ),
})
