import { nanos, plus, seconds } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import type { Cancel } from '../clock.ts'
import { aboutPod } from '../events/recorder.ts'
import { latency } from '../latencies.ts'
import type { Pod, Volume } from '../pod.ts'
import { sleep, start, type Steps } from '../steps.ts'
import type { NodeParts } from './node-parts.ts'

/** The volumes of one pod. Source: kubelet volumemanager/. */
export interface PodVolumes {
  /** @returns whether all were there in time, and before it is no use any more */
  wait(isUseless: () => boolean): Steps<boolean>
  stop: Cancel
}

/** How often the kubelet looks what is to be mounted. */
const RECONCILE = 0.1
const FIRST_WAIT = seconds(0.5)
const MOST_WAIT = seconds(122)
const POLL = seconds(0.3)
const TIMEOUT = seconds(123)

export function createPodVolumes(parts: NodeParts, pod: Pod, luck: Luck): PodVolumes {
  const { clock, recorder } = parts
  const volumes = pod.spec.volumes ?? []
  let mounted = 0
  const stops = volumes.map((volume) => start(mount(volume)))

  function* mount(volume: Volume): Steps {
    yield* sleep(clock, nanos(BigInt(Math.round(luck.between(0, RECONCILE) * 1e9))))
    for (let wait = FIRST_WAIT; ; wait = wait * 2n < MOST_WAIT ? nanos(wait * 2n) : MOST_WAIT) {
      yield* sleep(clock, latency(luck, 'mount'))
      const lacks = missingFor(parts, pod, volume)
      if (lacks === undefined) break
      const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${lacks}`
      recorder.record({ about: aboutPod(pod), type: 'Warning', reason: 'FailedMount', message })
      yield* sleep(clock, wait)
    }
    mounted += 1
  }

  return {
    *wait(isUseless) {
      const end = plus(clock.now(), TIMEOUT)
      while (mounted < volumes.length) {
        if (clock.now() >= end || isUseless()) return false
        yield* sleep(clock, POLL)
      }
      return true
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

function missingFor({ store }: NodeParts, { metadata: { namespace } }: Pod, volume: Volume): string | undefined {
  const { secret, configMap } = volume
  if (secret !== undefined && secret.optional !== true && !store.get('secrets', namespace, secret.secretName))
    return `secret "${secret.secretName}" not found`
  if (configMap !== undefined && configMap.optional !== true && !store.get('configmaps', namespace, configMap.name))
    return `configmap "${configMap.name}" not found`
  return undefined
}
