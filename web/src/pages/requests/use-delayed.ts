/** A field whose value is told on after the typing has paused. */
import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 350

export const useDelayed = (
  value: string,
  onChange: (value: string) => void,
): readonly [string, (text: string) => void] => {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const told = useRef(value)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // A value that did not come from here (another address) replaces what stands in the field.
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      told.current = next
      onChange(next)
    }, PAUSE_MS)
  }
  return [text, type]
}
