/** Freezes what is in force at one moment, so that an exchange sees the same rules from its first stage to its last. */
import type { ServiceId } from '../../contract/service.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Rejection, Snapshot } from './config.ts'
import { faultsOf, type Slot, unusableOf } from './config-slot.ts'
import type { Document } from './document.ts'
import type { DocumentFault } from './fault.ts'

export interface SnapshotParts {
  readonly version: number
  readonly slots: Iterable<Slot>
  readonly upstreamDocuments: ReadonlyMap<ServiceId, Document<readonly Upstream[]>>
}

export const takeSnapshot = ({ version, slots, upstreamDocuments }: SnapshotParts): Snapshot => {
  const values = new Map<string, unknown>()
  const unusable = new Map<string, Rejection>()
  const faults = new Map<string, readonly DocumentFault[]>()
  for (const slot of slots) {
    values.set(slot.document.id, slot.accepted.value)
    faults.set(slot.document.id, faultsOf(slot))
    const rejection = unusableOf(slot)
    if (rejection !== undefined) unusable.set(slot.document.id, rejection)
  }
  const get = <T>(document: Document<T>): T => {
    if (!values.has(document.id)) throw new Error(`The store does not hold the document "${document.id}"`)
    // The value came out of the parser of the document with this id.
    return values.get(document.id) as T
  }
  const pool = (service: ServiceId): readonly Upstream[] => {
    const document = upstreamDocuments.get(service)
    return document === undefined ? [] : get(document)
  }
  return {
    version,
    get,
    pool,
    active: (service) => pool(service).find((upstream) => upstream.active),
    unusable: (document) => unusable.get(document.id),
    faults: (document) => faults.get(document.id) ?? [],
  }
}
