import { expect } from 'chai'
import { describe, it } from 'mocha'
import { renewalOf } from '../../../src/certs/plan.ts'
import {
  SECOND,
  START,
  at,
  missing,
  broken,
  good,
  MINUTE,
  authorities,
  quiet,
  renewing,
  trusts,
  unseen,
  half,
  names,
  tellsPlans,
} from './plan-kit.ts'

tellsPlans('the plan of a certificate', [
  {
    title: 'issues when there is nothing',
    inventory: { ...quiet, serving: missing, authorities: [], bundle: '' },
    now: START,
    step: { is: 'issue', why: 'there is none', names },
  },
  {
    title: 'issues when nobody can use what there is, whoever trusts what',
    inventory: { ...quiet, serving: broken, next: broken },
    trusts: [unseen()],
    now: START,
    step: { is: 'issue', why: 'the one in service cannot be used: it has expired', names },
  },
  {
    title: 'puts the next one into service when nobody can use the one that is, settled or not',
    inventory: { ...renewing, serving: broken },
    trusts: [unseen()],
    now: at(61),
    step: { is: 'promote', why: 'the one in service cannot be used: it has expired' },
  },
  {
    title: 'rests until two thirds of the lifetime are over',
    inventory: quiet,
    now: at(1),
    step: { is: 'rest', until: at(40), why: 'nothing is due' },
  },
  {
    title: 'rests until an old authority expires, if that is earlier',
    inventory: { ...quiet, authorities: [{ fingerprint: 'older', notAfter: at(20) }, authorities.old] },
    trusts: [trusts('old')],
    now: at(1),
    step: { is: 'rest', until: at(20), why: 'nothing is due' },
  },
  {
    title: 'prepares the next one when two thirds are over',
    inventory: quiet,
    trusts: [trusts('old')],
    now: at(40),
    step: { is: 'prepare', why: 'two thirds of its lifetime are over', names },
  },
  {
    title: 'prepares it even where nobody can be told',
    inventory: quiet,
    trusts: [unseen()],
    now: at(59),
    step: { is: 'prepare', why: 'two thirds of its lifetime are over', names },
  },
  {
    title: 'prepares one with more names, and with those that there are',
    inventory: quiet,
    names: ['web.shop.svc', 'localhost', '127.0.0.1'],
    now: at(1),
    step: {
      is: 'prepare',
      why: 'the one in service is not for localhost, 127.0.0.1',
      names: ['web.shop.svc', 'localhost', '127.0.0.1'],
    },
  },
  {
    title: 'keeps the names that another replica wants',
    inventory: { ...quiet, serving: good('old', { names: ['their.svc'] }) },
    now: at(1),
    step: { is: 'prepare', why: 'the one in service is not for web.shop.svc', names: ['web.shop.svc', 'their.svc'] },
  },
  {
    title: 'is content with more names than are wanted',
    inventory: { ...quiet, serving: good('old', { names: ['their.svc', 'web.shop.svc'] }) },
    now: at(1),
    step: { is: 'rest', until: at(40), why: 'nothing is due' },
  },
  {
    title: 'prepares another one when a wrong clock has made one for later',
    inventory: quiet,
    now: START - SECOND,
    step: { is: 'prepare', why: 'the one in service is not valid yet', names },
  },
  {
    title: 'tells the configurations that do not have the bundle, and only these',
    inventory: quiet,
    trusts: [trusts('old', 'one'), trusts('', 'two'), unseen('three'), trusts('other', 'four')],
    now: at(1),
    step: { is: 'trust', names: ['two', 'four'] },
  },
  {
    title: 'tells one of which only a part has it',
    inventory: renewing,
    trusts: [half],
    now: at(41),
    step: { is: 'trust', names: ['podstart'] },
  },
  {
    title: 'takes more than the bundle for another bundle',
    inventory: quiet,
    trusts: [trusts('old+stranger')],
    now: at(1),
    step: { is: 'trust', names: ['podstart'] },
  },
  {
    title: 'removes what has expired, and tells of it afterwards',
    inventory: { ...quiet, leftovers: 1 },
    trusts: [trusts('older+old')],
    now: at(1),
    step: { is: 'prune' },
  },
  {
    title: 'removes a next one that nobody can use',
    inventory: { ...quiet, next: broken },
    now: at(50),
    step: { is: 'prune' },
  },
])

describe('the renewal of a certificate', () => {
  it('begins at two thirds of what the certificate itself says', () => {
    expect(renewalOf({ notBefore: START, notAfter: START + 90 * MINUTE })).to.equal(START + 60 * MINUTE)
  })
})
