/** Puts a text on the clipboard and says so. Works without the clipboard API too (plain http on another machine). */
import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../browser/copy-text.ts'

export interface CopyButtonProps {
  readonly text: string | (() => string | Promise<string>)
  /** Shown beside the icon; without it only the icon shows. */
  readonly label?: string
}

const SHOWN_MS = 1800

export const CopyButton = ({ text, label }: CopyButtonProps) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(typeof text === 'string' ? text : await text()))
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  const Icon = copied ? IconCheck : IconCopy
  const said = copied ? t('action.copied') : (label ?? t('action.copy'))
  if (label === undefined) {
    return (
      <ActionIcon variant="subtle" color="gray" aria-label={said} title={said} onClick={() => void copy()}>
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    )
  }
  return (
    <Button size="xs" variant="default" leftSection={<Icon size={15} stroke={1.8} />} onClick={() => void copy()}>
      {said}
    </Button>
  )
}
