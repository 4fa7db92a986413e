import { describe, expect, it } from 'vitest';
import { isLocal, loopbackNote } from '../../src/host/loopback.ts';

const local = ['http://127.0.0.1:7860', 'http://localhost:8080/api', 'http://[::1]:1234', 'https://127.8.9.10'];
const elsewhere = ['https://api.openai.com', 'https://127.0.0.1.example', 'https://192.168.1.4', 'not a URL', ''];

describe('an address of this machine', () => {
  it.each(local)('is known: %s', (address) => {
    expect(isLocal(address)).toBe(true);
  });

  it.each(elsewhere)('is told from others: %s', (address) => {
    expect(isLocal(address)).toBe(false);
    expect(loopbackNote(address, 'ssh-remote')).toBeUndefined();
  });

  it.each(local)('is said to be the extension host’s in a remote window: %s', (address) => {
    expect(loopbackNote(address, 'wsl')).toBe(
      `This window is remote: ${new URL(address).host} is the machine that the extension host runs on.`,
    );
  });

  it.each(local)('needs no word in a window of this machine: %s', (address) => {
    expect(loopbackNote(address, undefined)).toBeUndefined();
  });
});
