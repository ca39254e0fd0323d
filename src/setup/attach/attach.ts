/**
 * Points a client at CLP and takes it back, as a transaction: what is going to be done is written into the journal, then done, then
 * marked as done. Whatever a crash leaves is either finished or taken back by `resolveAttachment`.
 */
import { join } from 'node:path'
import type { Clock } from '../../contract/clock.ts'
import type { TokenEntry } from '../../contract/settings.ts'
import { removeDrafts } from '../../store/files/atomic-file.ts'
import { acquireFileLock } from '../../store/files/file-lock.ts'
import type { Home } from '../../store/files/home.ts'
import { type AttachChange, type Attachment, attachmentOf, dropAttachment, saveAttachment } from './attach-journal.ts'
import { clientState } from './attach-state.ts'
import type { ChosenToken } from './choose-token.ts'
import { checkReplaceable, modeOf, readClientFile, replaceClientFile } from './client-file.ts'
import type { ClientContext, ClientSetup, Point } from './client-setup.ts'
import { textHash } from './json-keys.ts'
import type { TokenKeeper } from './token-keeper.ts'

export interface AttachContext {
  readonly home: Home
  readonly clock: Pick<Clock, 'now'>
  readonly tokens: TokenKeeper
}

export interface AttachRequest {
  readonly setup: ClientSetup
  /** Absolute path of the client's file. */
  readonly file: string
  readonly point: Point
  /** The entry of the token in `point`, when it is a new one that is to be kept. */
  readonly newToken?: TokenEntry
  /** Name of the token that was made before and is still shown. */
  readonly keptToken?: string
}

/** A change that has been worked out and not been made. */
export interface AttachPlan {
  readonly setup: ClientSetup
  readonly file: string
  /** What the file says; undefined: there is none. */
  readonly before: string | undefined
  /** What it is to say; undefined: it is to go. */
  readonly text: string | undefined
  /** Keys that the person has changed since, which stay. */
  readonly left: readonly string[]
  readonly attachment: Attachment
  readonly newToken?: TokenEntry
}

const PRIVATE = 0o600

/** Throws `ClientFileError` or `AttachJournalError`. */
export const planAttach = (context: AttachContext, request: AttachRequest): AttachPlan => {
  const { setup, file, point, newToken, keptToken } = request
  const former = attachmentOf(context.home, { service: setup.service, file })
  const before = readClientFile(file)
  checkReplaceable(file)
  const bare = former === undefined || before === undefined ? undefined : setup.detach(before, former.undo)
  const { text, undo } = setup.attach(bare === undefined ? before : bare.text, point)
  const attachment: Attachment = {
    service: setup.service,
    file,
    state: 'planned',
    address: point.address,
    tokenName: newToken?.name ?? keptToken ?? null,
    mode: former === undefined ? modeOf(file) : former.mode,
    hash: textHash(text),
    undo,
    at: context.clock.now(),
    former: former === undefined ? null : changeOf(former),
  }
  return { setup, file, before, text, left: [], attachment, ...(newToken === undefined ? {} : { newToken }) }
}

export interface SetUpRequest {
  readonly setup: ClientSetup
  readonly client: ClientContext
  readonly address: string
  readonly token: ChosenToken
  /** Whether an upstream has no credential, so that the client's own login is to be passed on. */
  readonly ownLogin: boolean
  /** Whether the client is to show what is left of budgets. */
  readonly limits?: boolean
}

/** As `planAttach`, but undefined when the person has set the client up by hand, and well. */
export const planSetUp = (
  context: AttachContext,
  { setup, client, address, token, ownLogin, limits = false }: SetUpRequest,
): AttachPlan | undefined => {
  const { file } = client
  const former = attachmentOf(context.home, { service: setup.service, file })
  if (former === undefined && token.present && !limits) {
    const says = clientState(setup, file)
    const hides = ownLogin && says?.login === 'replaced'
    if (says?.address === address && says.faults.length === 0 && !hides) return undefined
  }
  const signedIn = setup.signedIn?.(client) ?? false
  return planAttach(context, {
    setup,
    file,
    point: { address, token: token.shown, ownLogin, signedIn, limits },
    ...token.kept,
  })
}

/** Undefined when CLP has changed nothing in this file. Throws as `planAttach`. */
export const planDetach = (context: AttachContext, setup: ClientSetup, file: string): AttachPlan | undefined => {
  const attachment = attachmentOf(context.home, { service: setup.service, file })
  if (attachment === undefined) return undefined
  const before = readClientFile(file)
  checkReplaceable(file)
  const { text, left } = before === undefined ? { text: before, left: [] } : setup.detach(before, attachment.undo)
  return { setup, file, before, text, left, attachment: { ...attachment, state: 'detaching' } }
}

