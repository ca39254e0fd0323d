/** What the user's document adds to the shelf: words and expressions of their own. */
import { fixedText } from '../../codec/pattern/fixed-text.ts'
import { compilePattern, type Pattern } from '../../codec/pattern/pattern.ts'
import type { MaskRule, MaskSettings } from '../../contract/mask.ts'
import type { Detector } from '../masking/detectors.ts'
import { literalDetector } from '../masking/literal.ts'
import { namedForm } from '../masking/placeholder.ts'
import { holdsPlaceholder } from '../masks/checks.ts'
import { literalGate } from '../masks/gate.ts'
import { NOTHING, type PlaceholderForm } from '../masks/kind.ts'

/** Bytes around a place that an expression is held against. */
const AROUND = 512

/** Detectors for one service. Throws `PatternError` for an expression that cannot be run. */
export const ownDetectors = ({ custom, values }: MaskSettings, service: string): readonly Detector[] => {
  const rules = custom.filter(({ services }) => services === undefined || services.includes(service))
  const words = [...values]
    .sort((a, b) => b.length - a.length)
    .flatMap(
      (text) => literalDetector({ kind: 'values', rank: 'own', text, form: namedForm(''), wholeWord: true }) ?? [],
    )
  return [...words, ...rules.flatMap(ruleDetectors)]
}

const ruleDetectors = (rule: MaskRule): readonly Detector[] => {
  const form = namedForm(rule.name)
  const { name: kind, source: text } = rule
  if (rule.match === 'regex') return [patternDetector(kind, compilePattern(text), form)]
  const detector = literalDetector({ kind, rank: 'own', text, form, wholeWord: true })
  return detector === undefined ? [] : [detector]
}

/** An expression needs a text that stands in all it matches: where that stands, it is held against what is around. */
const patternDetector = (kind: string, pattern: Pattern, form: PlaceholderForm): Detector => ({
  id: kind,
  rank: 'own',
  gates: [literalGate(fixedText(pattern) ?? '')],
  reach: { before: AROUND, after: AROUND },
  find: () => NOTHING,
  *findAll(text) {
    for (const match of pattern.matches(text)) {
      if (match === undefined) yield undefined
      else if (isSecret(match, text)) yield { start: match.start, end: match.end, form, byContext: false }
    }
  },
})

const isSecret = ({ start, end }: { start: number; end: number }, text: Buffer): boolean =>
  start < end && !holdsPlaceholder(text.toString('latin1', start, end))
