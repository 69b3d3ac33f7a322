import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { API_SERVICE_IP, CLUSTER_IP } from './network.ts'
import { run } from './run.ts'

/** The files that the components are given. */
export interface Certificates {
  readonly authority: string
  readonly apiServer: KeyPair
  readonly kubeletClient: KeyPair
  /** Signs the pods' tokens. */
  readonly tokens: KeyPair
}

export interface KeyPair {
  readonly key: string
  /** A certificate; for tokens, the public key. */
  readonly public: string
}

const DAYS = '30'
const NAMES = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc']
const IPS = ['127.0.0.1', API_SERVICE_IP, CLUSTER_IP]

/** A new authority for every cluster: nothing of it is worth keeping. */
export async function createCertificates(folder: string): Promise<Certificates> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: string): string => join(folder, name)
  const newKey = (name: string): KeyObject => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(file(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const publicKey = createPublicKey(privateKey)
    writeFileSync(file(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }))
    return privateKey
  }
  const authority = file('ca.crt')
  newKey('ca')
  await run([
    'openssl',
    'req',
    '-x509',
    '-new',
    '-key',
    file('ca.key'),
    '-subj',
    '/CN=cluster-ca',
    '-days',
    DAYS,
    '-out',
    authority,
  ])

  const issue = async (name: string, subject: string, extensions: readonly string[]): Promise<KeyPair> => {
    newKey(name)
    writeFileSync(file(`${name}.ext`), ['basicConstraints=critical,CA:FALSE', ...extensions].join('\n'))
    const signed = ['-CA', authority, '-CAkey', file('ca.key'), '-days', DAYS, '-extfile', file(`${name}.ext`)]
    const pair = { key: file(`${name}.key`), public: file(`${name}.crt`) }
    await run([
      'openssl',
      'x509',
      '-new',
      '-force_pubkey',
      file(`${name}.pub`),
      '-subj',
      subject,
      ...signed,
      '-out',
      pair.public,
    ])
    return pair
  }
  const names = [...NAMES.map((name) => `DNS:${name}`), ...IPS.map((ip) => `IP:${ip}`)]
  const [apiServer, kubeletClient] = await Promise.all([
    issue('apiserver', '/CN=kube-apiserver', [`subjectAltName=${names.join(',')}`]),
    issue('kubelet-client', '/O=system:masters/CN=kube-apiserver', []),
  ])
  newKey('tokens')
  return { authority, apiServer, kubeletClient, tokens: { key: file('tokens.key'), public: file('tokens.pub') } }
}
