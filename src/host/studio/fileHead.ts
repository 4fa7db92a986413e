import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ImageFacts } from '../../core/image/facts.ts';
import { headPieceBytes, readHead } from '../../core/image/head.ts';
import { readFileInPieces } from '../spool/fileOps.ts';

/** A file system that gives no part of a file has to give all of it. */
const maxWholeBytes = 64 * 1024 * 1024;

/** A file, as it was at one time. */
export interface FileVersion {
  readonly mtime: number;
  readonly bytes: number;
}

/** SHA-256 of a file, in hexadecimal. */
export async function fileHash(uri: vscode.Uri): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(uri)) hash.update(piece);
  return hash.digest('hex');
}

/** The bytes of a file, each piece to be used before the next one is asked for. */
export async function* piecesOf(uri: vscode.Uri): AsyncGenerator<Uint8Array> {
  if (uri.scheme === 'file') yield* readFileInPieces(uri.fsPath);
  else yield await vscode.workspace.fs.readFile(uri);
}

/** Undefined: there is no such file. */
export async function versionOf(uri: vscode.Uri): Promise<FileVersion | undefined> {
  try {
    if (uri.scheme === 'file') {
      // Of the disk itself, without a way over other processes.
      const found = await fs.stat(uri.fsPath);
      return found.isFile() ? { mtime: found.mtimeMs, bytes: found.size } : undefined;
    }
    const { type, mtime, size } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) === 0 ? undefined : { mtime, bytes: size };
  } catch {
    return undefined;
  }
}

/**
 * What an image is and says of itself, with as little reading as the format allows. Whether the file is whole is not
 * looked at. Undefined: no image, or it cannot be read.
 */
export async function headOf(uri: vscode.Uri, bytes: number): Promise<ImageFacts | undefined> {
  try {
    if (uri.scheme !== 'file') {
      if (bytes > maxWholeBytes) return undefined;
      const whole = await vscode.workspace.fs.readFile(uri);
      return await readHead((position, length) => Promise.resolve(whole.subarray(position, position + length)));
    }
    const handle = await fs.open(uri.fsPath, 'r');
    try {
      const buffer = Buffer.allocUnsafe(headPieceBytes);
      return await readHead(async (position, length) => {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(length, buffer.length), position);
        return buffer.subarray(0, bytesRead);
      });
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
