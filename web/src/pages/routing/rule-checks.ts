/** Whether routing rules can be saved. Pure. */
import type { RoutingSettings } from '../../../../src/contract/settings.ts'

export const isBlank = (text: string): boolean => text.trim() === ''

/** Whether one half of a rule is missing; a new rule, with nothing in it, is not wrong yet. */
export const isHalf = (text: string, other: string): boolean => isBlank(text) && !isBlank(other)

/** Every rule names what it is about and where it leads. */
export const completeRules = (settings: RoutingSettings): boolean =>
  Object.values(settings.modelMappings).every((rules) =>
    rules.every((rule) => !isBlank(rule.source) && !isBlank(rule.target)),
  ) &&
  Object.values(settings.configMappings).every((rules) =>
    rules.every((rule) => !isBlank(rule.model) && !isBlank(rule.config)),
  )

/** The list with one item replaced. */
export const replaced = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.map((old, at) => (at === index ? item : old))

export const without = <T>(items: readonly T[], index: number): T[] => items.filter((_, at) => at !== index)
