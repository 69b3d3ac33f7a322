/** How a kubeconfig's user proves who it is. */
export type Credential =
  | { readonly token: string }
  | { readonly tokenFile: string }
  | { readonly exec: { readonly command: string; readonly args?: readonly string[]; readonly env?: readonly object[] } }

/**
 * As JSON, which is YAML too.
 *
 * @param name of the cluster, the user and the context
 */
export function kubeconfig(url: string, ca: string, credential: Credential, name = 'test'): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: userOf(credential) }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }
  return `${JSON.stringify(config, undefined, 2)}\n`
}

const EXEC_API = 'client.authentication.k8s.io/v1'

const userOf = (credential: Credential): object =>
  'exec' in credential ? { exec: { apiVersion: EXEC_API, interactiveMode: 'Never', ...credential.exec } } : credential

/** What an `exec` command prints, such as `cat` of a file that holds it. */
export const execCredential = (token: string, expires?: Date): string =>
  JSON.stringify({
    apiVersion: EXEC_API,
    kind: 'ExecCredential',
    status: { token, ...(expires === undefined ? {} : { expirationTimestamp: expires.toISOString() }) },
  })
