/** Holds whoever leaves a page on which something is not saved yet: by a link, by the browser's buttons, by closing the tab. */
import { useBlocker } from '@tanstack/react-router'

export interface Leaving {
  /** Goes on to where one was about to go. */
  readonly go: () => void
  readonly stay: () => void
}

/** Defined while somebody is about to leave and has to be asked. */
export const useLeaveGuard = (dirty: boolean): Leaving | undefined => {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && (current.pathname !== next.pathname || documentOf(current) !== documentOf(next)),
    enableBeforeUnload: () => dirty,
    disabled: !dirty,
    withResolver: true,
  })
  return blocker.status === 'blocked' ? { go: blocker.proceed, stay: blocker.reset } : undefined
}

/** The settings page edits one document after another under one path. */
const documentOf = ({ search }: { readonly search: unknown }): unknown =>
  typeof search === 'object' && search !== null && 'document' in search ? search.document : undefined
