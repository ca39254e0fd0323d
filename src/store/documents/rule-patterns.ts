/** Holds the regular expressions of rules against the engine when a document is read, so that none can fail on a request. */

import { fixedText } from '../../codec/pattern/fixed-text.ts'
import { compilePattern, type Pattern, PatternError, patternOrText } from '../../codec/pattern/pattern.ts'
import { compileTemplate } from '../../codec/pattern/template.ts'
import { isSearchable, type MaskRule } from '../../contract/mask.ts'
import type { BodyRule, EndpointRule } from '../../contract/settings.ts'
import type { JsonPath, JsonText } from '../config/json-document.ts'

/** Throws what `json.complain` makes for the first expression of an endpoint rule that cannot be used. */
export const checkEndpointPatterns = (rules: readonly EndpointRule[], json: JsonText): void => {
  for (const [index, rule] of rules.entries()) {
    const source = endpointPattern(rule)
    if (source !== undefined) complainOf(json, ['rules', index, source.key], () => compilePattern(source.text))
  }
}

/** The same for the rules of the body filter; a rule that stands alone has no position. */
export const checkBodyPatterns = (rules: readonly BodyRule[], json: JsonText): void => {
  const alone = !Array.isArray(json.value)
  for (const [index, rule] of rules.entries()) {
    if (rule.match === 'text') continue
    const place = alone ? [] : [index]
    const pattern = complainOf(json, [...place, 'source'], () => patternOf(rule))
    if (pattern === undefined || rule.op !== 'replace') continue
    complainOf(json, [...place, 'target'], () => compileTemplate(rule.target ?? '', pattern))
  }
}

/** The same for the user's own words of masking: they are looked for by a text that stands in all they match. */
export const checkMaskPatterns = (rules: readonly MaskRule[], json: JsonText): void => {
  for (const [index, { match, source }] of rules.entries()) {
    const path = ['custom', index, 'source']
    if (match === 'regex') {
      const pattern = complainOf(json, path, () => compilePattern(source))
      if (fixedText(pattern) === undefined) throw json.complain(path, { code: 'must-hold-fixed-text', params: {} })
    } else if (!isSearchable(source)) throw json.complain(path, { code: 'must-be-longer-word', params: {} })
  }
}

/** The expression of a body rule; undefined when it is plain text. */
const patternOf = (rule: BodyRule): Pattern | undefined => {
  if (rule.match === 'regex') return compilePattern(rule.source)
  const check = patternOrText(rule.source)
  return check.kind === 'pattern' ? check.pattern : undefined
}

/** The expression an endpoint rule is matched by: of several matchers `path` goes first, then `prefix`, as in the original. */
const endpointPattern = (rule: EndpointRule): { key: string; text: string } | undefined => {
  if (rule.path) return rule.pathMatchType === 'regex' ? { key: 'path', text: rule.path } : undefined
  return rule.prefix || !rule.regex ? undefined : { key: 'regex', text: rule.regex }
}

const complainOf = <T>(json: JsonText, path: JsonPath, compile: () => T): T => {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw json.complain(path, error.reason)
  }
}
