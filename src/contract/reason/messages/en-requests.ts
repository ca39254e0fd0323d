/** Why an act on documents, upstreams or tokens, or a request to the admin API is refused, in English. */
import type { EditReason, RequestReason } from '../request-reasons.ts'

export const enRequests: Readonly<Record<(EditReason | RequestReason)['code'], string>> = {
  'upstream-unknown': 'There is no upstream named "{name}"',
  'upstream-taken': 'There is already an upstream named "{name}"',
  'upstream-disabled': 'Cannot activate "{name}" because it is disabled; enable it first',
  'upstream-name-unusable':
    'Cannot use this name: a name is not empty or reserved, has at most {characters} characters, and no blanks around it',
  'token-unknown': 'There is no token named "{name}"',
  'token-taken': 'There is already a token named "{name}"',
  'mask-without-secret':
    'Cannot save because the mask at "{field}" stands for no stored secret; write the secret itself',
  'mask-moved':
    'Cannot save because the secret behind the mask at "{field}" belongs to another address, and stays with it; write the secret itself, or take the field out',
  'changed-meanwhile':
    'Cannot save "{file}" because it was changed in the meantime; read it again and repeat the change',
  'version-missing': 'Cannot save without "If-Match": send the version that was read, or * for any',
  'file-keeps-changing': 'Cannot save because another program keeps changing the same file; close it and try again',
  'lock-held':
    'Cannot change the documents because another process holds "{path}"; if no CLP is running, delete that file',
  'cannot-write': 'Cannot write "{path}" ({system})',

  'service-unknown': 'There is no service "{service}"; there are {services}',
  'client-unknown': 'There is no client "{client}" here that CLP can set up',
  'document-unknown': 'There is no document "{document}"',
  'revision-unknown':
    'Version {revision} of the document "{document}" is not kept; "clp config history" lists those that are',
  'request-unknown': 'There is no request "{id}" in the log',
  'body-not-kept': 'There is no such body of request "{id}" in the log',
  'route-unknown': 'There is no {route}',
  'live-path-unknown': 'There is no WebSocket at {path}',
  'value-unreadable': 'A value in the request is not what its field takes',
  'request-cut-off': 'The request broke off before it was read',
  'body-over-limit': 'The request body has more than {bytes} bytes',
  'json-only': 'Send the body as application/json',
  'secrets-command-line-only':
    'Stored credentials leave only by the command line, which shows its own key: run "{command}"',
  'command-line-only': 'Only the command line can replace the daemon: run "clp restart"',
  'expiry-unreadable': 'Cannot read this expiry; write it like one of {examples}',
  'pause-in-past': 'A pause ends in the future',
  'instant-unreadable': 'This is no instant',
  'zone-unknown': 'There is no time zone "{zone}"',
  'upstream-or-address': 'Name a stored upstream, or give an address to test',
  'raw-only': 'This body is in an encoding that cannot be undone; take the raw bytes',
  'token-not-for-ui': 'This CLP token is not known or not valid for the UI',
}
