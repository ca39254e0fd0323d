/** What every kind of secret promises: it finds its own samples wherever they stand, whole and nothing else, and nothing in what only looks alike. */
import { describe, expect, it } from 'vitest'
import { finish } from '../../codec/work/work.ts'
import { createDetectors, type Sighting } from '../masking/detectors.ts'
import { LookBudget } from '../masking/look-budget.ts'
import { withoutOverlaps } from '../masking/without-overlaps.ts'
import type { Kind } from './kind.ts'

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** The five settings in which each sample stands. The text is what a string of a request says. */
export const SETTINGS: Readonly<Record<string, (sample: string) => string>> = {
  bare: (sample) => `Look at this:\n${sample}\nand go on.`,
  quoted: (sample) => `const value = "${sample}"`,
  'in .env form': (sample) => `# settings\nA=1\nVALUE=${sample}\nB=2\n`,
  'in JSON in JSON': (sample) => JSON.stringify({ a: [{ b: JSON.stringify({ c: sample, d: 1 }) }] }),
  'in a diff': (sample) => `@@ -1,2 +1,2 @@\n-old\n+${sample.replaceAll('\n', '\n+')}\n context`,
}

const SAMPLES = 12

export const samplesOf = (kind: Kind): readonly string[] => {
  const random = seeded(kind.id.length * 7919)
  return Array.from({ length: SAMPLES }, () => kind.sample(random))
}

/** What a kind finds in a text: the secrets as they stand there. */
export const foundBy = (kinds: readonly Kind[], text: string): readonly Sighting[] => {
  const bytes = Buffer.from(text)
  return withoutOverlaps(finish(createDetectors(kinds).inText(bytes, new LookBudget(bytes.length))))
}

const secretsIn = (kind: Kind, text: string): readonly string[] =>
  foundBy([kind], text).map(({ secret }) => secret.toString('utf8'))

export const maskSuite = (kind: Kind, alike: readonly string[]): void => {
  describe(`kind ${kind.id}`, () => {
    const samples = samplesOf(kind)

    it.each(Object.entries(SETTINGS))('finds its samples %s', (_name, set) => {
      for (const sample of samples) {
        const secrets = secretsIn(kind, set(sample))
        expect(secrets.length, set(sample)).toBeGreaterThan(0)
        // What is found is part of the sample, in the spelling of where it stands.
        for (const secret of secrets) expect(set(sample)).toContain(secret)
      }
    })

    it('finds the same secret bare and quoted', () => {
      for (const sample of samples) {
        if (sample.includes('\n')) continue
        expect(secretsIn(kind, SETTINGS['quoted']?.(sample) ?? '')).toEqual(secretsIn(kind, `${sample}\n`))
      }
    })

    it('has twelve samples that differ, and as many that only look alike', () => {
      expect(new Set(samples).size).toBe(SAMPLES)
      expect(new Set(alike).size).toBeGreaterThanOrEqual(SAMPLES)
    })

    it.each(Object.entries(SETTINGS))('finds nothing in what only looks alike %s', (_name, set) => {
      for (const text of alike) expect(secretsIn(kind, set(text)), text).toEqual([])
    })

    it('takes none of its own placeholders for a secret', () => {
      for (const sample of samples) {
        for (const { form } of foundBy([kind], SETTINGS['bare']?.(sample) ?? '')) {
          const placeholder = `${form.head}7k2m9q4x1b3a${form.tail}`
          for (const set of Object.values(SETTINGS)) {
            expect(secretsIn(kind, set(placeholder))).toEqual([])
            expect(secretsIn(kind, set(`${placeholder}-0123456789abcdefABCDEF0123456789abcdefABCDEF`))).toEqual([])
          }
        }
      }
    })
  })
}
