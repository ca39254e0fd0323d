/** Which of the open dialogs lies on top: only that one takes Escape. */
import { useEffect, useId, useSyncExternalStore } from 'react'

let open: readonly string[] = []
const listeners = new Set<() => void>()

const change = (next: readonly string[]): void => {
  open = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes a place above the dialogs that are open, and says whether it still is the highest. */
export const useIsTopmost = (): boolean => {
  const id = useId()
  useEffect(() => {
    change([...open, id])
    return () => change(open.filter((other) => other !== id))
  }, [id])
  return useSyncExternalStore(subscribe, () => open.at(-1)) === id
}
