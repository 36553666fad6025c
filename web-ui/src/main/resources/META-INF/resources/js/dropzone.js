// Takes files and folders dropped anywhere on the page.
import { byId } from './dom.js';

const MOST = 2_000;

/** @param onFiles told the files dropped, those inside folders included */
export function dropzone(onFiles) {
  const veil = byId('drop');
  let depth = 0;

  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');

  const leave = () => {
    depth = 0;
    veil.hidden = true;
  };

  document.addEventListener('dragenter', (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth++;
      veil.hidden = false;
    }
  });
  document.addEventListener('dragover', (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  document.addEventListener('dragleave', (event) => hasFiles(event) && --depth <= 0 && leave());
  document.addEventListener('drop', async (event) => {
    if (!hasFiles(event)) {
      return;
    }
    event.preventDefault();
    leave();
    // Entries must be taken before the first await: the list is emptied when this handler returns.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files];
    const files = entries.some((entry) => entry.isDirectory) ? await collect(entries) : plain;
    if (files.length > 0) {
      onFiles(files);
    }
  });
}

async function collect(entries) {
  const files = [];
  const queue = [...entries];
  while (queue.length > 0 && files.length < MOST) {
    const entry = queue.shift();
    if (entry.isFile) {
      files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    } else {
      queue.push(...(await listing(entry)));
    }
  }
  return files;
}

/** A folder is read in batches until one comes back empty. */
async function listing(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) {
      return found;
    }
    found.push(...batch);
  }
}
