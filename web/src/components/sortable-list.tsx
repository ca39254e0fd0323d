/** A list one puts in order: by dragging a handle, or with the arrow keys on it. */
import { IconGripVertical } from '@tabler/icons-react'
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './sortable-list.module.css'

export interface SortableListProps<T> {
  readonly items: readonly T[]
  readonly keyOf: (item: T, index: number) => string
  /** What the handle calls the item. */
  readonly nameOf: (item: T) => string
  readonly label: string
  readonly disabled?: boolean
  readonly onMove: (from: number, to: number) => void
  readonly children: (item: T, index: number) => ReactNode
}

/** The list with one item moved to another place. */
export const moved = <T,>(items: readonly T[], from: number, to: number): readonly T[] => {
  const rest = items.filter((_, index) => index !== from)
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)]
}

export const SortableList = <T,>(props: SortableListProps<T>) => {
  const { items, keyOf, nameOf, label, disabled = false, onMove, children } = props
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<number | undefined>(undefined)
  const [target, setTarget] = useState<number | undefined>(undefined)
  const move = (from: number, to: number) => {
    if (to >= 0 && to < items.length && to !== from) onMove(from, to)
  }
  const onKey = (event: KeyboardEvent, index: number) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    move(index, index + (event.key === 'ArrowUp' ? -1 : 1))
  }
  const onDrop = (event: DragEvent, index: number) => {
    event.preventDefault()
    if (dragged !== undefined) move(dragged, index)
    setDragged(undefined)
    setTarget(undefined)
  }
  return (
    <ol className={classes['list']} aria-label={label}>
      {items.map((item, index) => (
        <li
          key={keyOf(item, index)}
          className={classes['item']}
          data-dragged={dragged === index}
          data-target={target === index && dragged !== index}
          onDragOver={(event) => {
            if (dragged === undefined) return
            event.preventDefault()
            setTarget(index)
          }}
          onDrop={(event) => onDrop(event, index)}
        >
          <button
            type="button"
            className={classes['handle']}
            draggable={!disabled}
            disabled={disabled}
            aria-label={t('dragHandle', { name: nameOf(item) })}
            title={t('dragHint')}
            onKeyDown={(event) => onKey(event, index)}
            onDragStart={() => setDragged(index)}
            onDragEnd={() => {
              setDragged(undefined)
              setTarget(undefined)
            }}
          >
            <IconGripVertical size={16} stroke={1.8} aria-hidden />
          </button>
          <div className={classes['content']}>{children(item, index)}</div>
        </li>
      ))}
    </ol>
  )
}
