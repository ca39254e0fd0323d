/** Every text colour of the palette on every ground it stands on, in both schemes (WCAG 2.2, 1.4.3: 4.5 to 1). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('global.css', import.meta.url), 'utf8')

/** Variables of the blocks whose selector is this one. */
const variablesOf = (selector: string): ReadonlyMap<string, string> => {
  const blocks = css.split('}').filter((block) => block.split('{')[0]?.split('*/').at(-1)?.trim() === selector)
  const lines = blocks.flatMap((block) => [...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)])
  return new Map(lines.map(([, name = '', value = '']) => [name, value]))
}

const light = variablesOf(':root')
const DARK = '[data-mantine-color-scheme="dark"]'
const dark = new Map([...light, ...variablesOf(`:root${DARK}`), ...variablesOf(`:root:root${DARK}`)])
/** Mantine's own variable of the accent, from `theme.ts`. */
const lightAnchor = '#115e59'

/** Relative luminance of a colour (WCAG 2.2). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right)
  return (lighter + 0.05) / (darker + 0.05)
}

const GROUNDS = ['ground', 'surface', 'sunken'] as const
const TONES = ['good', 'warn', 'bad', 'note', 'quiet'] as const
const PAIRS: readonly (readonly [string, string])[] = [
  ...['text', 'muted', ...TONES].flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)),
  ...TONES.map((tone) => [tone, `${tone}-soft`] as const),
  // Messages write their text in the tone's ground.
  ...TONES.map((tone) => ['text', `${tone}-soft`] as const),
]

describe.each([
  ['light', light, lightAnchor],
  ['dark', dark, dark.get('--mantine-color-anchor') ?? ''],
] as const)('the %s palette', (_scheme, palette, anchor) => {
  const colour = (name: string): string => palette.get(`--clp-${name}`) ?? expect.fail(`There is no colour "${name}"`)

  it.each(PAIRS)('shows %s on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(GROUNDS)('shows links on %s', (ground) => {
    expect(contrast(anchor, colour(ground))).toBeGreaterThanOrEqual(4.5)
  })
})

it('measures contrast as the guideline does', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
