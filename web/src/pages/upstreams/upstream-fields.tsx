/** The fields of an upstream, each with its check beside it. */
import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import type { ProtocolId } from '../../../../src/contract/protocol.ts'
import { type SecretEdit, SecretInput } from '../../components/secret-input.tsx'
import { toProblem } from '../../connection/problem.ts'
import { fieldText } from '../../text/problem-text.ts'
import { isOtherOrigin, joinedUrl, translatedUrl, urlFault, urlHint } from './form-checks.ts'
import { ProtocolSelect } from './protocol-select.tsx'

export interface UpstreamValues {
  readonly name: string
  readonly baseUrl: string
  readonly authToken: SecretEdit
  readonly apiKey: SecretEdit
  readonly weight: number | string
  readonly passRedirects: boolean
  /** Null: whatever its clients speak. */
  readonly protocol: ProtocolId | null
  readonly activate: boolean
}

export interface UpstreamFieldsProps {
  /** Undefined while adding. */
  readonly upstream: UpstreamView | undefined
  readonly values: UpstreamValues
  readonly faults: UpstreamFaults
  /** Saving was tried: every fault shows. */
  readonly tried: boolean
  /** The path a client of the service asks for most, and what it speaks. */
  readonly path: string
  readonly spoken: ProtocolId
  readonly onChange: (change: Partial<UpstreamValues>) => void
}

export const UpstreamFields = (props: UpstreamFieldsProps) => {
  const { upstream, values, faults, tried, onChange } = props
  const { t } = useTranslation('upstreams')
  const goesTo = useUrlNote(props)
  const urlNote = losesKey(upstream, values) ? t('form.keyStays') : goesTo
  return (
    <>
      {upstream === undefined && (
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          value={values.name}
          error={tried || faults.nameTaken ? faults.name : undefined}
          data-autofocus
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t('form.baseUrl')}
        placeholder="https://"
        value={values.baseUrl}
        error={tried || values.baseUrl.length > 8 ? faults.baseUrl : undefined}
        description={urlNote}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        spellCheck={false}
        onChange={(event) => onChange({ baseUrl: event.currentTarget.value })}
      />
      <ProtocolSelect value={values.protocol} onChange={(protocol) => onChange({ protocol })} />
      <SecretInput
        label={t('form.authToken')}
        description={t('form.secretHint')}
        stored={upstream?.authToken ?? null}
        value={values.authToken}
        error={faults.authToken}
        onChange={(authToken) => onChange({ authToken })}
      />
      <SecretInput
        label={t('form.apiKey')}
        stored={upstream?.apiKey ?? null}
        value={values.apiKey}
        error={faults.apiKey}
        onChange={(apiKey) => onChange({ apiKey })}
      />
      <NumberInput
        label={t('form.weight')}
        description={t('form.weightHint')}
        value={values.weight}
        min={0}
        clampBehavior="none"
        hideControls
        error={faults.weight}
        onChange={(weight) => onChange({ weight })}
      />
      <Checkbox
        label={t('form.redirects')}
        description={t('form.redirectsHint')}
        checked={values.passRedirects}
        onChange={(event) => onChange({ passRedirects: event.currentTarget.checked })}
      />
      {upstream === undefined && (
        <Checkbox
          label={t('form.activate')}
          checked={values.activate}
          onChange={(event) => onChange({ activate: event.currentTarget.checked })}
        />
      )}
    </>
  )
}

/** Whether saving would drop a stored key: it does not follow its entry to another origin. */
const losesKey = (upstream: UpstreamView | undefined, { baseUrl, authToken, apiKey }: UpstreamValues): boolean => {
  if (upstream === undefined || !isOtherOrigin(upstream.baseUrl, baseUrl)) return false
  return (upstream.authToken !== null && authToken === undefined) || (upstream.apiKey !== null && apiKey === undefined)
}

/** Where requests will go, or what is probably wrong with that. */
const useUrlNote = ({ values, path, spoken }: UpstreamFieldsProps): string | undefined => {
  const { t } = useTranslation('upstreams')
  const { baseUrl: base, protocol } = values
  if (protocol !== null && protocol !== spoken) {
    const url = translatedUrl(base, protocol)
    return url === '' ? undefined : t('form.goesTo', { url })
  }
  const hint = urlHint(base, path)
  if (hint !== undefined) return t(`form.fault.${hint}`, { path })
  const url = joinedUrl(base, path)
  return url === '' ? undefined : t('form.goesTo', { url })
}

export interface UpstreamFaults {
  readonly nameTaken: boolean
  readonly name: string | undefined
  readonly baseUrl: string | undefined
  readonly authToken: string | undefined
  readonly apiKey: string | undefined
  readonly weight: string | undefined
  /** Nothing is wrong that is known before asking the daemon. */
  readonly clean: boolean
  /** The daemon's complaint stands at a field. */
  readonly placed: boolean
}

export interface UpstreamChecks {
  readonly names: readonly string[]
  readonly upstream: UpstreamView | undefined
  /** Why the daemon did not save it; null when it has not complained. */
  readonly error: unknown
}

/** What is wrong with the fields: by what is known here, and by what the daemon said. */
export const useUpstreamFaults = (
  values: UpstreamValues,
  { names, upstream, error }: UpstreamChecks,
): UpstreamFaults => {
  const { t } = useTranslation('upstreams')
  const problem = error === null ? undefined : toProblem(error)
  // The daemon names the field as the API does, or as the document does, behind the upstream's name.
  const said = (...fields: readonly string[]) =>
    problem !== undefined && fields.some((field) => problem.field.split('.').at(-1) === field)
      ? fieldText(problem)
      : undefined
  const name = values.name.trim()
  const nameTaken = upstream === undefined && names.includes(name)
  const nameFault = nameTaken ? t('form.fault.duplicate') : name === '' ? t('form.fault.name') : undefined
  const url = urlFault(values.baseUrl)
  const weightBad = values.weight === '' || !(Number(values.weight) >= 0)
  const server = {
    name: said('name'),
    baseUrl: said('baseUrl', 'base_url'),
    authToken: said('authToken', 'auth_token'),
    apiKey: said('apiKey', 'api_key'),
    weight: said('weight'),
  }
  return {
    nameTaken,
    name: upstream === undefined ? (nameFault ?? server.name) : undefined,
    baseUrl: url === undefined ? server.baseUrl : t(`form.fault.${url}`),
    authToken: server.authToken,
    apiKey: server.apiKey,
    weight: weightBad ? t('form.fault.weight') : server.weight,
    clean: (upstream !== undefined || nameFault === undefined) && url === undefined && !weightBad,
    placed: Object.values(server).some((fault) => fault !== undefined),
  }
}
