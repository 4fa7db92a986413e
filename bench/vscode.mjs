// As much of VS Code as Easel's files, references and activation ask for, over the disk of this machine.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

class FileUri {
  scheme = 'file';
  authority = '';
  constructor(fsPath) {
    this.fsPath = fsPath;
  }
  toString() {
    return pathToFileURL(this.fsPath).href;
  }
}

export const Uri = {
  file: (file) => new FileUri(file),
  parse: (text) => new FileUri(fileURLToPath(text)),
  joinPath: ({ fsPath }, ...parts) => new FileUri(path.join(fsPath, ...parts)),
};

export const FileType = { File: 1 };

export const workspace = {
  asRelativePath: ({ fsPath }) => path.basename(fsPath),
  fs: {
    async stat({ fsPath }) {
      const found = await stat(fsPath);
      return { size: found.size, type: found.isFile() ? FileType.File : 0 };
    },
  },
};
