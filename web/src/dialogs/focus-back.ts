/** Gives the focus back to where it was before something was laid over the page, so that a keyboard goes on from there. */
import { useEffect, useState } from 'react'

/** To be called by what is laid over; it gives the focus back when it goes. */
export const useFocusBack = (): void => {
  const [before] = useState(opener)
  useEffect(
    () => () => {
      // What goes is still in the document here, and may hold the focus.
      setTimeout(() => {
        const target = before()
        if (document.activeElement === document.body || document.activeElement === null) target?.focus()
      })
    },
    [before],
  )
}

/** What has the focus now; of a menu, which will be gone, the button that opened it. */
const opener = (): (() => HTMLElement | undefined) => {
  const active = document.activeElement
  const button = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby') ?? null
  return () => {
    const found = button === null ? active : document.getElementById(button)
    return found instanceof HTMLElement && found.isConnected ? found : undefined
  }
}
