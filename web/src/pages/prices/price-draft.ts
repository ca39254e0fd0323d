/** `data/prices.json` as it is edited: amounts as they are written, and whatever else stands in it. Pure. */
import { type Written, withField, written } from '../../editing/written.ts'

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

export interface CreditDraft {
  readonly price?: Written
  readonly currency?: 'USD' | 'CNY'
}

export type RelayDraft = Readonly<Record<string, unknown>> & {
  readonly multiplier?: Written
  readonly credit?: CreditDraft
}

export type PriceDraft = Readonly<Record<string, unknown>> & {
  readonly display?: 'USD' | 'CNY'
  readonly rates?: readonly RateDraft[]
  readonly upstreams?: Readonly<Record<string, RelayDraft>>
  readonly models?: readonly OwnPriceDraft[]
}

/** The multiplier of an upstream; an empty one leaves what else is said about it. */
export const withMultiplier = (draft: PriceDraft, upstream: string, text: string): PriceDraft =>
  withRelay(draft, upstream, 'multiplier', text === '' ? undefined : written(text))

/** What one dollar of an upstream's credit costs; without a price it is what it says on it. */
export const withCredit = (draft: PriceDraft, upstream: string, credit: CreditDraft): PriceDraft =>
  withRelay(draft, upstream, 'credit', credit.price === undefined ? undefined : credit)

const withRelay = (
  draft: PriceDraft,
  upstream: string,
  field: keyof RelayDraft & string,
  value: unknown,
): PriceDraft => {
  const relay = withField(draft.upstreams?.[upstream] ?? {}, field, value)
  const kept = Object.keys(relay).length === 0 ? undefined : relay
  return { ...draft, upstreams: withField(draft.upstreams ?? {}, upstream, kept) }
}
