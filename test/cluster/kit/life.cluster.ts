import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { leftovers } from './leftovers.ts'
import { tryLock, waitForLock } from './lock.ts'
import { lacking } from './packages.ts'
import { placesFor } from './places.ts'
import { processesNaming, sendSignal } from './proc.ts'
import { run } from './run.ts'
import { endSharedCluster } from './shared.ts'

const places = placesFor()

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One of the scripts as a process; `saw` resolves with its first line that matches. */
function script(name: 'up' | 'down', args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
  const file = fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = createInterface({ input: child.stdout })
  const collected = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const ended = collected.then(([stdout, stderr, [code]]): Ended => ({ stdout, stderr, code: code as number | null }))
  const saw = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      lines.on('line', (line) => pattern.test(line) && resolve(line))
      lines.on('close', () => reject(new Error(`${name} ended without ${String(pattern)}`)))
    })
  return { ended, saw, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}

/** Of a PATH without anything but tar; administrators' folders are looked into all the same. */
const MISSES = `the test cluster misses busybox, docker-registry, gcc, nsenter, openssl
  apt-get install -y --no-install-recommends busybox-static docker-registry gcc util-linux openssl`

describe('the cluster’s life', () => {
  before(endSharedCluster)
  const down = () => script('down').ended

  describe('up', () => {
    after(down)
    it('starts a cluster that stays', async () => {
      const up = await script('up', ['1']).ended
      expect({ ...up, stdout: '' }).to.deep.equal({ code: 0, stdout: '', stderr: '' })
      const kubeconfig = /KUBECONFIG=(\S+)/.exec(up.stdout)?.[1] ?? ''
      expect(await run([places.kubectl, '--kubeconfig', kubeconfig, 'get', 'nodes'])).to.match(/node-1\s+Ready/)
    })
    it('says so when it is there already', async () => {
      expect((await script('up', ['1']).ended).stdout).to.match(/^cluster: it is up already\n[^]*KUBECONFIG=/)
    })
    it('starts anew when a part of it has ended', async () => {
      for (const one of processesNaming(`${places.hyperkube}\0kube-scheduler`)) sendSignal(one, 'SIGKILL')
      const { stdout } = await script('up', ['1']).ended
      expect(stdout).to.match(/^cluster: end the one that is there/)
    })
    it('leaves nothing once it is down', async () => {
      expect((await down()).stdout).to.match(/^cluster: down after/)
      expect(leftovers(places)).to.deep.equal([])
    })
    it('may be down already', async () => {
      expect(await down()).to.deep.equal({ code: 0, stdout: 'cluster: it is not up\n', stderr: '' })
    })
  })

  describe('broken off', () => {
    afterEach(down)
    const MOMENTS = [/namespaces/, /etcd/, /kube-apiserver/]
    for (const moment of MOMENTS) {
      for (const [name, code] of [
        ['SIGINT', 130],
        ['SIGTERM', 143],
      ] as const) {
        it(`leaves nothing after ${name} at ${moment.source}`, async () => {
          const up = script('up')
          await up.saw(moment)
          up.kill(name)
          expect((await up.ended).code).to.equal(code)
          expect(leftovers(places)).to.deep.equal([])
        })
      }
      it(`is cleaned up by down after SIGKILL at ${moment.source}`, async () => {
        const up = script('up')
        await up.saw(moment)
        up.kill('SIGKILL')
        await up.ended
        expect(leftovers(places)).not.to.deep.equal([])
        await down()
        expect(leftovers(places)).to.deep.equal([])
      })
    }
    it('refuses a second up at the same time', async () => {
      const first = script('up')
      await first.saw(/namespaces/)
      const second = await script('up').ended
      expect(second.code).to.equal(1)
      expect(second.stderr).to.match(/^process \d+ is starting, stopping or testing the cluster/)
      first.kill('SIGINT')
      await first.ended
    })
  })

  describe('its lock', () => {
    it('is one process’s until it is released', async () => {
      const lock = await tryLock('podstart-cluster-build')
      const other = await tryLock('podstart-cluster-build')
      if (lock.is !== 'held' || other.is !== 'taken') throw new Error(`${lock.is}, ${other.is}`)
      expect(other.by).to.equal(process.pid)
      lock.release()
      await other.free
      const next = await waitForLock('podstart-cluster-build', () => undefined)
      next.release()
    })
  })

  describe('on a machine that lacks something', () => {
    it('says what, all at once, and how to install it', async () => {
      const path = mkdtempSync(join(tmpdir(), 'podstart-path-'))
      const env = { ...process.env, PATH: path }
      symlinkSync((await run(['sh', '-c', 'command -v tar'])).trim(), join(path, 'tar'))
      try {
        const { code, stderr } = await script('up', [], env).ended
        expect({ code, stderr: stderr.trimEnd() }).to.deep.equal({ code: 1, stderr: MISSES })
      } finally {
        rmSync(path, { recursive: true })
      }
    })
    const linux = { platform: 'linux', uid: 0, has: () => true } as const
    it('asks for root', () => {
      expect(lacking([], { root: true, machine: { ...linux, uid: 1000 } })).to.match(/needs root/)
    })
    it('asks for Go', () => {
      expect(lacking(['go'], { machine: { ...linux, has: () => false } })).to.match(/misses go\n.*go\.dev/)
    })
    it('asks for Linux', () => {
      expect(lacking([], { machine: { ...linux, platform: 'darwin' } })).to.match(/Linux/)
    })
  })
})
