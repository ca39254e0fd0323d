/** `data/prices.json` as it is edited: amounts as they are written, and whatever else stands in it. Pure. */

/** An amount as a person writes it; what it must be, the daemon says when it is saved. */
export type Written = number | string

export const EDITED_KINDS = ['input', 'output', 'cacheRead', 'cacheWrite'] as const
export type EditedKind = (typeof EDITED_KINDS)[number]

export type OwnPriceDraft = Readonly<Record<string, unknown>> & {
  readonly match?: string
  readonly upstream?: string
  readonly currency?: string
} & { readonly [Kind in EditedKind]?: Written }

export interface RateDraft {
  readonly from?: string
  readonly CNY?: Written
}

export type RelayDraft = Readonly<Record<string, unknown>> & { readonly multiplier?: Written }

export type PriceDraft = Readonly<Record<string, unknown>> & {
  readonly display?: 'USD' | 'CNY'
  readonly rates?: readonly RateDraft[]
  readonly upstreams?: Readonly<Record<string, RelayDraft>>
  readonly models?: readonly OwnPriceDraft[]
}

/** A number where the text is one exactly, so that the document reads as if written by hand. */
export const written = (text: string): Written => (String(Number(text)) === text.trim() ? Number(text) : text.trim())

/** The same with one field set, or without it where nothing is said. */
export const withField = <Holder extends object>(holder: Holder, field: string, value: unknown): Holder => {
  const entries = Object.entries(holder).filter(([name]) => name !== field)
  return Object.fromEntries(value === undefined || value === '' ? entries : [...entries, [field, value]]) as Holder
}

/** The list with one element changed. */
export const withElement = <Item>(list: readonly Item[], index: number, item: Item): readonly Item[] =>
  list.map((one, place) => (place === index ? item : one))

export const withoutElement = <Item>(list: readonly Item[], index: number): readonly Item[] =>
  list.filter((_, place) => place !== index)

/** The multiplier of an upstream; an empty one leaves what else is said about it. */
export const withMultiplier = (draft: PriceDraft, upstream: string, text: string): PriceDraft => {
  const relay = withField(draft.upstreams?.[upstream] ?? {}, 'multiplier', text === '' ? undefined : written(text))
  const value = Object.keys(relay).length === 0 ? undefined : relay
  return { ...draft, upstreams: withField(draft.upstreams ?? {}, upstream, value) }
}
