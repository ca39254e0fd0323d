/** What filters do and why: step by step in a dry run, and with a request they refuse. */
import type { ReasonIn } from './reason.ts'

/** Why a rule acts, or does not. `reads` is how a rule takes its source: `text` or `regex`. */
export const FILTER_STEP_REASONS = {
  'rule-off': {},
  'rule-without-source': {},
  'rule-without-matcher': {},
  'rule-action-unknown': { action: 'text' },
  'endpoint-filter-off': {},
  'header-filter-off': {},
  'rule-differs': {},
  'blocked-before': { rule: 'text' },
  'rule-blocks': { status: 'number' },
  'rule-blocks-saying': { status: 'number', message: 'text' },
  'header-there': {},
  'header-missing': {},
  'rule-not-reached': { rule: 'text' },
  'service-not-meant': { service: 'text' },
  'no-match': { reads: 'text' },
  'only-signed-matches': { signed: 'number' },
  'masking-off': {},
  'no-secret': {},
  'secrets-found': { count: 'number' },
  matches: { count: 'number', reads: 'text' },
  'matches-but-signed': { count: 'number', reads: 'text', signed: 'number' },
  'matches-but-apart': { count: 'number', reads: 'text', signed: 'number', opaque: 'number' },
} as const

/** What a rule does when it acts, for lists of rules. */
export const FILTER_RULE_REASONS = {
  'blocks-any-method': { path: 'text', status: 'number' },
  'blocks-methods': { methods: 'text', path: 'text', status: 'number' },
  'removes-header': {},
  'masks-kinds': { count: 'number' },
  'masks-words': { count: 'number' },
  'removes-text': { source: 'text' },
  'replaces-text': { source: 'text', target: 'text' },
  /** The same, on what JSON strings say, however they are escaped. */
  'removes-text-in-strings': { source: 'text' },
  'replaces-text-in-strings': { source: 'text', target: 'text' },
} as const

/** Why a request is refused by a filter, or because of one. */
export const REFUSAL_REASONS = {
  'endpoint-blocked-by-rule': {},
  'signed-match': { rule: 'text' },
  'secret-in-signed': { kind: 'text' },
  'secrets-too-costly': { kind: 'text' },
  'secrets-too-many': { most: 'number' },
  'body-not-json': {},
  'mask-key-unusable': { file: 'text' },
  'json-would-break': { rule: 'text' },
  'rule-too-slow': { rule: 'text' },
  'rules-too-slow': {},
  'too-many-matches': { rule: 'text', most: 'number' },
  'filter-threw': { filter: 'text', request: 'text' },
  'key-repeated': { key: 'text', most: 'number' },
  'body-charset': {},
  'body-wide': {},
  'body-not-utf8': {},
  'target-long': {},
  'target-fragment': {},
  'target-control': {},
  'target-nul': {},
  'came-back': {},
  'rules-unreadable': { file: 'text' },
  'encoding-for-rules': { encoding: 'text' },
  'decoded-too-large': { bytes: 'number' },
  'encoding-corrupt': { encoding: 'text', fault: 'text' },
} as const

export type FilterRuleReason = ReasonIn<typeof FILTER_RULE_REASONS>
export type FilterStepReason = ReasonIn<typeof FILTER_STEP_REASONS>
export type RefusalReason = ReasonIn<typeof REFUSAL_REASONS>
