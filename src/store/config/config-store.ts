/** Opens the store of documents: the version in force of each, kept fresh by a watcher, changed only through the writer. */
import { type Clock, systemClock } from '../../contract/clock.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { readDocumentFile, versionOf } from '../files/document-file.ts'
import type { Home } from '../files/home.ts'
import { watchFiles } from '../files/watch.ts'
import type { ConfigChange, ConfigStore, DocumentText, Rejection, Snapshot } from './config.ts'
import {
  type Accepted,
  acceptAgain,
  cannotRead,
  createSlot,
  examine,
  faultsOf,
  type Slot,
  textIn,
  textToEdit,
  versionInForce,
} from './config-slot.ts'
import { takeSnapshot } from './config-snapshot.ts'
import { type PlannedEdit, writeDocuments } from './config-writer.ts'
import { type Document, DocumentError } from './document.ts'
import { createDocumentHistory, type DocumentHistory, type DocumentVersion } from './document-history.ts'
import { type DocumentFault, type Fault, isSameFault } from './fault.ts'

export interface ConfigStoreOptions {
  readonly home: Home
  /** The shelf, without those of the services. */
  readonly documents: readonly Document<unknown>[]
  readonly upstreamDocuments: ReadonlyMap<ServiceId, Document<readonly Upstream[]>>
  readonly clock?: Clock
  /** False for a process that ends soon, such as a command: it reads at the start and on `refresh`. */
  readonly watch?: boolean
  /** Time in ms after which a reading that looks like the middle of somebody's saving is read again and believed. */
  readonly settleMs?: number
  /** Time in ms between two slow looks at the files. */
  readonly pollMs?: number
  /** Hears of listeners that throw. */
  readonly onListenerError?: (error: unknown) => void
  /** Hears why former versions of documents could not be kept. */
  readonly onHistoryTrouble?: (error: unknown) => void
}

const SETTLE_MS = 150
const POLL_MS = 2000

/** Reads every document before it returns. Writes nothing, makes no folders, and never throws because of what a file holds. */
export const openConfigStore = (options: ConfigStoreOptions): ConfigStore => {
  const store = new FileConfigStore(options)
  store.begin()
  return store
}

type Listener = (change: ConfigChange) => void

class FileConfigStore implements ConfigStore {
  readonly #options: ConfigStoreOptions
  readonly #slots: ReadonlyMap<string, Slot>
  readonly #listeners = new Set<Listener>()
  readonly #secondLooks = new Map<Slot, NodeJS.Timeout>()
  readonly history: DocumentHistory
  #snapshot: Snapshot
  /** Every document was read once: what differs from now on is a change. */
  #isReady = false
  #stopWatching: () => void = () => undefined
  /** Writers of this process wait for each other here instead of at the lock file. */
  #writing: Promise<unknown> = Promise.resolve()

