/** Parameters that several protocols take within limits of their own, and those that an upstream does not take at all. */
import { createHash } from 'node:crypto'
import type { Fields } from '../fields.ts'
import type { Losses } from '../loss.ts'
import type { WriteContext } from '../request-translation.ts'
import { refuses } from '../upstream-profile.ts'

/** `most`: the highest temperature the protocol knows. */
export const temperatureUpTo = (most: number, temperature: number | undefined, losses: Losses): number | undefined => {
  if (temperature === undefined || (temperature >= 0 && temperature <= most)) return temperature
  losses.add('parameter-clamped', 'temperature')
  return Math.min(most, Math.max(0, temperature))
}

/** The first texts that end an answer, as many as the protocol takes. */
export const stopsUpTo = (
  most: number,
  stop: readonly string[] | undefined,
  losses: Losses,
): readonly string[] | undefined => {
  if (stop === undefined || stop.length === 0) return undefined
  if (stop.length > most) losses.add('stop-trimmed', 'stop')
  return stop.slice(0, most)
}

/** Tells what was given and is not sent. */
export const tellDropped = (given: Fields, kept: Fields, losses: Losses): void => {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && kept[name] === undefined) losses.add('parameter-dropped', name)
  }
}

/** A text of at most so many characters: a longer one is told by its digest, the same every time. */
export const digestBeyond = (most: number, text: string | undefined): string | undefined =>
  text === undefined || text.length <= most ? text : createHash('sha256').update(text).digest('hex')

/** A body without what the upstream has refused before. `names`: members that a refusal names otherwise. */
export const omitRefused = (
  body: Fields,
  { profile, losses }: WriteContext,
  names: Readonly<Record<string, string>> = {},
): Fields => {
  const isRefused = (member: string): boolean => refuses(profile, names[member] ?? member)
  const kept = Object.fromEntries(Object.entries(body).filter(([member]) => !isRefused(member)))
  tellDropped(body, kept, losses)
  return kept
}