/** Makes the change. Throws when the file was changed since it was planned; then everything is as before. */
export const carryOut = async (context: AttachContext, plan: AttachPlan): Promise<void> => {
  await locked(context, async () => {
    if (plan.attachment.state === 'planned') await carryOutAttach(context, plan)
    else await carryOutDetach(context, plan)
  })
}

/**
 * Finishes or takes back what a crash left half done. `finished`: the client is attached. `undone`: it is as before.
 * Undefined when nothing was half done.
 */
export const resolveAttachment = (
  context: AttachContext,
  setup: ClientSetup,
  file: string,
): Promise<'finished' | 'undone' | undefined> => locked(context, () => resolve(context, setup, file))

const carryOutAttach = async (
  context: AttachContext,
  { setup, file, before, text, ...plan }: AttachPlan,
): Promise<void> => {
  const { home, tokens } = context
  const { attachment, newToken } = plan
  await saveAttachment(home, attachment)
  try {
    if (newToken !== undefined) await tokens.add(newToken)
    const mode = newToken === undefined && attachment.tokenName === null ? (modeOf(file) ?? PRIVATE) : PRIVATE
    if (text !== before) await replaceClientFile({ path: file, before, text, mode })
  } catch (error) {
    await resolve(context, setup, file)
    throw error
  }
  await finish(context, attachment)
}

const carryOutDetach = async (context: AttachContext, plan: Omit<AttachPlan, 'newToken'>): Promise<void> => {
  const { attachment, file, before, text } = plan
  await saveAttachment(context.home, attachment)
  if (text !== before) await replaceClientFile({ path: file, before, text, mode: attachment.mode ?? PRIVATE })
  await removeTokens(context, attachment, undefined)
  await dropAttachment(context.home, attachment)
}

const finish = async (context: AttachContext, attachment: Attachment): Promise<void> => {
  await removeTokens(context, attachment.former, attachment)
  await saveAttachment(context.home, { ...attachment, state: 'done', former: null })
}

const resolve = async (
  context: AttachContext,
  setup: ClientSetup,
  file: string,
): Promise<'finished' | 'undone' | undefined> => {
  const attachment = attachmentOf(context.home, { service: setup.service, file })
  if (attachment === undefined || attachment.state === 'done') return undefined
  if (attachment.state === 'detaching') {
    const plan = planDetach(context, setup, file)
    if (plan !== undefined) await carryOutDetach(context, plan)
    return 'undone'
  }
  if (isWritten(setup, attachment)) {
    await finish(context, attachment)
    return 'finished'
  }
  await takeBack(context, attachment)
  return 'undone'
}

/** Whether the planned text reached the file. Where the person has edited it since, the address tells. */
const isWritten = (setup: ClientSetup, { file, hash, address }: Attachment): boolean => {
  const text = readClientFile(file)
  if (text === undefined) return false
  return textHash(text) === hash || setup.read(text).address === address
}

const takeBack = async (context: AttachContext, attachment: Attachment): Promise<void> => {
  const { former, file } = attachment
  // A killed writer leaves a draft of the file beside it, with whatever secrets the file holds.
  removeDrafts(file)
  await removeTokens(context, attachment, former ?? undefined)
  if (former === null) await dropAttachment(context.home, attachment)
  else await saveAttachment(context.home, { ...attachment, ...former, state: 'done', former: null })
}

/** Removes the token of one change unless the other still needs it. */
const removeTokens = async (
  { tokens }: AttachContext,
  of: Pick<AttachChange, 'tokenName'> | null,
  kept: Pick<AttachChange, 'tokenName'> | undefined,
): Promise<void> => {
  if (of === null || of.tokenName === null || of.tokenName === kept?.tokenName) return
  await tokens.remove(of.tokenName)
}

const changeOf = ({ address, tokenName, mode, hash, undo, at }: Attachment): AttachChange => ({
  address,
  tokenName,
  mode,
  hash,
  undo,
  at,
})

const locked = async <T>({ home, clock }: AttachContext, act: () => Promise<T>): Promise<T> => {
  const lock = await acquireFileLock({ path: join(home.run, 'attach.lock'), clock })
  try {
    return await act()
  } finally {
    lock.release()
  }
}
