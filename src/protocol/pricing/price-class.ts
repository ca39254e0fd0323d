/**
 * What decides about the price of a request beside upstream, model and time: how long its prompt was, at which tier and where it was
 * answered. Totals are kept by it, so that the sum of many requests can be priced again exactly.
 */
import type { PricedBy } from '../../contract/usage.ts'

/** Totals from before costs were counted: nothing is known of the requests. */
export const OLD_CLASS = '?'
/** No tokens are billed there: counting, lists of models, refusals. */
export const FREE_CLASS = 'free'

export interface PriceClass {
  /** Prompt tokens that were passed: the step of the rule's `above`. `unknown` where no rule told which steps there are. */
  readonly step: number | undefined | 'unknown'
  readonly tiers: readonly string[]
  readonly geo: string | undefined
  /** Tokens of another kind than text were priced apart, which no sum tells. */
  readonly media: boolean
}

/** What stands for the usual tier in the answers of the services. */
const USUAL_TIERS: ReadonlySet<string> = new Set(['', 'default', 'standard', 'auto', 'on_demand'])
/** What stands for nowhere in particular. */
const USUAL_PLACES: ReadonlySet<string> = new Set(['', 'global', 'not_available'])

/** Tiers at which an answer says it was made. */
export const tiersOf = ({ tier = '', speed = '' }: PricedBy): readonly string[] =>
  [tierName(tier), tierName(speed)].filter((name) => !USUAL_TIERS.has(name))

/** Place of the inference, where that may cost something. */
export const geoOf = ({ geo = '' }: PricedBy): string | undefined => {
  const name = tierName(geo)
  return USUAL_PLACES.has(name) ? undefined : name
}

/** In small letters, free of what separates the parts of a class, and unlike its other parts. */
const tierName = (text: string): string => {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, '-')
    .slice(0, 40)
  return /^(?:a\d+|media|free)$/.test(name) ? `-${name}` : name
}

/** `a200000+batch+in:us`; empty for the usual. */
export const classText = ({ step, tiers, geo, media }: PriceClass): string => {
  const parts = [...tiers]
  if (step !== undefined) parts.unshift(step === 'unknown' ? 'a?' : `a${step}`)
  if (geo !== undefined) parts.push(`in:${geo}`)
  if (media) parts.push('media')
  return parts.join('+')
}

/**
 * What an answer of that class said about its price; undefined where the class does not tell: for totals from before, for what is free, and
 * where other things than text were priced apart.
 */
export const marksOfClass = (text: string, searches: number): PricedBy | undefined => {
  const read = readClass(text)
  if (read === undefined || read.media) return undefined
  const [tier, speed] = read.tiers
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(speed === undefined ? {} : { speed }),
    ...(read.geo === undefined ? {} : { geo: read.geo }),
    ...(searches === 0 ? {} : { searches }),
  }
}

/** Undefined for classes that stand for no price at all: totals from before, and what is free. */
export const readClass = (text: string): PriceClass | undefined => {
  if (text === OLD_CLASS || text === FREE_CLASS) return undefined
  let step: PriceClass['step']
  let geo: string | undefined
  let media = false
  const tiers: string[] = []
  for (const part of text === '' ? [] : text.split('+')) {
    if (part === 'a?') step = 'unknown'
    else if (/^a\d+$/.test(part)) step = Number(part.slice(1))
    else if (part.startsWith('in:')) geo = part.slice(3)
    else if (part === 'media') media = true
    else tiers.push(part)
  }
  return { step, tiers, geo, media }
}
