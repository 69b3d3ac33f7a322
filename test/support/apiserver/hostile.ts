import { failure, type Status } from '../../../src/simcluster/api/status.ts'

const line = (value: unknown): string => `${JSON.stringify(value)}\n`

/** An ERROR event. */
export const errorEvent = (status: Status): string => line({ type: 'ERROR', object: status })

/** A line that is longer than a client may want to keep. It is JSON, and no more than that. */
export const longLine = (bytes: number): string => `${JSON.stringify({ type: 'ADDED', object: 'x'.repeat(bytes) })}\n`

/** What no server should send in a watch, for tests that take all of them in turn. */
export const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
  'no JSON': 'root:x:0:0\n',
  'half a line': '{"type":"ADDED","object":{"kind":"Pod","metad\n',
  'an empty line': '\n',
  'invalid UTF-8': Buffer.concat([
    Buffer.from('{"type":"ADDED","object":{"kind":"\xff\xfe', 'latin1'),
    Buffer.from('"}}\n'),
  ]),
  'a byte order mark': '\ufeff{"type":"BOOKMARK","object":{}}\n',
  null: 'null\n',
  'a number': '17\n',
  'an array': '[]\n',
  'no type': line({ object: { metadata: { name: 'a' } } }),
  'an unknown type': line({ type: 'EXPLODED', object: { metadata: { name: 'a' } } }),
  'a type that is no text': line({ type: 17, object: { metadata: { name: 'a' } } }),
  'no object': line({ type: 'ADDED' }),
  'an object that is null': line({ type: 'ADDED', object: null }),
  'an object that is an array': line({ type: 'ADDED', object: [] }),
  'no metadata': line({ type: 'ADDED', object: { kind: 'Pod' } }),
  'metadata that is text': line({ type: 'ADDED', object: { kind: 'Pod', metadata: 'a' } }),
  'no uid': line({
    type: 'ADDED',
    object: { kind: 'Pod', metadata: { name: 'a', namespace: 'b', resourceVersion: '1' } },
  }),
  'no version': line({ type: 'MODIFIED', object: { kind: 'Pod', metadata: { name: 'a', namespace: 'b', uid: 'c' } } }),
  'a version that is a number': line({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: 17 } } }),
  'a bookmark without a version': line({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: {} } }),
  'a deep object': `${'{"type":"ADDED","object":{"metadata":'.concat('{"a":'.repeat(2_000), '1', '}'.repeat(2_000))}}}\n`,
  'a prototype': '{"type":"ADDED","object":{"__proto__":{"polluted":true},"metadata":{"name":"a"}}}\n',
  'a Status that is no error': line({ type: 'ADDED', object: failure(500, 'InternalError', 'what?') }),
  'an error without a code': line({ type: 'ERROR', object: {} }),
  'an error that is text': line({ type: 'ERROR', object: 'boom' }),
}
