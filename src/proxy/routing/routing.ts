/** The routing rules made ready: which upstream a model is pinned to, and which model an upstream is asked for. Pure. */
import type { RoutingSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { memoByValue } from '../exchange/memo.ts'

export interface Pin {
  readonly upstream: string
  /** Whether others may answer when the pinned one fails. */
  readonly fallback: boolean
  /** What a person looks for: `config #` or `model #` and the position from 1. */
  readonly rule: string
}

/** What the rules for a model say about the upstreams that are there. */
export interface Pinning {
  /** The first rule whose upstream is there and enabled. */
  readonly pin: Pin | undefined
  /** Upstreams that rules name but that are not there: shown when somebody asks why. */
  readonly missing: readonly string[]
}

export interface ModelChange {
  readonly target: string
  readonly rule: string
}

export interface Routing {
  /** Whether any rule could act, so that the body must be read. */
  readonly active: boolean
  readonly pin: (model: string, pool: readonly Upstream[]) => Pinning
  /** The first rule for this model or this upstream. */
  readonly rewriteModel: (model: string, upstream: string) => ModelChange | undefined
}

/** Compiles once per version of the rules and service. */
export const createRoutings = (): ((settings: RoutingSettings, service: string) => Routing) => {
  const byService = memoByValue((_settings: RoutingSettings) => new Map<string, Routing>())
  return (settings, service) => {
    const known = byService(settings)
    const routing = known.get(service) ?? compileRouting(settings, service)
    known.set(service, routing)
    return routing
  }
}

const UNPINNED: Pinning = { pin: undefined, missing: [] }
const INACTIVE: Routing = { active: false, pin: () => UNPINNED, rewriteModel: () => undefined }

export const compileRouting = (settings: RoutingSettings, service: string): Routing => {
  switch (settings.mode) {
    case 'default':
      return INACTIVE
    case 'model-mapping':
      return modelRouting(settings, service)
    case 'config-mapping':
      return configRouting(settings, service)
  }
}

const modelRouting = (settings: RoutingSettings, service: string): Routing => {
  const rules = (settings.modelMappings[service] ?? []).flatMap((rule, index) =>
    rule.enabled === false || rule.source === '' || rule.target === ''
      ? []
      : [
          {
            bySource: rule.source_type ?? 'model',
            matches: wildcard(rule.source),
            rewriteModel: { target: rule.target, rule: `model #${index + 1}` },
          },
        ],
  )
  if (rules.length === 0) return INACTIVE
  return {
    ...INACTIVE,
    active: true,
    rewriteModel: (model, upstream) =>
      rules.find(({ bySource, matches }) => matches(bySource === 'config' ? upstream : model))?.rewriteModel,
  }
}

const configRouting = (settings: RoutingSettings, service: string): Routing => {
  const rules = (settings.configMappings[service] ?? []).flatMap((rule, index) =>
    rule.enabled === false || rule.model === '' || rule.config === ''
      ? []
      : [
          {
            matches: wildcard(rule.model),
            pin: { upstream: rule.config, fallback: rule.fallback === true, rule: `config #${index + 1}` },
          },
        ],
  )
  if (rules.length === 0) return INACTIVE
  const pins = (model: string): readonly Pin[] => rules.filter(({ matches }) => matches(model)).map(({ pin }) => pin)
  return {
    ...INACTIVE,
    active: true,
    pin: (model, pool) => {
      const named = pins(model)
      const missing = named.filter(({ upstream }) => !isThere(upstream, pool))
      return {
        pin: missing.length === 0 ? named[0] : named.find((pin) => !missing.includes(pin)),
        missing: missing.map(({ upstream }) => upstream),
      }
    },
  }
}

const isThere = (name: string, pool: readonly Upstream[]): boolean =>
  pool.some((upstream) => upstream.name === name && upstream.enabled)

/** `*` stands for any text, everything else for itself; the whole name must match, case counts. */
export const wildcard = (pattern: string): ((name: string) => boolean) => {
  if (!pattern.includes('*')) return (name) => name === pattern
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop() ?? ''
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
    const end = name.length - last.length
    let at = first.length
    for (const part of rest) {
      const found = name.indexOf(part, at)
      if (found === -1 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
