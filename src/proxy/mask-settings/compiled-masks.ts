/** The document of masks made ready for one service, with CLP's own credentials among what is looked for. */
import type { MaskSettings } from '../../contract/mask.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { createDetectors, type Detector, type Detectors } from '../masking/detectors.ts'
import { literalDetector } from '../masking/literal.ts'
import { formed } from '../masks/formed.ts'
import { kinds } from '../masks/index.ts'
import { type Kind, SECRET_FORM } from '../masks/kind.ts'
import { services } from '../services/index.ts'
import { ownDetectors } from './own-words.ts'

export interface CompiledMasks {
  readonly detectors: Detectors
  /** Texts that are never secrets. */
  readonly allow: ReadonlySet<string>
}

/** Kinds of the shelf that are looked for. */
export const kindsInForce = (settings: Pick<MaskSettings, 'kinds'>): readonly Kind[] =>
  kinds.filter(({ id, byDefault }) => settings.kinds[id] ?? byDefault)

/** Characters of the shortest credential that is looked for: people write `-` where none is needed. */
const SHORTEST_CREDENTIAL = 12

const CLP_TOKEN = formed(
  { id: 'clp-token', family: 'general', en: 'CLP token', zh: 'CLP 令牌' },
  [{ shape: 'clp_[A-Za-z0-9]{32}', prefix: 'clp_' }],
  { rank: 'clp' },
)

/** Throws `PatternError` for an expression that cannot be run. */
export const compileMasks = (
  settings: MaskSettings,
  service: string,
  credentials: readonly string[] = [],
): CompiledMasks => {
  const known = credentials.flatMap(
    (text) => literalDetector({ kind: 'clp-credential', rank: 'clp', text, form: SECRET_FORM, wholeWord: false }) ?? [],
  )
  const all: readonly Detector[] = [CLP_TOKEN, ...known, ...ownDetectors(settings, service), ...kindsInForce(settings)]
  return { detectors: createDetectors(all), allow: new Set(settings.allow) }
}

/** What CLP shows to upstreams of any service. */
export const credentialsIn = (snapshot: Pick<Snapshot, 'pool'>): readonly string[] => {
  const shown = services.flatMap(({ id }) =>
    snapshot.pool(id).flatMap(({ credential: { bearer, apiKey } }) => [bearer?.reveal(), apiKey?.reveal()]),
  )
  return [...new Set(shown.filter((text) => text !== undefined))].filter((text) => text.length >= SHORTEST_CREDENTIAL)
}

export type MaskCompiler = (snapshot: Snapshot, settings: MaskSettings, service: string) => CompiledMasks

/** Compiled once for each version of its document, and of the credentials of CLP's own. */
export const createMaskCompiler = (): MaskCompiler => {
  const credentials = new WeakMap<Snapshot, readonly string[]>()
  const compiled = new WeakMap<MaskSettings, Map<string, CompiledMasks>>()
  return (snapshot, settings, service) => {
    const own = credentials.get(snapshot) ?? credentialsIn(snapshot)
    credentials.set(snapshot, own)
    const known = compiled.get(settings) ?? new Map<string, CompiledMasks>()
    compiled.set(settings, known)
    const key = [service, ...own].join('\n')
    const masks = known.get(key) ?? compileMasks(settings, service, own)
    // Credentials that are no more are in use no more: only the latest are kept.
    for (const other of known.keys()) if (other !== key && other.startsWith(`${service}\n`)) known.delete(other)
    known.set(key, masks)
    return masks
  }
}