  constructor(options: ConfigStoreOptions) {
    this.#options = options
    const { home, clock = systemClock, onHistoryTrouble: onTrouble } = options
    this.history = createDocumentHistory({ folder: home.history, home: home.root, clock, onTrouble })
    const documents = [...options.upstreamDocuments.values(), ...options.documents]
    this.#slots = new Map(
      documents.map((document) => [document.id, createSlot(document, options.home.file(document.file))]),
    )
    this.#snapshot = this.#snapshotOf(1)
  }

  begin(): void {
    this.refresh()
    this.#isReady = true
    this.#watch()
  }

  #watch(): void {
    if (this.#options.watch === false) return
    const slots = new Map([...this.#slots.values()].map((slot) => [slot.path, slot]))
    this.#stopWatching = watchFiles({
      paths: [...slots.keys()],
      pollMs: this.#options.pollMs ?? POLL_MS,
      isUnsettled: (path) => slots.get(path)?.rejection !== undefined,
      onTouched: (path) => {
        const slot = slots.get(path)
        if (slot !== undefined) this.#look([slot], true)
      },
    })
    // What changed between the first reading and the first watch.
    this.#look([...this.#slots.values()], true)
    // What was edited while nobody watched is a version, too.
    for (const { document, accepted } of this.#slots.values())
      if (accepted.text !== undefined) this.history.note(document.id, { text: accepted.text, by: 'file' })
  }

  readonly snapshot = (): Snapshot => this.#snapshot

  readonly refresh = (): void => this.#look([...this.#slots.values()], false)

  readonly reconsider = (): void => {
    const upstreams = new Set<Document<unknown>>(this.#options.upstreamDocuments.values())
    const before = new Map([...this.#slots.values()].map((slot) => [slot, slot.accepted.faults]))
    const changed = [...this.#slots.values()].filter((slot) => upstreams.has(slot.document) && acceptAgain(slot))
    if (changed.length > 0) this.#publish({ changed, before, rejected: [] })
  }

  readonly documents = (): readonly Document<unknown>[] => [...this.#slots.values()].map(({ document }) => document)

  readonly rejections = (): readonly Rejection[] =>
    [...this.#slots.values()].flatMap(({ rejection }) => (rejection === undefined ? [] : [rejection]))

  readonly faults = (): readonly DocumentFault[] => [...this.#slots.values()].flatMap(faultsOf)

  readonly read = (id: string): DocumentText => {
    const slot = this.#slotOf(id)
    const reading = readDocumentFile(slot.path)
    if (reading.kind === 'unreadable') throw cannotRead(slot, reading.reason)
    return { ...documentText(slot, textIn(reading)), text: textToEdit(slot, textIn(reading)) }
  }

  readonly update = async (id: string, edit: (text: string) => string, expected?: string): Promise<DocumentText> => {
    const slot = this.#slotOf(id)
    const written = await this.#write([{ slot, edit, ...(expected === undefined ? {} : { expected }) }])
    return documentText(slot, written.get(slot)?.text)
  }

  readonly updateAll = async (edits: ReadonlyMap<string, (text: string) => string>): Promise<void> => {
    await this.#write([...edits].map(([id, edit]) => ({ slot: this.#slotOf(id), edit })))
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly close = (): void => {
    this.#stopWatching()
    this.history.close()
    for (const timer of this.#secondLooks.values()) clearTimeout(timer)
    this.#secondLooks.clear()
    this.#listeners.clear()
  }

  #slotOf(id: string): Slot {
    const slot = this.#slots.get(id)
    if (slot !== undefined) return slot
    throw new DocumentError(`There is no document "${id}"; there are ${[...this.#slots.keys()].join(', ')}`, {
      reason: { code: 'document-unknown', params: { document: id } },
    })
  }

  async #write(edits: readonly PlannedEdit[]): Promise<ReadonlyMap<Slot, Accepted>> {
    const { home, clock = systemClock } = this.#options
    const turn = this.#writing.then(async () => {
      const { accepted, settled } = await writeDocuments(edits, { path: home.documentsLock, clock })
      // In force before the caller goes on, and before the watcher has seen the first of several files.
      const { version } = this.#snapshot
      this.#apply({ accepted, rejected: [] }, 'clp')
      // What changes nothing writes nothing.
      if (this.#snapshot.version !== version) await this.history.settled()
      await settled
      return accepted
    })
    this.#writing = turn.catch(() => undefined)
    return turn
  }

  /** Reads the files of some documents. With `patience`, readings that may pass are looked at again before they are believed. */
  #look(slots: readonly Slot[], patience: boolean): void {
    const accepted = new Map<Slot, Accepted>()
    const rejected: { slot: Slot; rejection: Rejection }[] = []
    for (const slot of slots) {
      const verdict = examine(slot)
      const doubtful =
        verdict.kind === 'rejected'
          ? !isSame(verdict.rejection, slot.rejection)
          : verdict.kind === 'accepted' && verdict.doubtful
      if (patience && doubtful) {
        this.#lookAgain(slot)
        continue
      }
      this.#forgetSecondLook(slot)
      if (verdict.kind === 'rejected') rejected.push({ slot, rejection: verdict.rejection })
      else accepted.set(slot, verdict.kind === 'same' ? slot.accepted : verdict.accepted)
    }
    this.#apply({ accepted, rejected }, 'file')
  }

  #lookAgain(slot: Slot): void {
    if (this.#secondLooks.has(slot)) return
    const timer = setTimeout(() => {
      this.#secondLooks.delete(slot)
      this.#look([slot], false)
    }, this.#options.settleMs ?? SETTLE_MS)
    timer.unref()
    this.#secondLooks.set(slot, timer)
  }

  #forgetSecondLook(slot: Slot): void {
    clearTimeout(this.#secondLooks.get(slot))
    this.#secondLooks.delete(slot)
  }

  /** Puts outcomes in force and tells the listeners, if anything is different from before. */
  #apply(outcome: Outcome, by: DocumentVersion['by']): void {
    const changed: Slot[] = []
    const before = new Map<Slot, readonly Fault[]>()
    let mended = false
    for (const [slot, accepted] of outcome.accepted) {
      mended ||= slot.rejection !== undefined
      slot.rejection = undefined
      // The same text keeps the same value object: it is a cache key.
      if (accepted.text === slot.accepted.text) continue
      before.set(slot, slot.accepted.faults)
      if (this.#isReady) this.#note(slot, accepted, by)
      slot.accepted = accepted
      changed.push(slot)
    }
    const news = outcome.rejected.filter(({ slot, rejection }) => !isSame(rejection, slot.rejection))
    for (const { slot, rejection } of news) slot.rejection = rejection
    if (changed.length === 0 && news.length === 0 && !mended) return
    this.#publish({ changed, before, rejected: news.map(({ rejection }) => rejection) })
  }

  #publish({ changed, before, rejected }: News): void {
    this.#snapshot = this.#snapshotOf(this.#snapshot.version + (changed.length > 0 ? 1 : 0))
    this.#emit({
      changed: changed.map((slot) => ({ document: slot.document.id, version: versionInForce(slot) })),
      rejected,
      faults: changed.flatMap((slot) => faultsOf(slot).filter((fault) => !isAmong(fault, before.get(slot) ?? []))),
      snapshot: this.#snapshot,
    })
  }

  /** The former text as well: it may never have been noted. */
  #note({ document, accepted: former }: Slot, { text }: Accepted, by: DocumentVersion['by']): void {
    this.history.note(document.id, { text: former.text, by: 'file' })
    this.history.note(document.id, { text, by })
  }

  #snapshotOf(version: number): Snapshot {
    return takeSnapshot({ version, slots: this.#slots.values(), upstreamDocuments: this.#options.upstreamDocuments })
  }

  #emit(change: ConfigChange): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(change)
      } catch (error) {
        this.#options.onListenerError?.(error)
      }
    }
  }
}

interface Outcome {
  readonly accepted: ReadonlyMap<Slot, Accepted>
  readonly rejected: readonly { readonly slot: Slot; readonly rejection: Rejection }[]
}

interface News {
  readonly changed: readonly Slot[]
  /** Faults of the changed documents that were known already. */
  readonly before: ReadonlyMap<Slot, readonly Fault[]>
  readonly rejected: readonly Rejection[]
}

const isAmong = (fault: Fault, known: readonly Fault[]): boolean => known.some((other) => isSameFault(fault, other))

const isSame = (one: Rejection, other: Rejection | undefined): boolean => one.reason === other?.reason

const documentText = (slot: Slot, text: string | undefined): DocumentText => {
  const shown = text ?? slot.document.template
  return { text: shown, version: versionOf(shown), exists: text !== undefined }
}
