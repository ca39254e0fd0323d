// Writes the shipped price book from the package of prices that is installed for development: `npm run prices`, or with `--print`
// on the terminal. A test says when the
// book does not follow from package and corrections any more. Nothing of this runs in CLP.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProvider } from '@pydantic/genai-prices'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const readJson = (path) => JSON.parse(readFileSync(at(path), 'utf8'))

// Makers whose models the clients of CLP ask for. The first one that knows a name prices it.
const PROVIDERS = ['anthropic', 'openai', 'google', 'deepseek', 'moonshotai', 'zai', 'minimax', 'x-ai']

// The package's names of prices, per million tokens, and ours.
const KINDS = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cacheRead',
  cache_write_mtok: 'cacheWrite',
  cache_write_1h_mtok: 'cacheWrite1h',
  input_audio_mtok: 'inputAudio',
  output_audio_mtok: 'outputAudio',
  input_image_mtok: 'inputImage',
  output_image_mtok: 'outputImage',
}
// Per thousand calls.
const FEES = { web_searches_kcount: 'webSearch', storage_searches_kcount: 'fileSearch' }

// The package says from which prompt on a price is another one, as the last prompt that has the former; the maker says "above 272K".
const STEPS = { 'openai/271999': 272000 }

// The text of `src/store/prices/book.json`.
const bookText = () => {
  const extra = readJson('./prices-extra.json')
  const { version } = readJson('../node_modules/@pydantic/genai-prices/package.json')
  const models = PROVIDERS.flatMap((provider) => modelsOf(provider, extra))
  const taken = new Set()
  const listed = models.flatMap((model) => {
    const names = model.names.filter((name) => !taken.has(name) || model.continues)
    for (const name of names) taken.add(name)
    const { continues, ...rest } = model
    return names.length === 0 ? [] : [{ ...rest, names }]
  })
  const book = {
    book: PACKAGE_DATES[version],
    source: `@pydantic/genai-prices ${version}`,
    licence: 'MIT',
    // The licence asks for its text in every copy.
    notice: readFileSync(at('../node_modules/@pydantic/genai-prices/LICENSE'), 'utf8').trim().split(/\n+/).join(' '),
    corrections: extra.read,
    models: listed,
  }
  return `${JSON.stringify(book, null, 1)}\n`
}

// Day on which a version was published, from the registry.
const PACKAGE_DATES = { '0.1.8': '2026-09-23' }

const modelsOf = (provider, extra) => {
  const leftOut = new Set(extra.leftOut.flatMap(({ models }) => models))
  return findProvider({ providerId: provider })
    .models.filter((model) => !leftOut.has(`${provider}/${idOf(model)}`))
    .toSorted((left, right) => (idOf(left) < idOf(right) ? -1 : 1))
    .flatMap((model) => variantsOf(provider, model, extra))
}

const idOf = ({ id }) => id.toLowerCase().replace(/-latest$/, '')

// The rules of one model, the one that counts first, as the package lets a later condition win over an earlier one.
const variantsOf = (provider, model, extra) => {
  const id = idOf(model)
  const conditions = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]
  let from
  const variants = conditions.flatMap(({ constraint, prices }) => {
    const priced = pricesOf(provider, prices)
    if (priced === undefined) return []
    if (constraint?.type === 'start_date') from = `${constraint.start_date}T00:00:00Z`
    const hours =
      constraint?.type === 'time_of_date' ? [constraint.start_time, constraint.end_time].map(minuteOf) : undefined
    return [{ ...(from === undefined ? {} : { from }), ...(hours === undefined ? {} : { hours }), ...priced }]
  })
  const corrected = extra.dated.filter((one) => one.model === `${provider}/${id}`)
  const dated = corrected.map((one) => ({ from: one.from, ...scaled(one.prices), fees: variants[0]?.fees }))
  const names = namesOf(model)
  const shared = { ...tiersOf(provider, id, extra), ...geoOf(provider, id, extra) }
  return [...variants, ...dated]
    .reverse()
    .map((variant, index) => ({ id: `${provider}/${id}`, names, ...variant, ...shared, continues: index > 0 }))
}

const minuteOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

// Only whole names: the package also matches by what a name begins with, which would price a model by one that is like it.
const namesOf = (model) => {
  const found = new Set([idOf(model)])
  const visit = (match) => {
    for (const part of match.or ?? match.and ?? []) visit(part)
    for (const key of ['equals', 'starts_with', 'contains', 'ends_with']) {
      const name = match[key]?.toLowerCase()
      if (name !== undefined && isWhole(name, key)) found.add(name)
    }
  }
  visit(model.match)
  return [...found].toSorted()
}

const isWhole = (name, key) =>
  key === 'equals' || (/[a-z0-9]$/.test(name) && !/-(?:0|20\d{2})$/.test(name) && name.includes('-'))

const pricesOf = (provider, prices) => {
  const base = {}
  const fees = {}
  const above = new Map()
  for (const [name, value] of Object.entries(prices)) {
    const kind = KINDS[name]
    if (kind !== undefined && typeof value === 'object') {
      base[kind] = whole(value.base)
      for (const { start, price } of value.tiers) {
        const prompt = STEPS[`${provider}/${start}`] ?? start
        above.set(prompt, { ...above.get(prompt), [kind]: whole(price) })
      }
    } else if (kind !== undefined) base[kind] = whole(value)
    else if (FEES[name] !== undefined) fees[FEES[name]] = whole(value)
  }
  if (base.input === undefined && base.output === undefined) return undefined
  // What costs the same at every length is told for one length only.
  const steps = [...above]
    .toSorted(([left], [right]) => left - right)
    .map(([prompt, own]) => ({ prompt, ...base, ...own }))
  return {
    ...base,
    ...(steps.length === 0 ? {} : { above: steps }),
    ...(Object.keys(fees).length === 0 ? {} : { fees }),
  }
}

const tiersOf = (provider, id, extra) => {
  const found = extra.tiers.filter((one) => one.provider === provider && new RegExp(one.models).test(id))
  const tiers = Object.assign({}, ...found.map(({ tiers }) => tiers))
  const entries = Object.entries(tiers).map(([name, tier]) => [
    name,
    typeof tier === 'number' ? whole(tier) : scaled(tier),
  ])
  return entries.length === 0 ? {} : { tiers: Object.fromEntries(entries.toSorted()) }
}

const geoOf = (provider, id, extra) => {
  const found = extra.geo.find((one) => one.provider === provider && new RegExp(one.models).test(id))
  return found === undefined ? {} : { geo: scaled(found.geo) }
}

const scaled = (prices) => Object.fromEntries(Object.entries(prices).map(([name, value]) => [name, whole(value)]))

// Dollars as whole micro-dollars. More than six places are a mistake somewhere.
const whole = (value) => {
  const scaledValue = Math.round(value * 1e6)
  if (Math.abs(scaledValue - value * 1e6) > 1e-6) throw new Error(`A price has more than six places: ${value}`)
  return scaledValue
}

if (process.argv.includes('--print')) process.stdout.write(bookText())
else writeFileSync(at('../src/store/prices/book.json'), bookText())
