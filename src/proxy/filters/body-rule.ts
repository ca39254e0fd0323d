/** One body rule made ready: what it looks for in the bytes, and what it puts there. */
import { compilePattern, patternOrText } from '../../codec/pattern/pattern.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import type { BodyRule } from '../../contract/settings.ts'
import { type Finder, patternFinder, plainFinder, stringsFinder } from './body-finders.ts'
import { textFinder } from './body-text.ts'

export interface CompiledBodyRule extends Finder {
  /** Position in the document, from 0. */
  readonly index: number
  /** What a person looks for: `#` and the position from 1. */
  readonly label: string
  readonly op: 'replace' | 'remove'
  /** What a hit inside something signed does. */
  readonly inSigned: 'refuse' | 'skip'
  readonly appliesTo: (service: string) => boolean
}

/** Why a rule can never act, or undefined when it can. */
export const idleReason = (rule: BodyRule): FilterStepReason | undefined => {
  if (rule.enabled === false) return { code: 'rule-off', params: {} }
  return rule.source === '' ? { code: 'rule-without-source', params: {} } : undefined
}

/** Throws `PatternError` for an expression or replacement that cannot be run. */
export const compileBodyRule = (rule: BodyRule, index: number): CompiledBodyRule => {
  const services = rule.services ?? []
  const target = rule.op === 'remove' ? '' : (rule.target ?? '')
  return {
    index,
    label: `#${index + 1}`,
    op: rule.op,
    inSigned: rule.inSigned ?? 'refuse',
    appliesTo: (service) => services.length === 0 || services.includes(service),
    ...finderOf(rule, target),
  }
}

const finderOf = (rule: BodyRule, target: string): Finder => {
  if (rule.match === 'text') return textFinder(rule.source, target)
  const find = rule.in === 'strings' ? stringsFinder : patternFinder
  if (rule.match === 'regex') return find(compilePattern(rule.source), target)
  const check = patternOrText(rule.source)
  if (check.kind === 'pattern') return find(check.pattern, target)
  return rule.in === 'strings' ? textFinder(rule.source, target) : plainFinder(rule.source, target)
}
