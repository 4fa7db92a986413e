import { describe, expect, it } from 'vitest';
import { kindOfAddress } from '../../src/host/http/address.ts';
import { isLoopbackHost, judgeLink } from '../../src/host/http/guard.ts';
import { inside } from './inside.ts';

const outside = [
  ...[
    'example.com',
    'cdn.example.co.uk',
    'xn--fiqs8s.example',
    '93.184.216.34',
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
  ],
  ...[
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.0.1',
    '192.169.0.1',
    '11.0.0.1',
    '126.0.0.1',
    '128.0.0.1',
  ],
  ...['198.17.255.255', '198.20.0.1', '223.255.255.255', '[2606:4700:4700::1111]', '[2400:cb00::1]', '[2a00:1450::8a]'],
  ...[
    '[::ffff:93.184.216.34]',
    '[64:ff9b::93.184.216.34]',
    '[2002:5db8:d822::1]',
    '10.0.0.1.example.com',
    'localhost.example',
  ],
];

const judge = (host: string, exceptions = {}) => judgeLink(new URL(`https://${host}/a.png`), exceptions);

describe('the address guard', () => {
  it(`knows more than 60 spellings of what lies inside`, () => {
    expect(new Set(inside).size).toBeGreaterThan(60);
  });

  it.each(inside)('lets no link lead to %s', (host) => {
    expect(judge(host).objection).toEqual(expect.any(String));
  });

  it.each(outside)('lets a link lead to %s', (host) => {
    expect(judge(host).objection).toBeUndefined();
  });

  it('names the address in its objection', () => {
    expect(judge('0xa9fea9fe').objection).toContain('169.254.169.254');
    expect(judge('nas.local').objection).toContain('nas.local');
  });

  it('wants https, of every other scheme too', () => {
    for (const link of ['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:,x', 'javascript:1']) {
      expect(judgeLink(new URL(link), {}).objection).toBe('The link is not https.');
    }
  });

  it('judges what a name resolves to, and lets fake-ip answers of a proxy pass', () => {
    const verdict = judge('images.example');
    if (verdict.objection !== undefined) throw new Error(verdict.objection);
    for (const address of ['10.0.0.1', '127.0.0.1', '::1', 'fe80::1%eth0', '::ffff:192.168.0.1', '0.0.0.0', '', 'x']) {
      expect(verdict.judge(address)).toEqual(expect.any(String));
    }
    for (const address of ['93.184.216.34', '2606:4700::1', '198.18.0.7', '198.19.255.1']) {
      expect(verdict.judge(address)).toBeUndefined();
    }
  });

  it('lets pass the hosts that the person allowed, whatever they resolve to', () => {
    const exceptions = {
      allowHosts: ['NAS.local', '192.168.1.5', '[fd00::5]', '*.cdn.lan', '.corp.example', '*', '.', ''],
    };
    for (const host of [
      'nas.local',
      'nas.local.',
      '192.168.1.5',
      '0xc0a80105',
      '[fd00::5]',
      'a.cdn.lan',
      'b.corp.example',
    ]) {
      const verdict = judge(host, exceptions);
      if (verdict.objection !== undefined) throw new Error(verdict.objection);
      expect(verdict.judge('127.0.0.1')).toBeUndefined();
    }
    for (const host of ['192.168.1.6', 'x.nas.local', 'router', 'notcdn.lan']) {
      expect(judge(host, exceptions).objection).toEqual(expect.any(String));
    }
    expect(judgeLink(new URL('http://192.168.1.5/'), exceptions).objection).toBe('The link is not https.');
  });

  it('lets pass the own origin of a service that the person gave as an address or on this machine', () => {
    const pass = (link: string, serviceUrl: string) => judgeLink(new URL(link), { serviceUrl }).objection === undefined;
    expect(pass('http://127.0.0.1:8080/a', 'http://127.0.0.1:8080/v1')).toBe(true);
    expect(pass('http://localhost:8080/a', 'http://localhost:8080')).toBe(true);
    expect(pass('https://192.168.1.5/a', 'https://192.168.1.5/api')).toBe(true);
    expect(pass('http://127.0.0.1:8081/a', 'http://127.0.0.1:8080')).toBe(false);
    expect(pass('http://192.168.1.5/a', 'http://192.168.1.5')).toBe(false);
    expect(pass('https://nas.local/a', 'https://nas.local')).toBe(false);
    expect(pass('https://127.0.0.1/a', 'not a url')).toBe(false);
  });
});

describe('an address', () => {
  it('is of one kind, as sockets write it', () => {
    expect(kindOfAddress('127.0.0.1')).toBe('loopback');
    expect(kindOfAddress('::ffff:127.0.0.1')).toBe('loopback');
    expect(kindOfAddress('fe80::1%eth0')).toBe('private');
    expect(kindOfAddress('198.18.0.1')).toBe('fakeIp');
    expect(kindOfAddress('224.0.0.1')).toBe('reserved');
    expect(kindOfAddress('1::')).toBe('reserved');
    expect(kindOfAddress('2606:4700:4700::1111')).toBeUndefined();
    expect(kindOfAddress('example.com')).toBe('reserved');
  });

  it('is this machine only when it is', () => {
    for (const host of ['localhost', 'a.localhost', '127.9.9.9', '::1', '::ffff:7f00:1'])
      expect(isLoopbackHost(host)).toBe(true);
    for (const host of ['0.0.0.0', '10.0.0.1', 'localhost.example', '128.0.0.1', '::2', '']) {
      expect(isLoopbackHost(host)).toBe(false);
    }
  });
});
